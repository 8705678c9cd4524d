/// Selective scan on the recurrence unit (kernel selective_scan): 4 channels at a time, 16 states.
/// Arithmetic: x, B, C, D, y and the magnitude of A with 8 fraction bits in 16, dt with 12; the
/// state with 16 in 32 bits. Cycles: those of the kernel. Leaves out: other state sizes (refused),
/// values beyond the formats (they saturate).
#include <fmt/format.h>

#include "models/units/fixed.h"
#include "sim/contract/unit.h"
#include "sim/core/errors.h"

namespace fluxgate {
namespace {

constexpr std::size_t kChannels = 4, kStates = 16;
constexpr int kFraction = 8, kStepFraction = 12;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// {a of each channel and state, d of each channel}
Beat parameters(const ScanSize& s, const ScanOperands& in, std::size_t first) {
  Beat beat(kChannels * kStates + kChannels, 0);
  for (std::size_t c = 0; c < std::min(kChannels, index(s.channels) - first); ++c) {
    for (std::size_t i = 0; i < kStates; ++i)
      beat[c * kStates + i] = to_uint16(-in.a[(first + c) * kStates + i], kFraction);
    beat[kChannels * kStates + c] = to_int16(in.d[first + c], kFraction);
  }
  return beat;
}

/// {first, dt of each channel, x of each channel, b, c}
Beat step(const ScanSize& s, const ScanOperands& in, std::size_t first, std::size_t t) {
  Beat beat(1 + 2 * kChannels + 2 * kStates, 0);
  beat[0] = t == 0 ? 1 : 0;
  for (std::size_t c = 0; c < std::min(kChannels, index(s.channels) - first); ++c) {
    const std::size_t at = t * index(s.channels) + first + c;
    beat[1 + c] = to_uint16(in.dt[at], kStepFraction);
    beat[1 + kChannels + c] = to_int16(in.x[at], kFraction);
  }
  for (std::size_t i = 0; i < kStates; ++i) {
    beat[1 + 2 * kChannels + i] = to_int16(in.b[t * kStates + i], kFraction);
    beat[1 + 2 * kChannels + kStates + i] = to_int16(in.c[t * kStates + i], kFraction);
  }
  return beat;
}

void scan(KernelRunner& unit, const ScanSize& s, const ScanOperands& in, Results y) {
  if (index(s.state) != kStates)
    throw ModelError(fmt::format(
        "--rtl scan: the unit holds {} states a channel, the network has {}", kStates, s.state));
  for (std::size_t first = 0; first < index(s.channels); first += kChannels) {
    std::vector<Beat> steps;
    for (std::size_t t = 0; t < index(s.steps); ++t) steps.push_back(step(s, in, first, t));
    const std::vector<Beat> out = unit.run({{parameters(s, in, first)}, steps}, steps.size());
    for (std::size_t t = 0; t < index(s.steps); ++t)
      for (std::size_t c = 0; c < std::min(kChannels, index(s.channels) - first); ++c)
        y[t * index(s.channels) + first + c] = from_fixed(out[t][c], kFraction);
  }
}

[[maybe_unused]] const bool kRegistered = HardwareUnits::add(
    "scan", {"selective scan in fixed point", "selective_scan",
             [](Primitives& primitives, std::shared_ptr<KernelRunner> unit) {
               primitives.selective_scan = [unit](const ScanSize& s, const ScanOperands& in,
                                                  Results y) { scan(*unit, s, in, y); };
             }});

}  // namespace
}  // namespace fluxgate
