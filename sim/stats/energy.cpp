#include "sim/stats/energy.h"

namespace fluxgate {

Band band_of(std::string_view source) {
  const std::string_view prefix = source.substr(0, source.find(':'));
  if (prefix == "datasheet" || prefix == "measured") return {0.9, 1.1};
  if (prefix == "rtl") return {0.7, 1.3};
  if (prefix == "paper") return {0.75, 1.25};
  if (prefix == "derived" || prefix == "fitted") return {0.6, 1.4};
  return {0.5, 2};
}

bool is_assumed(std::string_view source) { return source.substr(0, 7) == "assumed"; }

double EnergyReport::total_j() const {
  double sum = 0;
  for (const EnergyPart& part : parts) sum += part.energy_j;
  return sum;
}

Band EnergyReport::total_range_j() const {
  Band range{0, 0};
  for (const EnergyPart& part : parts) {
    const Band band = band_of(part.source);
    range.low += part.energy_j * band.low;
    range.high += part.energy_j * band.high;
  }
  return range;
}

double EnergyReport::assumed_share() const {
  double assumed = 0;
  for (const EnergyPart& part : parts)
    if (is_assumed(part.source)) assumed += part.energy_j;
  const double total = total_j();
  return total > 0 ? assumed / total : 0;
}

double EnergyReport::area_mm2() const {
  double sum = 0;
  for (const AreaPart& part : area) sum += part.area_mm2;
  return sum;
}

std::map<std::string, double> EnergyReport::by_component() const {
  std::map<std::string, double> sums;
  for (const EnergyPart& part : parts) sums[part.component] += part.energy_j;
  return sums;
}

double wall_power_w(const Cryogenic& cryogenic, double chip_w, double factor) {
  return (chip_w + cryogenic.cable_heat_w) * factor + cryogenic.warm_electronics_w;
}

}  // namespace fluxgate
