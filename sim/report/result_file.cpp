#include "sim/report/result_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "sim/core/errors.h"

namespace fluxgate::report {

Json read_result(const std::string& path) {
  const std::string file = std::filesystem::is_directory(path) ? path + "/result.json" : path;
  std::ifstream in(file);
  if (!in) throw ConfigError(fmt::format("{}: cannot read this file", file));
  Json json;
  try {
    json = Json::parse(in);
  } catch (const nlohmann::json::exception& e) {
    throw ConfigError(fmt::format("{}: not readable as JSON: {}", file, e.what()));
  }
  for (const char* key : {"schema_version", "workload", "arch", "time_s", "operators"})
    if (!json.is_object() || !json.contains(key))
      throw ConfigError(fmt::format(
          "{}: not a result ('{}' is missing); make one with 'fluxgate run ... --out DIR'", file,
          key));
  return json;
}

std::optional<double> number(const Json& object, const std::string& key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_number()) return std::nullopt;
  return at->get<double>();
}

std::string text(const Json& object, const std::string& key) {
  const auto at = object.find(key);
  return at == object.end() || !at->is_string() ? "" : at->get<std::string>();
}

std::string title(const Json& result) {
  return text(result, "workload") + " on " + text(result, "arch");
}

}  // namespace fluxgate::report
