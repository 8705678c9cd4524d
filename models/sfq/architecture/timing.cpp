#include "models/sfq/architecture/timing.h"

#include <algorithm>
#include <cmath>

#include "models/sfq/architecture/mapping.h"

namespace fluxgate::sfq {
namespace {

constexpr double kFsPerPs = 1000;
TimeFs from_ps(double ps) { return TimeFs(static_cast<std::int64_t>(std::ceil(ps * kFsPerPs))); }

}  // namespace

TimeFs slot_time(const Library& library, const Description& d) {
  const double reads = separation_ps(library.at("ndro"));
  return from_ps(std::max(library.period_ps(d.flow), reads) * (1 + d.timing_margin));
}

TimeFs pulse_latency(const Library& library, const Description& d, std::int64_t rows,
                     std::int64_t column_bits) {
  const double spread =
      static_cast<double>(tree_depth(column_bits)) * delay_ps(library.at("split"));
  const double gather = static_cast<double>(tree_depth(rows)) * delay_ps(library.at("merge"));
  const std::int64_t gates = d.membrane_bits + kLoopGates + 1;
  return from_ps(spread + delay_ps(library.at("ndro")) + gather) + gates * slot_time(library, d);
}

}  // namespace fluxgate::sfq
