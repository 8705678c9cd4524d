#include "models/sfq/network/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fluxgate::sfq::yaml {

void known(const ConfigNode& node, const std::vector<std::string>& keys) {
  for (const auto& [key, value] : node.members)
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      const std::string near = nearest_name(key, keys);
      throw ConfigError(value.where,
                        fmt::format("{}: unknown key{}", key,
                                    near.empty() ? "" : ", did you mean '" + near + "'?"));
    }
}

const ConfigNode& member(const ConfigNode& node, const std::string& key) {
  const ConfigNode* found = node.find(key);
  if (found == nullptr) throw ConfigError(node.where, fmt::format("{}: missing", key));
  return *found;
}

std::string text(const ConfigNode& node, const std::string& key) {
  return member(node, key).scalar;
}

double number(const ConfigNode& node) {
  std::size_t used = 0;
  double value = NAN;
  try {
    value = std::stod(node.scalar, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != node.scalar.size() || !std::isfinite(value))
    throw ConfigError(node.where, fmt::format("'{}' is not a number", node.scalar));
  return value;
}

double number(const ConfigNode& node, const std::string& key) { return number(member(node, key)); }

}  // namespace fluxgate::sfq::yaml
