#include "sim/stats/energy_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate {
namespace {

constexpr double kMinShown = 5e-4;  // of the total

std::string line(const char* name, const std::string& value) {
  return fmt::format("  {:<14}{}\n", name, value);
}

std::string joules(double j) {
  constexpr const char* kUnits[] = {"J", "mJ", "uJ", "nJ", "pJ"};
  std::size_t unit = 0;
  while (j > 0 && j < 1 && unit + 1 < std::size(kUnits)) {
    j *= 1e3;
    ++unit;
  }
  return fmt::format("{:.4g} {}", j, kUnits[unit]);
}

std::string cooled(const RunResult& r, const Cryogenic& cryogenic) {
  std::string text = fmt::format(
      "\n  power at {} K: chip {:.4g} W, cable heat {:.3g} W, warm electronics {:.3g} W\n"
      "  {:<26}{:>14}{:>18}{:>14}\n",
      cryogenic.temperature_k, *r.power_w, cryogenic.cable_heat_w, cryogenic.warm_electronics_w,
      "cooling", "chip cooled", "with cables, warm", "energy");
  for (const double factor : kCoolingFactors) {
    const double wall_w = wall_power_w(cryogenic, *r.power_w, factor);
    text += fmt::format("  {:<26}{:>12.4g} W{:>16.4g} W{:>14}\n",
                        fmt::format("{} W/W{}", factor, factor == 70 ? " (Carnot)" : ""),
                        *r.power_w * factor, wall_w, joules(wall_w * seconds(r.time)));
  }
  return text;
}

}  // namespace

std::string energy_totals(const RunResult& r) {
  if (!r.energy || !r.energy_j)
    return line("energy", r.tier == "bound" ? "unknown in this tier" : "unknown: no energy model");
  const Band range = r.energy->total_range_j();
  std::string text =
      line("energy", fmt::format("{}  ({} to {} by the grades of the sources)", joules(*r.energy_j),
                                 joules(range.low), joules(range.high)));
  if (r.power_w) {
    std::string power = fmt::format("{:.4g} W", *r.power_w);
    if (r.energy->power_limit_w)
      power += fmt::format(" of {:.4g} W{}", *r.energy->power_limit_w,
                           *r.power_w > *r.energy->power_limit_w ? "  OVER THE LIMIT" : "");
    if (r.sustained_time.value > r.time.value / 100 * 101)
      power += fmt::format(", repeated without pause: {} a run", format_time(r.sustained_time));
    text += line("power", power);
    text += line("energy*delay", fmt::format("{:.4g} Js", *r.energy_j * seconds(r.time)));
  }
  if (r.area_mm2) text += line("area", fmt::format("{:.4g} mm2", *r.area_mm2));
  if (r.energy->assumed_share() > 0.5)
    text += line("note", fmt::format("{:.0f} % of the energy rests on assumed numbers",
                                     r.energy->assumed_share() * 100));
  return text;
}

std::string energy_breakdown(const RunResult& r) {
  if (!r.energy || !r.energy_j || *r.energy_j <= 0) return {};
  std::vector<EnergyPart> parts = r.energy->parts;
  std::stable_sort(parts.begin(), parts.end(), [](const EnergyPart& a, const EnergyPart& b) {
    return a.energy_j > b.energy_j;
  });
  std::string text =
      fmt::format("\n  {:<14}{:<22}{:>12}{:>8}\n", "component", "action", "energy", "share");
  for (const EnergyPart& part : parts)
    if (part.energy_j > kMinShown * *r.energy_j)
      text += fmt::format("  {:<14}{:<22}{:>12}{:>7.1f}%\n", part.component, part.action,
                          joules(part.energy_j), part.energy_j / *r.energy_j * 100);
  if (r.energy->cryogenic && r.power_w) text += cooled(r, *r.energy->cryogenic);
  return text;
}

}  // namespace fluxgate
