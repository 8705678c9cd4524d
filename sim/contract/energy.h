/// What a datapath says of its energy: a price for every action it counts, powers that run with
/// time, areas. The engine multiplies and adds (sim/engine/energy_meter.h), the same for every
/// family:
///   energy of a launch = sum over counts (value * price * energy_scale) + background power * time
/// with the launch's sustained_time; energy_scale only for prices on the core's supply.
/// A count of actions (unit other than "cycle" and "fs", which account for time) without a price is
/// a ModelError, unless it is named free with the reason.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/stats/energy.h"

namespace fluxgate {

/// Which supply an action is on: the core's follows a limited clock (LaunchResult::energy_scale).
enum class Supply { Core, Fixed };

struct Price {
  /// Name of a Count; a '*' stands for digits: "core*.vector_ops". Two prices may share a count
  /// (a byte of DRAM costs its array and its link).
  std::string count;
  std::string component, action;  // "array", "mac bf16"
  double energy_j = 0;            // of one
  std::string source;             // "paper: ...", "rtl: ...", "assumed"
  std::string free_reason;        // not empty: costs nothing, and why
  Supply supply = Supply::Core;
};

struct Background {
  std::string component, action;  // "scratchpad", "leakage"
  double power_w = 0;
  std::string source;
};

struct EnergyModel {
  std::vector<Price> prices;
  std::vector<Background> background;
  std::vector<AreaPart> area;
  std::optional<double> power_limit_w;
  std::optional<Cryogenic> cryogenic;
  [[nodiscard]] bool is_given() const { return !prices.empty() || !background.empty(); }
};

}  // namespace fluxgate
