/// Energy of off-chip memory by family, read from models/technology/dram.yaml:
///   activates * activate + bits * (array + link + host) + channels * (standing + refresh) * time
///   refresh = rows of a channel * activate / retention (half of it above 85 C)
/// A standard belongs to the family of its name (HBM2E-3200: hbm2; GDDR6X-21000: gddr6).
/// Leaves out: power-down, writes apart from reads.
#pragma once
#include <string>

#include "models/energy/technology.h"

namespace fluxgate::energy {

struct DramEnergy {
  Sourced activate_j, array_bit_j, link_bit_j, host_bit_j, standing_w;
  Sourced retention_s;
  /// W of a channel with so many rows at this temperature of the parts.
  [[nodiscard]] Sourced refresh_w(double rows, double temperature_c) const;
};
/// ConfigError when no family has the standard.
[[nodiscard]] const DramEnergy& load_dram_energy(const std::string& standard);

}  // namespace fluxgate::energy
