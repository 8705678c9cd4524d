/// Chip at 4 K, behind the cooler, and with the heat of the cables: never one alone.
#pragma once
#include <nlohmann/json.hpp>

#include "sim/contract/cold_power.h"

namespace fluxgate {

void print_cold_power(const ColdPower& power);
[[nodiscard]] nlohmann::ordered_json cold_power_json(const ColdPower& power);

}  // namespace fluxgate
