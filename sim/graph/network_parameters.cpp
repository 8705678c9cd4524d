#include "sim/graph/network_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/graph/expression.h"

namespace fluxgate {

const ConfigNode& member(const ConfigNode& node, const std::string& key) {
  const ConfigNode* child = node.find(key);
  if (child == nullptr) throw ConfigError(node.where, fmt::format("'{}' is missing", key));
  return *child;
}

void refuse_unknown(const ConfigNode& node, const std::vector<std::string>& known) {
  for (const auto& [key, child] : node.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = nearest_name(key, known);
    throw ConfigError(child.where,
                      fmt::format("{}: unknown key{}; known here: {}", key,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }
}

NetworkParameters::NetworkParameters(const ConfigNode& root, const WorkloadOptions& options,
                                     const std::string& id, const std::string& variant)
    : root_(root), id_(id) {
  read_parameters(variant);
  apply_sets(options.sets);
  read_draws();
  seed_ = options.seed;
  sample_ = options.sample.value_or(0);
  globals_["is_sampled"] = options.sample ? 1 : 0;
  choose_phase(options);
}

void NetworkParameters::read_parameters(const std::string& variant) {
  if (const ConfigNode* parameters = root_.find("parameters")) take_values(*parameters);
  const ConfigNode* variants = root_.find("variants");
  if (variant.empty()) return;
  const ConfigNode* chosen = variants == nullptr ? nullptr : variants->find(variant);
  FG_CHECK(chosen != nullptr);
  take_values(*chosen);
}
void NetworkParameters::take_values(const ConfigNode& node) {
  for (const auto& [key, child] : node.members) {
    if (key == "source" || key == "summary") continue;
    parameters_[key] = read_value(key, child);
  }
}
NetworkParameters::Value NetworkParameters::read_value(const std::string& key,
                                                       const ConfigNode& node) {
  if (node.kind == ConfigNode::Kind::Scalar) {
    const bool is_share = node.scalar.size() > 1 && node.scalar.rfind("0.", 0) == 0;
    return {node.where, node.scalar, is_share, {}};
  }
  if (node.kind != ConfigNode::Kind::List || node.items.empty())
    throw ConfigError(node.where,
                      fmt::format("{}: one value or a list of values is expected", key));
  Value list{node.where, "", false, {}};
  for (const ConfigNode& item : node.items) {
    if (item.kind != ConfigNode::Kind::Scalar)
      throw ConfigError(item.where, fmt::format("{}: a list holds single values", key));
    list.items.push_back(item.scalar);
  }
  return list;
}
void NetworkParameters::apply_sets(const std::vector<std::string>& sets) {
  for (const std::string& set : sets) {
    ConfigNode node;
    apply_set(node, set);
    const ConfigNode& values = member(node, "workload");
    for (const auto& [key, child] : values.members) {
      if (parameters_.count(key) == 0) refuse_parameter(child.where, key);
      Value& old = parameters_[key];
      if (child.kind == ConfigNode::Kind::Map) {
        set_entries(key, old, child);
        continue;
      }
      Value given = read_value(key, child);
      if (given.items.empty() != old.items.empty())
        throw ConfigError(child.where, fmt::format("workload.{}: {} is expected", key,
                                                   old.items.empty() ? "one value" : "a list"));
      given.is_share = old.is_share;
      old = std::move(given);
    }
  }
}
void NetworkParameters::set_entries(const std::string& key, Value& list,
                                    const ConfigNode& entries) const {
  for (const auto& [index, value] : entries.members) {
    const bool is_index = index.size() < 4 && index.find_first_not_of("0123456789") == index.npos;
    if (!is_index || static_cast<std::size_t>(std::stoi(index)) >= list.items.size())
      throw ConfigError(value.where, fmt::format("workload.{}.{}: {} has {} values, counted from 0",
                                                 key, index, key, list.items.size()));
    list.items[static_cast<std::size_t>(std::stoi(index))] = value.scalar;
  }
  list.where = entries.members.front().second.where;
}
void NetworkParameters::refuse_parameter(const Where& where, const std::string& key) const {
  std::vector<std::string> known;
  for (const auto& [name, value] : parameters_) known.push_back(name);
  const std::string near = nearest_name(key, known);
  throw ConfigError(where,
                    fmt::format("workload.{}: {} has no such parameter{}; known: {}", key, id_,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(known, ", ")));
}

void NetworkParameters::choose_phase(const WorkloadOptions& options) {
  std::vector<std::string> phases;
  for (const ConfigNode& phase : member(root_, "phases").items) phases.push_back(phase.scalar);
  if (phases.empty())
    throw ConfigError(member(root_, "phases").where, "phases: at least one is needed");
  phase_ = options.phase.empty() ? phases.front() : options.phase;
  if (std::find(phases.begin(), phases.end(), phase_) == phases.end())
    throw ConfigError(fmt::format("--phase {}: {} has no such phase; known: {}", phase_, id_,
                                  fmt::join(phases, ", ")));
  if (options.seq && parameters_.count("seq") == 0)
    throw ConfigError(fmt::format("--seq: {} has no sequence", id_));
  if (options.seq) parameters_["seq"] = Value{Where{}, fmt::format("{}", *options.seq), false, {}};
  if (options.batch < 1)
    throw ConfigError(fmt::format("--batch {}: give 1 or more", options.batch));
  for (const char* phase : {"forward", "prefill", "decode"})
    globals_[std::string("is_") + phase] = phase_ == phase ? 1 : 0;
  globals_["batch"] = static_cast<double>(options.batch);
  if (parameters_.count("seq") != 0) {
    seq_ = whole("seq", {}, parameters_["seq"].where, "seq");
    if (*seq_ < 1)
      throw ConfigError(parameters_["seq"].where, fmt::format("seq: {} is not a size", *seq_));
    globals_["tokens"] = phase_ == "decode" ? 1 : static_cast<double>(*seq_);
  }
}

/// Type of activations or weights: `dtype`, unless given apart.
DType NetworkParameters::dtype(const std::string& key) const {
  auto at = parameters_.find(key);
  if (at == parameters_.end()) at = parameters_.find("dtype");
  if (at == parameters_.end()) return DType::Bf16;
  try {
    return parse_dtype(at->second.text);
  } catch (const std::invalid_argument& e) {
    throw ConfigError(at->second.where, fmt::format("{}: {}", at->first, e.what()));
  }
}

std::optional<double> NetworkParameters::find(const std::string& name, const Scope& scope) {
  if (const auto local = scope.find(name); local != scope.end()) return local->second;
  if (const auto global = globals_.find(name); global != globals_.end()) return global->second;
  const auto parameter = parameters_.find(name);
  if (parameter == parameters_.end()) return std::nullopt;
  if (!parameter->second.items.empty())
    throw ConfigError(parameter->second.where,
                      fmt::format("{}: a list; one value is needed: {}[0]", name, name));
  if (!resolving_.insert(name).second)
    throw ConfigError(parameter->second.where, fmt::format("{}: depends on itself", name));
  const double value = number(parameter->second.text, {}, parameter->second.where);
  resolving_.erase(name);
  if (parameter->second.where.file.rfind("--set", 0) == 0 && value < 1 && value != 0 &&
      !(parameter->second.is_share && value > 0))
    throw ConfigError(parameter->second.where,
                      fmt::format("workload.{}: {} is not a size", name, parameter->second.text));
  globals_[name] = value;
  return value;
}
double NetworkParameters::number(const std::string& text, const Scope& scope, const Where& where) {
  return evaluate(
      text, [&](const std::string& name) { return find(name, scope); }, where,
      [&](const std::string& name, std::optional<double> index) {
        return find_in_list(name, index, where);
      });
}
std::optional<double> NetworkParameters::find_in_list(const std::string& name,
                                                      std::optional<double> index,
                                                      const Where& where) {
  if (const auto drawn = find_in_draw(name, index, where)) return drawn;
  const auto parameter = parameters_.find(name);
  if (parameter == parameters_.end() || parameter->second.items.empty()) return std::nullopt;
  const Value& list = parameter->second;
  if (!index) return static_cast<double>(list.items.size());
  if (*index < 0 || *index >= static_cast<double>(list.items.size()) ||
      *index != std::floor(*index))
    throw ConfigError(where,
                      fmt::format("{}[{}]: it has {} values", name, *index, list.items.size()));
  if (!resolving_.insert(name).second)
    throw ConfigError(list.where, fmt::format("{}: depends on itself", name));
  const double value = number(list.items[static_cast<std::size_t>(*index)], {}, list.where);
  resolving_.erase(name);
  if (list.where.file.rfind("--set", 0) == 0 && value < 1 && value != 0)
    throw ConfigError(list.where, fmt::format("workload.{}: {} is not a size", name, value));
  return value;
}
std::int64_t NetworkParameters::whole(const std::string& text, const Scope& scope,
                                      const Where& where, const std::string& what) {
  const double value = number(text, scope, where);
  if (std::abs(value - std::round(value)) > 1e-6 || std::abs(value) > 9e15)
    throw ConfigError(where,
                      fmt::format("{}: '{}' is {}, a whole number is needed", what, text, value));
  return static_cast<std::int64_t>(std::llround(value));
}

}  // namespace fluxgate
