#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/core/config.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

const char* pattern(UnitKind kind) {
  switch (kind) {
    case UnitKind::Count:
      return "^[0-9]+$";
    case UnitKind::Ratio:
      return "^[0-9.eE+-]+$";
    case UnitKind::Bytes:
      return "^[0-9.eE+-]+ ?(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)$";
    case UnitKind::BytesPerSecond:
      return "^[0-9.eE+-]+ ?(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)/s$";
    case UnitKind::Hertz:
      return "^[0-9.eE+-]+ ?(Hz|kHz|MHz|GHz)$";
    case UnitKind::Time:
      return "^[0-9.eE+-]+ ?(fs|ps|ns|us|ms|s)$";
    case UnitKind::Cycles:
      return "^[0-9]+ ?cyc$";
    case UnitKind::Energy:
      return "^[0-9.eE+-]+ ?(aJ|fJ|pJ|nJ|uJ|mJ|J)$";
    case UnitKind::Power:
      return "^[0-9.eE+-]+ ?(nW|uW|mW|W|kW)$";
    case UnitKind::Area:
      return "^[0-9.eE+-]+ ?(um2|mm2)$";
  }
  return "";
}

Json value_schema(const Declared& d) {
  switch (d.type) {
    case Declared::Type::Flag:
      return {{"type", "boolean"}};
    case Declared::Type::Text:
      return {{"type", "string"}};
    case Declared::Type::Choice:
      return {{"enum", d.choices}};
    case Declared::Type::Number:
      break;
  }
  const bool is_plain = d.unit == UnitKind::Count || d.unit == UnitKind::Ratio;
  if (is_plain) return {{"type", d.unit == UnitKind::Count ? "integer" : "number"}};
  return {{"type", "string"}, {"pattern", pattern(d.unit)}};
}

Json entry(const Declared& d) {
  const Json value = value_schema(d);
  const Json with_source{{"type", "object"},
                         {"properties", {{"value", value}, {"source", {{"type", "string"}}}}},
                         {"required", Json::array({"value"})},
                         {"additionalProperties", false}};
  return {{"description", d.sentence},
          {"default", d.default_value},
          {"anyOf", Json::array({value, with_source})}};
}

}  // namespace

std::string json_schema(const std::vector<Declared>& declared, const std::string& title) {
  Json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", title},
            {"type", "object"},
            {"additionalProperties", false},
            {"properties", Json::object()}};
  for (const char* key : {"datapath", "summary", "extends", "source"})
    root["properties"][key] = {{"type", "string"}};
  for (const Declared& d : declared) {
    Json* at = &root;
    std::istringstream parts(d.path);
    std::string part;
    while (std::getline(parts, part, '.')) {
      Json& next = (*at)["properties"][part];
      if (parts.eof()) {
        next = entry(d);
      } else if (next.is_null()) {
        next = {{"type", "object"},
                {"additionalProperties", false},
                {"properties", {{"source", {{"type", "string"}}}}}};
      }
      at = &next;
    }
  }
  return root.dump(2);
}

}  // namespace fluxgate
