/// The energy section of the terminal table.
#pragma once
#include <string>

#include "sim/stats/result.h"

namespace fluxgate {

/// Lines for the totals: energy with its range, power against the limit, area.
[[nodiscard]] std::string energy_totals(const RunResult& result);
/// Where the energy went, by component and action; wall power of a cooled chip by cooling factor.
[[nodiscard]] std::string energy_breakdown(const RunResult& result);

}  // namespace fluxgate
