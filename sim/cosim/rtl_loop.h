/// RTL in the loop for values: a small network runs with real numbers twice, once with every chosen
/// unit as its model, once as RTL beside the model. Every result beat is compared, and so are the
/// outputs of the network.
#pragma once
#include <string>
#include <vector>

#include "sim/contract/unit.h"
#include "sim/graph/graph.h"

namespace fluxgate {

/// One report a unit. Throws ConfigError for an unknown unit, MismatchError at the first
/// difference, ModelError for a network that is too large.
[[nodiscard]] std::vector<UnitReport> run_with_rtl(const Graph& graph,
                                                   const std::vector<std::string>& units,
                                                   std::uint64_t seed);
/// Throws ConfigError with the nearest known unit.
void require_units(const std::vector<std::string>& units);

}  // namespace fluxgate
