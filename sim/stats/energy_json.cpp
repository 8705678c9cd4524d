#include "sim/stats/energy_json.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

Json cryogenic_json(const RunResult& r, const Cryogenic& cryogenic) {
  Json cooled = Json::array();
  for (const double factor : kCoolingFactors) {
    const double wall_w = wall_power_w(cryogenic, r.power_w.value_or(0), factor);
    cooled.push_back({{"cooling_w_per_w", factor},
                      {"chip_cooled_w", r.power_w.value_or(0) * factor},
                      {"wall_power_w", wall_w},
                      {"wall_energy_j", wall_w * seconds(r.time)}});
  }
  return {{"temperature_k", cryogenic.temperature_k},
          {"chip_w", r.power_w.value_or(0)},
          {"cable_heat_w", cryogenic.cable_heat_w},
          {"warm_electronics_w", cryogenic.warm_electronics_w},
          {"cooled", cooled}};
}

}  // namespace

Json components_json(const RunResult& r) {
  Json json = Json::object();
  if (r.energy)
    for (const auto& [component, joules] : r.energy->by_component()) json[component] = joules;
  return json;
}

Json components_json(const RunResult& r, const OperatorResult& op) {
  std::map<std::string, double> sums;
  for (std::size_t i = 0; i < op.energy_parts_j.size(); ++i)
    sums[r.energy->parts.at(i).component] += op.energy_parts_j[i];
  Json json = Json::object();
  for (const auto& [component, joules] : sums) json[component] = joules;
  return json;
}

Json energy_detail_json(const RunResult& r) {
  if (!r.energy || !r.energy_j) return nullptr;
  const EnergyReport& e = *r.energy;
  const Band range = e.total_range_j();
  Json json{{"low_j", range.low},
            {"high_j", range.high},
            {"assumed_share", e.assumed_share()},
            {"sustained_time_s", seconds(r.sustained_time)},
            {"energy_delay_js", *r.energy_j * seconds(r.time)},
            {"power_limit_w", e.power_limit_w ? Json(*e.power_limit_w) : Json(nullptr)},
            {"is_over_power_limit", e.power_limit_w && r.power_w && *r.power_w > *e.power_limit_w}};
  json["parts"] = Json::array();
  for (const EnergyPart& part : e.parts)
    json["parts"].push_back({{"component", part.component},
                             {"action", part.action},
                             {"energy_j", part.energy_j},
                             {"source", part.source}});
  json["area"] = Json::array();
  for (const AreaPart& part : e.area)
    json["area"].push_back(
        {{"component", part.component}, {"area_mm2", part.area_mm2}, {"source", part.source}});
  json["cryogenic"] = e.cryogenic ? cryogenic_json(r, *e.cryogenic) : Json(nullptr);
  return json;
}

}  // namespace fluxgate
