#include "sim/explore/objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace fluxgate::explore {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

const std::vector<std::string>& result_keys() {
  static const std::vector<std::string> keys{
      "time_s",          "bound_s",          "params",       "macs",     "executed_macs",
      "dram_read_bytes", "dram_write_bytes", "memory_bytes", "cycles",   "clock_hz",
      "utilisation",     "energy_j",         "power_w",      "area_mm2", "edp",
      "assumed_share",   "energy_bound_j"};
  return keys;
}

/// No simulation changes these: they follow from network and description.
bool is_exact(const std::string& key) {
  return key == "params" || key == "macs" || key == "memory_bytes" || key == "assumed_share" ||
         key == "area_mm2";
}

struct Missing {};

const Metric* metric_of(const Spec& spec, const std::string& name) {
  const auto at = std::find_if(spec.metrics.begin(), spec.metrics.end(),
                               [&](const Metric& m) { return m.name == name; });
  return at == spec.metrics.end() ? nullptr : &*at;
}

std::optional<double> from_table(const Spec& spec, const Metric& metric, const Assignment& set) {
  std::string value = metric.by == "workload" ? spec.workload
                      : metric.by == "arch"   ? spec.arch
                                              : "";
  for (const auto& [key, text] : set)
    if (key == metric.by) value = text;
  for (const auto& [name, number] : metric.table)
    if (name == value) return number;
  return std::nullopt;
}

/// Value of an objective from what `number` gives; Missing when it gives nothing.
template <class Source>
std::optional<double> value_of(const Spec& spec, const std::string& name, const Assignment& set,
                               const Source& number) {
  const Metric* metric = metric_of(spec, name);
  if (metric == nullptr) return number(name);
  if (!metric->is) return from_table(spec, *metric, set);
  const Lookup keys = lookup_in(spec, set);
  const Lookup lookup = [&](const std::string& word) -> std::optional<double> {
    const auto& known = result_keys();
    if (std::find(known.begin(), known.end(), word) == known.end()) return keys(word);
    const auto value = number(word);
    if (!value) throw Missing();
    return value;
  };
  try {
    return evaluate(metric->is->text, lookup, metric->is->where);
  } catch (const Missing&) {
    return std::nullopt;
  } catch (const NotSet&) {
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::vector<double>> objectives_of(const Spec& spec, const Assignment& set,
                                                 const Numbers& numbers) {
  const auto number = [&](const std::string& key) -> std::optional<double> {
    const auto at = numbers.find(key);
    return at == numbers.end() ? std::nullopt : std::optional(at->second);
  };
  std::vector<double> values;
  for (const Objective& objective : spec.objectives) {
    const auto value = value_of(spec, objective.name, set, number);
    if (!value) return std::nullopt;
    values.push_back(objective.is_maximised ? -*value : *value);
  }
  return values;
}

std::vector<double> least_objectives(const Spec& spec, const Assignment& set,
                                     const Numbers& bound) {
  const auto bound_of = [&](const std::string& name) -> std::optional<double> {
    const auto energy = bound.find("energy_bound_j");
    if (name == "time_s") return bound.at("time_s");
    if (energy == bound.end()) return std::nullopt;
    if (name == "energy_j") return energy->second;
    if (name == "edp") return energy->second * bound.at("time_s");
    return std::nullopt;
  };
  const auto exact = [&](const std::string& key) -> std::optional<double> {
    const auto at = bound.find(key);
    return at == bound.end() || !is_exact(key) ? std::nullopt : std::optional(at->second);
  };
  std::vector<double> least;
  for (const Objective& objective : spec.objectives) {
    if (const auto least_value = bound_of(objective.name); least_value && !objective.is_maximised) {
      least.push_back(*least_value);
      continue;
    }
    const auto value = value_of(spec, objective.name, set, exact);
    least.push_back(!value ? -kInfinite : objective.is_maximised ? -*value : *value);
  }
  return least;
}

void check_objectives(const Spec& spec) {
  std::vector<std::string> known = result_keys();
  for (const Metric& metric : spec.metrics) {
    if (std::find(known.begin(), known.end(), metric.name) != known.end())
      throw ConfigError(metric.where, fmt::format("metrics: '{}' is taken", metric.name));
    known.push_back(metric.name);
  }
  for (const Objective& objective : spec.objectives) {
    if (std::find(known.begin(), known.end(), objective.name) != known.end()) continue;
    const std::string near = nearest_name(objective.name, known);
    throw ConfigError(fmt::format(
        "{}: objectives: unknown '{}'{}; known: {}", spec.file, objective.name,
        near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(known, ", ")));
  }
}

}  // namespace fluxgate::explore
