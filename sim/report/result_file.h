/// A result.json, or the folder it is in, as JSON; and parts of it as numbers. Keys of
/// interface.md.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace fluxgate::report {

using Json = nlohmann::ordered_json;

/// ConfigError when it cannot be read or is not a result.
[[nodiscard]] Json read_result(const std::string& path);
[[nodiscard]] std::optional<double> number(const Json& object, const std::string& key);
[[nodiscard]] std::string text(const Json& object, const std::string& key);
/// "vit-b-16 on npu_datacenter"
[[nodiscard]] std::string title(const Json& result);

}  // namespace fluxgate::report
