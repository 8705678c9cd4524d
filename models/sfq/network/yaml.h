/// Strict reading of keys of a description: ConfigError with place for unknown, missing, no number.
#pragma once
#include <string>
#include <vector>

#include "sim/core/config.h"

namespace fluxgate::sfq::yaml {

void known(const ConfigNode& node, const std::vector<std::string>& keys);
[[nodiscard]] const ConfigNode& member(const ConfigNode& node, const std::string& key);
[[nodiscard]] std::string text(const ConfigNode& node, const std::string& key);
[[nodiscard]] double number(const ConfigNode& node);
[[nodiscard]] double number(const ConfigNode& node, const std::string& key);

}  // namespace fluxgate::sfq::yaml
