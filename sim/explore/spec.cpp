#include "sim/explore/spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "sim/explore/spec_values.h"

namespace fluxgate::explore {
namespace {

using Kind = ConfigNode::Kind;

Metric read_metric(const std::string& name, const ConfigNode& node) {
  Metric metric;
  metric.name = name;
  metric.where = node.where;
  if (node.kind == Kind::Scalar) {
    metric.is = Expression{node.scalar, node.where};
    return metric;
  }
  require_known(node, name, {"by", "table"});
  const ConfigNode* by = node.find("by");
  const ConfigNode* table = node.find("table");
  if (by == nullptr || table == nullptr)
    throw ConfigError(node.where, fmt::format("{}: a table needs 'by' and 'table'", name));
  metric.by = scalar(*by, name);
  for (const auto& [value, number] : table->members)
    metric.table.emplace_back(value, split(number, name).number);
  return metric;
}

Objective read_objective(const ConfigNode& node) {
  if (node.kind == Kind::Scalar) return {node.scalar, false};
  if (node.kind == Kind::Map && node.members.size() == 1) {
    const auto& [name, goal] = node.members.front();
    if (scalar(goal, name) == "max") return {name, true};
    if (goal.scalar == "min") return {name, false};
    throw ConfigError(goal.where,
                      fmt::format("{}: '{}' is neither min nor max", name, goal.scalar));
  }
  throw ConfigError(node.where, "objectives: write '- time_s' or '- accuracy: max'");
}

/// `workload: [a, b]` is a key, `workload: a` is not.
void read_fixed_or_key(const ConfigNode& root, const std::string& name, std::string& fixed,
                       std::vector<Key>& keys) {
  const ConfigNode* node = root.find(name);
  if (node == nullptr) throw ConfigError({root.where.file, 1, 1}, fmt::format("{}: missing", name));
  if (node->kind == Kind::Scalar)
    fixed = node->scalar;
  else
    keys.push_back(read_key(name, *node));
}

std::int64_t whole(const ConfigNode& root, const std::string& name, std::int64_t fallback) {
  const ConfigNode* node = root.find(name);
  if (node == nullptr) return fallback;
  const auto number = plain_number(scalar(*node, name));
  if (!number || *number < 1 || *number > 1e15 || *number != std::floor(*number))
    throw ConfigError(node->where, fmt::format("{}: a whole number from 1 on is expected", name));
  return static_cast<std::int64_t>(*number);
}

template <class Enum>
Enum choice(const ConfigNode& root, const std::string& name, Enum fallback,
            const std::vector<std::pair<std::string, Enum>>& choices) {
  const ConfigNode* node = root.find(name);
  if (node == nullptr) return fallback;
  std::vector<std::string> known;
  for (const auto& [word, value] : choices) {
    if (word == scalar(*node, name)) return value;
    known.push_back(word);
  }
  throw ConfigError(node->where, fmt::format("{}: unknown '{}'; known: {}", name, node->scalar,
                                             fmt::join(known, ", ")));
}

void read_walk(const ConfigNode& root, Spec& spec) {
  spec.method = choice(root, "method", Method::Grid,
                       {{"grid", Method::Grid},
                        {"random", Method::Random},
                        {"latin_hypercube", Method::LatinHypercube},
                        {"nsga2", Method::Nsga2}});
  spec.depth =
      choice(root, "tier", Depth::Pruned,
             {{"pruned", Depth::Pruned}, {"approx", Depth::Approx}, {"bound", Depth::Bound}});
  spec.points = whole(root, "points", spec.points);
  spec.population = whole(root, "population", spec.population);
  spec.generations = whole(root, "generations", spec.generations);
  spec.seed = static_cast<std::uint64_t>(whole(root, "seed", 1));
  if (const ConfigNode* node = root.find("time_limit")) {
    spec.time_limit_s = number_of(scalar(*node, "time_limit"));
    if (!(spec.time_limit_s > 0 && spec.time_limit_s < 1e6) || plain_number(node->scalar))
      throw ConfigError(node->where, "time_limit: a time such as '60 s' is expected");
  }
  if (spec.method == Method::Nsga2 && (spec.population < 8 || spec.population % 4 != 0)) {
    const ConfigNode* node = root.find("population");
    throw ConfigError(node == nullptr ? root.where : node->where,
                      "population: nsga2 needs a multiple of 4, at least 8");
  }
  for (const Key& key : spec.keys)
    if (key.interval && spec.method == Method::Grid)
      throw ConfigError(
          key.where, fmt::format("{}: a grid needs 'step' or 'log' beside from and to", key.name));
}

void read_sections(const ConfigNode& root, Spec& spec) {
  if (const ConfigNode* keys = root.find("keys"))
    for (const auto& [name, node] : keys->members) spec.keys.push_back(read_key(name, node));
  if (const ConfigNode* derived = root.find("derived")) {
    for (const auto& [name, node] : derived->members) {
      if (node.kind == Kind::Scalar) {
        spec.derived.push_back({name, "", {node.scalar, node.where}});
        continue;
      }
      require_known(node, name, {"is", "unit"});
      const ConfigNode* is = node.find("is");
      const ConfigNode* unit = node.find("unit");
      if (is == nullptr) throw ConfigError(node.where, fmt::format("{}: 'is' is missing", name));
      spec.derived.push_back(
          {name, unit == nullptr ? "" : scalar(*unit, name), {scalar(*is, name), is->where}});
    }
  }
  if (const ConfigNode* constraints = root.find("constraints"))
    for (const ConfigNode& node : constraints->items)
      spec.constraints.push_back({scalar(node, "constraints"), node.where});
  if (const ConfigNode* metrics = root.find("metrics"))
    for (const auto& [name, node] : metrics->members)
      spec.metrics.push_back(read_metric(name, node));
  if (const ConfigNode* objectives = root.find("objectives"))
    for (const ConfigNode& node : objectives->items)
      spec.objectives.push_back(read_objective(node));
  if (spec.objectives.empty()) spec.objectives.push_back({"time_s", false});
}

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw ConfigError(fmt::format("{}: cannot read this file", path));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Spec read_spec(const std::string& path) { return read_spec_text(read_text(path), path); }

Spec read_spec_text(const std::string& text, const std::string& file) {
  Spec spec;
  spec.file = file;
  spec.text = text;
  const ConfigNode root = read_yaml_text(text, file);
  require_known(root, "sweep",
                {"workload", "arch", "keys", "derived", "constraints", "metrics", "objectives",
                 "method", "tier", "points", "population", "generations", "seed", "time_limit"});
  read_fixed_or_key(root, "workload", spec.workload, spec.keys);
  read_fixed_or_key(root, "arch", spec.arch, spec.keys);
  read_sections(root, spec);
  read_walk(root, spec);
  return spec;
}

}  // namespace fluxgate::explore
