#include "sim/report/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace fluxgate::report {
namespace {

using Parts = std::map<std::string, std::optional<double>>;

std::vector<Difference> differences(const Parts& a, const Parts& b) {
  std::vector<Difference> list;
  const auto at = [](const Parts& parts, const std::string& name) {
    const auto found = parts.find(name);
    return found == parts.end() ? std::nullopt : found->second;
  };
  for (const auto& [name, value] : a) list.push_back({name, value, at(b, name)});
  for (const auto& [name, value] : b)
    if (a.count(name) == 0) list.push_back({name, std::nullopt, value});
  list.erase(
      std::remove_if(list.begin(), list.end(), [](const Difference& d) { return d.a == d.b; }),
      list.end());
  std::stable_sort(list.begin(), list.end(), [](const Difference& x, const Difference& y) {
    return std::abs(x.change()) > std::abs(y.change());
  });
  return list;
}

Parts operators_of(const Json& result) {
  Parts parts;
  for (const Json& op : result.at("operators")) parts[text(op, "name")] = number(op, "time_s");
  return parts;
}

Parts energy_of(const Json& result) {
  Parts parts;
  const auto energy = result.find("energy");
  if (energy == result.end() || !energy->is_object()) return parts;
  for (const auto& [name, joules] : energy->items())
    if (joules.is_number()) parts[name] = joules.get<double>();
  return parts;
}

std::string shown(const Json& result, const char* key) {
  const auto at = result.find(key);
  return at == result.end() || at->is_null() ? "none"
         : at->is_string()                   ? text(result, key)
                                             : at->dump();
}

std::vector<std::string> settings(const Json& a, const Json& b) {
  std::vector<std::string> list;
  for (const char* key :
       {"workload", "arch", "phase", "batch", "seq", "tokens", "tier", "seed", "workload_settings"})
    if (shown(a, key) != shown(b, key))
      list.push_back(std::string(key) + ": " + shown(a, key) + " -> " + shown(b, key));
  const Json none = Json::object();
  const Json& left = a.contains("config") ? a.at("config") : none;
  const Json& right = b.contains("config") ? b.at("config") : none;
  const auto value = [](const Json& config, const std::string& key) {
    return config.contains(key) ? text(config.at(key), "value") : std::string("(no such key)");
  };
  for (const auto& [key, entry] : left.items())
    if (value(left, key) != value(right, key))
      list.push_back(key + ": " + value(left, key) + " -> " + value(right, key));
  for (const auto& [key, entry] : right.items())
    if (!left.contains(key)) list.push_back(key + ": (no such key) -> " + value(right, key));
  return list;
}

}  // namespace

Comparison compare(const Json& a, const Json& b) {
  Comparison c;
  for (const char* key :
       {"time_s", "energy_j", "area_mm2", "dram_read_bytes", "dram_write_bytes", "memory_bytes"}) {
    const auto left = number(a, key), right = number(b, key);
    if (left || right) c.totals.push_back({key, left, right});
  }
  c.time_s = differences(operators_of(a), operators_of(b));
  c.energy_j = differences(energy_of(a), energy_of(b));
  c.settings = settings(a, b);
  return c;
}

double relative(const Difference& d) {
  if (d.a == d.b) return 0;
  if (!d.a || *d.a == 0 || !d.b) return std::numeric_limits<double>::infinity();
  return (*d.b - *d.a) / *d.a;
}

Difference worst_total(const Comparison& c) {
  Difference worst;
  for (const Difference& d : c.totals) {
    const bool is_gated = d.part == "time_s" || d.part == "energy_j" || d.part == "area_mm2";
    if (is_gated && std::abs(relative(d)) > std::abs(relative(worst))) worst = d;
  }
  return worst;
}

}  // namespace fluxgate::report
