#include "models/energy/dram_energy.h"

#include <fmt/format.h>

#include <cctype>
#include <map>

#include "sim/core/config.h"
#include "sim/graph/share_path.h"

namespace fluxgate::energy {

namespace {

constexpr double kHotC = 85;

DramEnergy read_dram_energy(const std::string& standard) {
  const std::string path = share_path("models/technology/dram.yaml");
  std::string name;
  for (const char c : standard)
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  ConfigNode root = read_yaml_file(path);
  std::string family;
  for (const auto& [key, value] : root.members)
    if (name.rfind(key, 0) == 0 && key.size() > family.size()) family = key;
  if (family.empty())
    throw ConfigError(
        fmt::format("{}: no energy for the DRAM standard '{}'; add its family", path, standard));
  Params params(*root.find(family));
  const auto sourced = [&params](double value) {
    return Sourced{value, params.declared().back().source};
  };
  DramEnergy e;
  e.activate_j = sourced(params.energy_j("activate", 0, "a row, with its precharge", "assumed"));
  e.array_bit_j = sourced(params.energy_j("array", 0, "a bit inside the parts", "assumed"));
  e.link_bit_j = sourced(params.energy_j("link", 0, "a bit over the link", "assumed"));
  e.host_bit_j = sourced(params.energy_j("host", 0, "a bit in PHY and controller", "assumed"));
  e.standing_w = sourced(params.power_w("standing", 0, "a channel, without refresh", "assumed"));
  const TimeFs retention =
      params.time("retention", TimeFs(64'000'000'000'000), "each row once in this time",
                  "datasheet: JEDEC, 64 ms up to 85 C, half of it above");
  e.retention_s = sourced(seconds(retention));
  params.finish();
  return e;
}

}  // namespace

Sourced DramEnergy::refresh_w(double rows, double temperature_c) const {
  const double every_s = retention_s.value * (temperature_c > kHotC ? 0.5 : 1);
  return {rows * activate_j.value / every_s,
          "derived: rows a second, activate " + activate_j.source};
}

const DramEnergy& load_dram_energy(const std::string& standard) {
  static std::map<std::string, DramEnergy> known;  // a sweep asks for the same one at each point
  const auto at = known.find(standard);
  return at != known.end() ? at->second
                           : known.emplace(standard, read_dram_energy(standard)).first->second;
}

}  // namespace fluxgate::energy
