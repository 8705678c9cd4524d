#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sim/core/canonical.h"
#include "sim/core/config.h"

namespace fluxgate {

struct Params::State {
  ConfigNode root;
  std::vector<Declared> declared;
  std::set<std::string> known;  // every declared path and group
};

namespace {

const ConfigNode kAbsent;

/// The scalar of a key with its provenance, folded from { value, source }.
struct Given {
  const ConfigNode* node = nullptr;  // nullptr: absent
  std::string source;
};

Given given(const ConfigNode& map, const std::string& name, const std::string& path) {
  const ConfigNode* node = map.find(name);
  if (node == nullptr || node->kind == ConfigNode::Kind::Null) return {};
  std::string source = node->source;
  if (node->kind == ConfigNode::Kind::Map) {
    for (const auto& [key, child] : node->members)
      if (key != "value" && key != "source")
        throw ConfigError(child.where,
                          fmt::format("{}.{}: unknown key; known here: value, source", path, key));
    const ConfigNode* value = node->find("value");
    if (value == nullptr)
      throw ConfigError(node->where, fmt::format("{}: 'value' is missing", path));
    node = value;
  }
  if (node->kind != ConfigNode::Kind::Scalar)
    throw ConfigError(node->where,
                      fmt::format("{}: one value is expected here, not keys or a list", path));
  return {node, source.empty() ? "assumed" : source};
}

}  // namespace

Params::Params(const ConfigNode& root) : state_(std::make_shared<State>()) {
  state_->root = root;
  node_ = &state_->root;
}

Params::Params(std::shared_ptr<State> state, const ConfigNode* node, std::string prefix)
    : state_(std::move(state)), node_(node), prefix_(std::move(prefix)) {}

std::string Params::path(const std::string& name) const {
  return prefix_.empty() ? name : prefix_ + "." + name;
}

Where Params::where(const std::string& name) const {
  const ConfigNode* node = node_->find(name);
  return node == nullptr ? node_->where : node->where;
}

Params Params::group(const std::string& name) {
  state_->known.insert(path(name));
  const ConfigNode* node = node_->find(name);
  if (node != nullptr && node->kind != ConfigNode::Kind::Map &&
      node->kind != ConfigNode::Kind::Null)
    throw ConfigError(node->where,
                      fmt::format("{}: keys are expected here, not a value", path(name)));
  return Params(state_, node == nullptr ? &kAbsent : node, path(name));
}

namespace {

struct Limits {
  double least = 0;
  bool is_least_excluded = false;
};

/// Parses, checks and describes one number.
Declared read_number(const ConfigNode& map, const std::string& name, Declared d, double fallback,
                     const Limits& limits) {
  const Given g = given(map, name, d.path);
  d.default_value = canonical(fallback, d.unit);
  d.number = fallback;
  if (g.node != nullptr) {
    try {
      d.number = parse_quantity(g.node->scalar, d.unit);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(g.node->where, fmt::format("{}: {}", d.path, e.what()));
    }
    d.source = g.source;
    const bool is_low =
        limits.is_least_excluded ? d.number <= limits.least : d.number < limits.least;
    if (is_low)
      throw ConfigError(g.node->where,
                        fmt::format("{}: {} is too small; {} {} is the least", d.path,
                                    g.node->scalar, limits.is_least_excluded ? "more than" : "",
                                    canonical(limits.least, d.unit)));
  }
  d.value = canonical(d.number, d.unit);
  return d;
}

Declared begin(const std::string& path, Declared::Type type, UnitKind unit,
               const std::string& sentence, const std::string& source) {
  Declared d;
  d.path = path;
  d.type = type;
  d.unit = unit;
  d.sentence = sentence;
  d.source = source;
  return d;
}

}  // namespace

#define FG_DECLARE(declared_value)                   \
  const Declared entry = (declared_value);           \
  FG_CHECK(state_->known.insert(entry.path).second); \
  state_->declared.push_back(entry)
/// The number of this kind of unit; the limits come last.
#define FG_NUMBER(kind, fallback, ...)                                                           \
  FG_DECLARE(read_number(                                                                        \
      *node_, name, begin(path(name), Declared::Type::Number, UnitKind::kind, sentence, source), \
      fallback, __VA_ARGS__))

std::int64_t Params::count(const std::string& name, std::int64_t fallback,
                           const std::string& sentence, const std::string& source,
                           std::int64_t least) {
  FG_NUMBER(Count, static_cast<double>(fallback), {static_cast<double>(least), false});
  return static_cast<std::int64_t>(entry.number);
}
double Params::ratio(const std::string& name, double fallback, const std::string& sentence,
                     const std::string& source) {
  FG_NUMBER(Ratio, fallback, {});
  return entry.number;
}
Cycles Params::cycles(const std::string& name, Cycles fallback, const std::string& sentence,
                      const std::string& source) {
  FG_NUMBER(Cycles, static_cast<double>(fallback.value), {});
  return Cycles(static_cast<std::int64_t>(entry.number));
}
Bytes Params::bytes(const std::string& name, Bytes fallback, const std::string& sentence,
                    const std::string& source, Bytes least) {
  FG_NUMBER(Bytes, static_cast<double>(fallback.value), {static_cast<double>(least.value), false});
  return Bytes(static_cast<std::int64_t>(entry.number));
}
double Params::energy_j(const std::string& name, double fallback, const std::string& sentence,
                        const std::string& source) {
  FG_NUMBER(Energy, fallback, {});
  return entry.number;
}
double Params::power_w(const std::string& name, double fallback, const std::string& sentence,
                       const std::string& source) {
  FG_NUMBER(Power, fallback, {});
  return entry.number;
}
double Params::area_mm2(const std::string& name, double fallback, const std::string& sentence,
                        const std::string& source) {
  FG_NUMBER(Area, fallback, {});
  return entry.number;
}
Hertz Params::hertz(const std::string& name, Hertz fallback, const std::string& sentence,
                    const std::string& source) {
  FG_NUMBER(Hertz, fallback.value, {0, true});
  return Hertz(entry.number);
}
BytesPerSecond Params::rate(const std::string& name, BytesPerSecond fallback,
                            const std::string& sentence, const std::string& source) {
  FG_NUMBER(BytesPerSecond, fallback.value, {0, true});
  return BytesPerSecond(entry.number);
}
TimeFs Params::time(const std::string& name, TimeFs fallback, const std::string& sentence,
                    const std::string& source) {
  FG_NUMBER(Time, static_cast<double>(fallback.value), {});
  return TimeFs(static_cast<std::int64_t>(entry.number));
}

bool Params::flag(const std::string& name, bool fallback, const std::string& sentence,
                  const std::string& source) {
  Declared d = begin(path(name), Declared::Type::Flag, UnitKind::Count, sentence, source);
  const Given g = given(*node_, name, d.path);
  d.default_value = fallback ? "true" : "false";
  d.value = g.node == nullptr ? d.default_value : g.node->scalar;
  if (g.node != nullptr) d.source = g.source;
  if (d.value != "true" && d.value != "false")
    throw ConfigError(g.node->where, fmt::format("{}: '{}' is not true or false", d.path, d.value));
  FG_DECLARE(d);
  return entry.value == "true";
}

std::string Params::text(const std::string& name, const std::string& fallback,
                         const std::string& sentence) {
  Declared d = begin(path(name), Declared::Type::Text, UnitKind::Count, sentence, "");
  const Given g = given(*node_, name, d.path);
  d.default_value = fallback;
  d.value = g.node == nullptr ? fallback : g.node->scalar;
  if (g.node != nullptr) d.source = g.source;
  FG_DECLARE(d);
  return entry.value;
}

std::size_t Params::choice(const std::string& name, std::size_t fallback,
                           const std::vector<std::string>& choices, const std::string& sentence,
                           const std::string& source) {
  Declared d = begin(path(name), Declared::Type::Choice, UnitKind::Count, sentence, source);
  const Given g = given(*node_, name, d.path);
  d.choices = choices;
  d.default_value = choices.at(fallback);
  d.value = g.node == nullptr ? d.default_value : g.node->scalar;
  if (g.node != nullptr) d.source = g.source;
  const auto at = std::find(choices.begin(), choices.end(), d.value);
  if (at == choices.end()) {
    const std::string near = nearest_name(d.value, choices);
    throw ConfigError(g.node->where,
                      fmt::format("{}: unknown '{}'{}; known: {}", d.path, d.value,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(choices, ", ")));
  }
  FG_DECLARE(d);
  return static_cast<std::size_t>(at - choices.begin());
}
#undef FG_NUMBER
#undef FG_DECLARE

namespace {

std::vector<std::string> known_below(const std::set<std::string>& known,
                                     const std::string& prefix) {
  std::vector<std::string> names;
  for (const std::string& path : known) {
    if (path.rfind(prefix, 0) != 0) continue;
    const std::string rest = path.substr(prefix.size());
    if (!rest.empty() && rest.find('.') == std::string::npos) names.push_back(rest);
  }
  return names;
}

void refuse_unknown(const ConfigNode& node, const std::string& prefix,
                    const std::set<std::string>& known, const std::set<std::string>& leaves) {
  for (const auto& [key, child] : node.members) {
    const std::string path = prefix + key;
    if (key == "source") continue;
    if (known.count(path) == 0) {
      const std::vector<std::string> names = known_below(known, prefix);
      const std::string near = nearest_name(key, names);
      throw ConfigError(child.where,
                        fmt::format("{}: unknown key{}; known here: {}", path,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                    fmt::join(names, ", ")));
    }
    if (leaves.count(path) == 0) refuse_unknown(child, path + ".", known, leaves);
  }
}

}  // namespace

void Params::finish() {
  std::set<std::string> leaves;
  for (const Declared& d : state_->declared) leaves.insert(d.path);
  refuse_unknown(state_->root, "", state_->known, leaves);
}

const std::vector<Declared>& Params::declared() const { return state_->declared; }

double Params::assumed_share() const {
  double numbers = 0;
  double assumed = 0;
  for (const Declared& d : state_->declared) {
    if (d.type != Declared::Type::Number) continue;
    ++numbers;
    if (d.source.rfind("assumed", 0) == 0) ++assumed;
  }
  return numbers == 0 ? 0 : assumed / numbers;
}

}  // namespace fluxgate
