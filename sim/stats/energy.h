/// Energy and area of a run by part. Every joule is a counted action times the energy of one, or a
/// background power times time; each entry keeps the source of its number.
///
/// Range: a source has a band by its prefix (band_of), all entries moved to the same side at once
/// (interval arithmetic, no cancelling): wide, and the same for every run.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fluxgate {

/// Factors on a number: from value * low to value * high.
struct Band {
  double low = 1, high = 1;
};
/// datasheet, measured: +-10 %; rtl: +-30 %; paper: +-25 %; derived, fitted: +-40 %; assumed: a
/// factor of 2 either way. (The project's own convention, not a statistic.)
[[nodiscard]] Band band_of(std::string_view source);
[[nodiscard]] bool is_assumed(std::string_view source);

struct EnergyPart {
  std::string component, action, source;
  double energy_j = 0;
};

struct AreaPart {
  std::string component, source;
  double area_mm2 = 0;
};

/// A chip below room temperature. What the wall pays is never shown without its cooling.
struct Cryogenic {
  double temperature_k = 4.2;
  double cable_heat_w = 0;        // arrives at the cold stage through cables and links
  double warm_electronics_w = 0;  // drivers and receivers at room temperature
};
/// Watt at the wall a watt at 4.2 K: the Carnot limit, two large plants, a small one.
inline constexpr double kCoolingFactors[] = {70, 300, 400, 1000};

struct EnergyReport {
  std::vector<EnergyPart> parts;  // in the order of the datapath's model
  std::vector<AreaPart> area;
  std::optional<double> power_limit_w;
  std::optional<Cryogenic> cryogenic;

  [[nodiscard]] double total_j() const;
  [[nodiscard]] Band total_range_j() const;    // joules, not factors
  [[nodiscard]] double assumed_share() const;  // of the energy
  [[nodiscard]] double area_mm2() const;
  [[nodiscard]] std::map<std::string, double> by_component() const;
};

/// Power at the wall: (chip + cable heat) * factor + warm electronics.
[[nodiscard]] double wall_power_w(const Cryogenic& cryogenic, double chip_w, double factor);

}  // namespace fluxgate
