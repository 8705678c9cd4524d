#include "sim/cosim/rtl_loop.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/core/config.h"
#include "sim/cosim/functional.h"
#include "sim/cosim/kernel_runner.h"

namespace fluxgate {

void require_units(const std::vector<std::string>& units) {
  std::vector<std::string> known;
  for (const auto& [id, unit] : HardwareUnits::all()) known.push_back(id);
  for (const std::string& id : units) {
    if (HardwareUnits::has(id)) continue;
    const std::string near = nearest_name(id, known);
    throw ConfigError(fmt::format("--rtl {}: unknown unit{}; known: {}", id,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }
}

std::vector<UnitReport> run_with_rtl(const Graph& graph, const std::vector<std::string>& units,
                                     std::uint64_t seed) {
  require_units(units);
  Primitives as_model = double_precision();
  Primitives as_rtl = double_precision();
  std::vector<UnitReport> reports;
  reports.reserve(units.size());  // runners keep references
  for (const std::string& id : units) {
    const HardwareUnit& unit = HardwareUnits::get(id);
    const KernelKind& kernel = Kernels::get(unit.kernel);
    reports.push_back({id, unit.kernel, 0, 0, 0});
    unit.install(as_model, run_model(kernel));
    unit.install(as_rtl, run_rtl_beside_model(kernel, reports.back()));
  }
  const Array model = execute(graph, as_model, seed);
  const Array rtl = execute(graph, as_rtl, seed);
  for (std::size_t i = 0; i < model.data.size(); ++i)
    if (model.data[i] != rtl.data[i])
      throw MismatchError(fmt::format("{}: output {} differs: {} with models, {} with RTL",
                                      graph.workload, i, model.data[i], rtl.data[i]));
  return reports;
}

}  // namespace fluxgate
