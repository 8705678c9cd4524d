#include "sim/explore/spec_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "sim/explore/hash.h"

namespace fluxgate::explore {
namespace {

using Kind = ConfigNode::Kind;
constexpr std::size_t kMostValues = 100'000;  // of one key

std::optional<double> quantity(const std::string& text) {
  if (text.empty() || text.find(' ') == std::string::npos) return std::nullopt;
  for (const UnitKind kind : {UnitKind::Bytes, UnitKind::BytesPerSecond, UnitKind::Hertz,
                              UnitKind::Time, UnitKind::Cycles}) {
    try {
      const double value = parse_quantity(text, kind);
      return kind == UnitKind::Time ? value / kFsPerSecond : value;
    } catch (const std::invalid_argument&) {
      continue;
    }
  }
  return std::nullopt;
}

/// Bytes in one of this unit; empty: not a unit of bytes.
std::optional<double> bytes_of(const std::string& unit) {
  if (unit.empty()) return std::nullopt;
  try {
    return parse_quantity("1 " + unit, UnitKind::Bytes);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

/// Sizes of the network between whole numbers, and bytes.
bool is_whole_range(const std::string& key, const ConfigNode& from, const ConfigNode& to,
                    const std::string& unit) {
  if (!unit.empty()) return bytes_of(unit).has_value();
  const bool is_size =
      key.rfind("workload.", 0) == 0 || key == "batch" || key == "seq" || key == "tokens";
  return is_size && (from.scalar + to.scalar).find_first_of(".eE") == std::string::npos;
}

Value value_of(const std::string& text) { return {text, number_of(text)}; }

/// {from: 256 KiB, to: 4 MiB, log: 2}: numbers in the unit of `from` when both are the same, else
/// in base units of `from`.
void read_range(const ConfigNode& node, Key& key) {
  const ConfigNode* from = node.find("from");
  const ConfigNode* to = node.find("to");
  if (from == nullptr || to == nullptr)
    throw ConfigError(node.where, fmt::format("{}: a range needs from and to", key.name));
  const Split low = split(*from, key.name);
  Split high = split(*to, key.name);
  if (low.unit != high.unit)  // 256 KiB to 4 MiB: in KiB
    high.number = number_of(to->scalar) / (number_of(from->scalar) / low.number);
  if (!(low.number <= high.number) || !std::isfinite(high.number))
    throw ConfigError(to->where, fmt::format("{}: 'to' is below 'from'", key.name));
  const ConfigNode* step = node.find("step");
  const ConfigNode* log = node.find("log");
  const ConfigNode* scale = node.find("scale");
  const bool is_whole = is_whole_range(key.name, *from, *to, low.unit);
  const bool is_log = scale != nullptr && scalar(*scale, key.name) == "log";
  if (step == nullptr && log == nullptr) {
    if (is_log && low.number <= 0)
      throw ConfigError(from->where, fmt::format("{}: a log scale starts above 0", key.name));
    key.interval = Interval{low.number, high.number, is_log, is_whole, low.unit};
    return;
  }
  const ConfigNode& by = step != nullptr ? *step : *log;
  double width = split(by, key.name).number;
  if (step != nullptr && split(by, key.name).unit != low.unit)
    width = number_of(by.scalar) / (number_of(from->scalar) / low.number);
  if (step != nullptr ? width <= 0 : width <= 1 || low.number <= 0)
    throw ConfigError(
        by.where, fmt::format("{}: {}", key.name,
                              step != nullptr ? "'step' must be above 0"
                                              : "'log' is a factor above 1, from a value above 0"));
  for (std::size_t i = 0;; ++i) {
    const double value = step != nullptr ? low.number + static_cast<double>(i) * width
                                         : low.number * std::pow(width, static_cast<double>(i));
    if (value > high.number * (1 + 1e-12)) break;
    if (i >= kMostValues)
      throw ConfigError(by.where, fmt::format("{}: more than {} values", key.name, kMostValues));
    const std::string text = text_of(value, low.unit, is_whole);
    if (key.values.empty() || key.values.back().text != text) key.values.push_back(value_of(text));
  }
}

void read_list(const ConfigNode& node, Key& key) {
  if (node.kind == Kind::Scalar) {
    key.values.push_back(value_of(node.scalar));
    return;
  }
  std::set<std::string> seen;
  for (const ConfigNode& item : node.items) {
    if (!seen.insert(scalar(item, key.name)).second)
      throw ConfigError(item.where, fmt::format("{}: '{}' is there twice", key.name, item.scalar));
    key.values.push_back(value_of(item.scalar));
  }
}

}  // namespace

std::optional<double> plain_number(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

const std::string& scalar(const ConfigNode& node, const std::string& what) {
  if (node.kind != Kind::Scalar)
    throw ConfigError(node.where, fmt::format("{}: one value is expected", what));
  return node.scalar;
}

void require_known(const ConfigNode& node, const std::string& what,
                   const std::vector<std::string>& known) {
  if (node.kind != Kind::Map)
    throw ConfigError(node.where,
                      fmt::format("{}: a map of {} is expected", what, fmt::join(known, ", ")));
  for (const auto& [name, value] : node.members) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    throw ConfigError(value.where,
                      fmt::format("{}: unknown key{}; known: {}", name,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }
}

Split split(const ConfigNode& node, const std::string& what) {
  const std::string& text = scalar(node, what);
  const std::size_t space = text.find(' ');
  const auto number = plain_number(text.substr(0, space));
  if (!number)
    throw ConfigError(node.where,
                      fmt::format("{}: '{}' is not a number with its unit", what, text));
  return {*number, space == std::string::npos ? "" : text.substr(space + 1)};
}

std::string text_of(double number, const std::string& unit, bool is_whole) {
  if (!is_whole) return fmt::format("{}{}{}", number, unit.empty() ? "" : " ", unit);
  if (unit.empty()) return fmt::format("{:.0f}", number);
  const double scale = bytes_of(unit).value();
  const double bytes = std::round(number * scale);
  if (std::fmod(bytes, scale) == 0) return fmt::format("{:.0f} {}", bytes / scale, unit);
  return fmt::format("{:.0f} B", bytes);
}

Key read_key(const std::string& name, const ConfigNode& node) {
  Key key;
  key.name = name;
  key.where = node.where;
  if (node.kind != Kind::Map) {
    read_list(node, key);
  } else {
    require_known(node, name, {"values", "from", "to", "step", "log", "scale", "when"});
    if (const ConfigNode* when = node.find("when"))
      key.when = Expression{scalar(*when, name), when->where};
    if (const ConfigNode* values = node.find("values"))
      read_list(*values, key);
    else
      read_range(node, key);
  }
  if (key.values.empty() && !key.interval)
    throw ConfigError(node.where, fmt::format("{}: no values", name));
  return key;
}

double number_of(const std::string& text) {
  if (const auto number = plain_number(text)) return *number;
  if (const auto number = quantity(text)) return *number;
  if (text == "true") return 1;
  if (text == "false") return 0;
  // Far from any quantity, exact in a double.
  return 1e100 + static_cast<double>(fnv64(text, 0) >> 12U) * 1e90;
}

}  // namespace fluxgate::explore
