/// The energy keys of a result in JSON.
#pragma once
#include <nlohmann/json.hpp>

#include "sim/stats/result.h"

namespace fluxgate {

/// {component: J} of the run.
[[nodiscard]] nlohmann::ordered_json components_json(const RunResult& result);
/// {component: J} of one operator.
[[nodiscard]] nlohmann::ordered_json components_json(const RunResult& result,
                                                     const OperatorResult& op);
/// Parts with action and source, range, limit, areas, cooled totals; null without a model.
[[nodiscard]] nlohmann::ordered_json energy_detail_json(const RunResult& result);

}  // namespace fluxgate
