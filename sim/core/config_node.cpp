#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sim/core/config.h"

namespace fluxgate {

ConfigNode::ConfigNode() = default;
ConfigNode::~ConfigNode() = default;
ConfigNode::ConfigNode(const ConfigNode& other) = default;
ConfigNode::ConfigNode(ConfigNode&& other) noexcept = default;
ConfigNode& ConfigNode::operator=(const ConfigNode& other) = default;
ConfigNode& ConfigNode::operator=(ConfigNode&& other) noexcept = default;

const ConfigNode* ConfigNode::find(const std::string& key) const {
  for (const auto& [name, child] : members)
    if (name == key) return &child;
  return nullptr;
}

void ConfigNode::set(const std::string& path, ConfigNode value) {
  const std::size_t dot = path.find('.');
  const std::string key = path.substr(0, dot);
  if (kind == Kind::Scalar || kind == Kind::List)
    throw ConfigError(value.where,
                      fmt::format("{}: the key above it holds a value, not keys", path));
  kind = Kind::Map;
  auto at =
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == key; });
  if (at == members.end()) {
    ConfigNode child;
    child.where = value.where;
    members.emplace_back(key, std::move(child));
    at = members.end() - 1;
  }
  if (dot == std::string::npos)
    at->second = std::move(value);
  else
    at->second.set(path.substr(dot + 1), std::move(value));
}

void apply_set(ConfigNode& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == assignment.size())
    throw UsageError(fmt::format("--set {}: write KEY=VALUE, e.g. array.rows=64", assignment));
  const std::string path = assignment.substr(0, equals);
  if (path.find("..") != std::string::npos || path.front() == '.' || path.back() == '.')
    throw UsageError(fmt::format("--set {}: '{}' is not a key", assignment, path));
  const std::string file = "--set " + assignment;
  ConfigNode value = *read_yaml_text("value: " + assignment.substr(equals + 1), file).find("value");
  value.where = {file, 0, 0};
  if (value.source.empty()) value.source = "assumed: --set";
  root.set(path, std::move(value));
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = 2 + name.size() / 3;
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= name.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t replaced = diagonal + (name[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace fluxgate
