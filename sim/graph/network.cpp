/// load_workload(): a network file to a graph. The language, by example in
/// workloads/nets/README.md:
///   parameters   names with numbers, words (types) or expressions over other parameters
///   variants     other values of parameters, chosen by "family/variant"
///   phases       the phases it has; the first is the default
///   state        expression: elements of KV cache or recurrent state at the end
///   blocks       named lists of operators that `use:` inserts, with arguments of their own
///   network      list of operators, `use` and `repeat` items
/// Names that are always known: batch, seq, tokens (processed a sequence),
/// is_forward/prefill/decode.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "sim/core/config.h"
#include "sim/graph/expression.h"
#include "sim/graph/graph.h"
#include "sim/graph/op_kind.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kMaxOperators = 100000;

struct Value {
  Where where;
  std::string text;
};
using Scope = std::map<std::string, double>;

const ConfigNode& member(const ConfigNode& node, const std::string& key) {
  const ConfigNode* child = node.find(key);
  if (child == nullptr) throw ConfigError(node.where, fmt::format("'{}' is missing", key));
  return *child;
}

class Builder {
 public:
  Builder(const ConfigNode& root, const WorkloadOptions& options, std::string id,
          const std::string& variant)
      : root_(root) {
    graph_.workload = std::move(id);
    graph_.batch = options.batch;
    refuse_unknown(root, {"summary", "source", "parameters", "variants", "phases", "state",
                          "blocks", "network", "assumptions"});
    read_parameters(variant);
    apply_sets(options.sets);
    choose_phase(options);
  }

  Graph build() {
    act_ = dtype("act_dtype");
    weight_ = dtype("weight_dtype");
    Scope none;
    add_items(member(root_, "network"), none, "", 1);
    close_segment("", 1);
    if (const ConfigNode* state = root_.find("state"))
      graph_.state_elements_total = whole(state->scalar, {}, state->where, "state");
    graph_.state_dtype = act_;
    return std::move(graph_);
  }

 private:
  void read_parameters(const std::string& variant) {
    if (const ConfigNode* parameters = root_.find("parameters")) take_values(*parameters);
    const ConfigNode* variants = root_.find("variants");
    if (variant.empty()) return;
    const ConfigNode* chosen = variants == nullptr ? nullptr : variants->find(variant);
    FG_CHECK(chosen != nullptr);
    take_values(*chosen);
  }
  void take_values(const ConfigNode& node) {
    for (const auto& [key, child] : node.members) {
      if (key == "source" || key == "summary") continue;
      if (child.kind != ConfigNode::Kind::Scalar)
        throw ConfigError(child.where, fmt::format("{}: one value is expected", key));
      parameters_[key] = {child.where, child.scalar};
    }
  }
  void apply_sets(const std::vector<std::string>& sets) {
    for (const std::string& set : sets) {
      ConfigNode node;
      apply_set(node, set);
      const ConfigNode& values = member(node, "workload");
      for (const auto& [key, child] : values.members) {
        if (parameters_.count(key) == 0) refuse_parameter(child.where, key);
        parameters_[key] = {child.where, child.scalar};
      }
    }
  }
  [[noreturn]] void refuse_parameter(const Where& where, const std::string& key) const {
    std::vector<std::string> known;
    for (const auto& [name, value] : parameters_) known.push_back(name);
    const std::string near = nearest_name(key, known);
    throw ConfigError(
        where,
        fmt::format("workload.{}: {} has no such parameter{}; known: {}", key, graph_.workload,
                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                    fmt::join(known, ", ")));
  }

  void choose_phase(const WorkloadOptions& options) {
    std::vector<std::string> phases;
    for (const ConfigNode& phase : member(root_, "phases").items) phases.push_back(phase.scalar);
    if (phases.empty())
      throw ConfigError(member(root_, "phases").where, "phases: at least one is needed");
    graph_.phase = options.phase.empty() ? phases.front() : options.phase;
    if (std::find(phases.begin(), phases.end(), graph_.phase) == phases.end())
      throw ConfigError(fmt::format("--phase {}: {} has no such phase; known: {}", graph_.phase,
                                    graph_.workload, fmt::join(phases, ", ")));
    if (options.seq && parameters_.count("seq") == 0)
      throw ConfigError(fmt::format("--seq: {} has no sequence", graph_.workload));
    if (options.seq) parameters_["seq"] = Value{Where{}, fmt::format("{}", *options.seq)};
    if (options.batch < 1)
      throw ConfigError(fmt::format("--batch {}: give 1 or more", options.batch));
    for (const char* phase : {"forward", "prefill", "decode"})
      globals_[std::string("is_") + phase] = graph_.phase == phase ? 1 : 0;
    globals_["batch"] = static_cast<double>(graph_.batch);
    if (parameters_.count("seq") != 0) {
      graph_.seq = whole("seq", {}, parameters_["seq"].where, "seq");
      if (*graph_.seq < 1)
        throw ConfigError(parameters_["seq"].where,
                          fmt::format("seq: {} is not a size", *graph_.seq));
      globals_["tokens"] = graph_.phase == "decode" ? 1 : static_cast<double>(*graph_.seq);
    }
  }

  /// Type of activations or weights: `dtype`, unless given apart.
  DType dtype(const std::string& key) {
    auto at = parameters_.find(key);
    if (at == parameters_.end()) at = parameters_.find("dtype");
    if (at == parameters_.end()) return DType::Bf16;
    try {
      return parse_dtype(at->second.text);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(at->second.where, fmt::format("{}: {}", at->first, e.what()));
    }
  }

  std::optional<double> find(const std::string& name, const Scope& scope) {
    if (const auto local = scope.find(name); local != scope.end()) return local->second;
    if (const auto global = globals_.find(name); global != globals_.end()) return global->second;
    const auto parameter = parameters_.find(name);
    if (parameter == parameters_.end()) return std::nullopt;
    if (!resolving_.insert(name).second)
      throw ConfigError(parameter->second.where, fmt::format("{}: depends on itself", name));
    const double value = number(parameter->second.text, {}, parameter->second.where);
    resolving_.erase(name);
    if (parameter->second.where.file.rfind("--set", 0) == 0 && value < 1 && value != 0)
      throw ConfigError(parameter->second.where,
                        fmt::format("workload.{}: {} is not a size", name, parameter->second.text));
    globals_[name] = value;
    return value;
  }
  double number(const std::string& text, const Scope& scope, const Where& where) {
    return evaluate(
        text, [&](const std::string& name) { return find(name, scope); }, where);
  }
  std::int64_t whole(const std::string& text, const Scope& scope, const Where& where,
                     const std::string& what) {
    const double value = number(text, scope, where);
    if (std::abs(value - std::round(value)) > 1e-6 || std::abs(value) > 9e15)
      throw ConfigError(where,
                        fmt::format("{}: '{}' is {}, a whole number is needed", what, text, value));
    return static_cast<std::int64_t>(std::llround(value));
  }

  void refuse_unknown(const ConfigNode& node, const std::vector<std::string>& known) const {
    for (const auto& [key, child] : node.members) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      const std::string near = nearest_name(key, known);
      throw ConfigError(child.where,
                        fmt::format("{}: unknown key{}; known here: {}", key,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                    fmt::join(known, ", ")));
    }
  }

  void add_items(const ConfigNode& list, const Scope& scope, const std::string& prefix, int depth) {
    if (list.kind != ConfigNode::Kind::List)
      throw ConfigError(list.where, "a list of operators is expected");
    if (depth > 16) throw ConfigError(list.where, "blocks use each other in a circle");
    for (const ConfigNode& item : list.items) {
      if (const ConfigNode* when = item.find("when");
          when != nullptr && number(when->scalar, scope, when->where) == 0)
        continue;
      if (item.find("repeat") != nullptr)
        add_repeat(item, scope, prefix, depth);
      else if (item.find("use") != nullptr)
        add_block(item, scope, prefix, depth);
      else
        add_operator(item, scope, prefix);
    }
  }

  /// repeat: inner-most uniform repetition becomes a segment; a repetition inside another is
  /// expanded.
  void add_repeat(const ConfigNode& item, const Scope& scope, const std::string& prefix,
                  int depth) {
    refuse_unknown(item, {"repeat", "name", "index", "body", "when", "shares_weights"});
    const ConfigNode& times_node = *item.find("repeat");
    const std::int64_t times = whole(times_node.scalar, scope, times_node.where, "repeat");
    if (times < 0 || times > 100000)
      throw ConfigError(times_node.where, fmt::format("repeat: {} is not a count", times));
    const std::string name = item.find("name") == nullptr ? "block" : item.find("name")->scalar;
    const ConfigNode* index = item.find("index");
    const ConfigNode& body = member(item, "body");
    if (index != nullptr) {
      for (std::int64_t i = 0; i < times; ++i) {
        Scope inner = scope;
        inner[index->scalar] = static_cast<double>(i);
        add_items(body, inner, fmt::format("{}{}{}.", prefix, name, i), depth + 1);
      }
      return;
    }
    close_segment(prefix, 1);
    add_items(body, scope, prefix + name + ".", depth + 1);
    const ConfigNode* shares = item.find("shares_weights");
    close_segment(prefix + name, times, shares != nullptr && shares->scalar == "true");
  }

  void add_block(const ConfigNode& item, const Scope& scope, const std::string& prefix, int depth) {
    const ConfigNode& use = *item.find("use");
    const ConfigNode* blocks = root_.find("blocks");
    const ConfigNode* block = blocks == nullptr ? nullptr : blocks->find(use.scalar);
    if (block == nullptr)
      throw ConfigError(use.where, fmt::format("use: unknown block '{}'", use.scalar));
    Scope inner = scope;
    for (const auto& [key, child] : item.members)
      if (key != "use" && key != "name" && key != "when")
        inner[key] = number(child.scalar, scope, child.where);
    const std::string name = item.find("name") == nullptr ? "" : item.find("name")->scalar + ".";
    add_items(*block, inner, prefix + name, depth + 1);
  }

  void add_operator(const ConfigNode& item, const Scope& scope, const std::string& prefix) {
    const ConfigNode& kind_node = member(item, "op");
    if (!OpKinds::has(kind_node.scalar)) refuse_kind(kind_node);
    const OpKind& kind = OpKinds::get(kind_node.scalar);
    OpArgs args;
    const ConfigNode* name = item.find("name");
    args.name = prefix + (name == nullptr ? kind_node.scalar : name->scalar);
    args.act = act_;
    args.weight = weight_;
    args.output = args.name;
    args.inputs = {previous_};
    std::string fuse;
    for (const auto& [key, child] : item.members) {
      if (key == "op" || key == "name" || key == "when") continue;
      if (key == "from")
        args.inputs = input_names(child, prefix);
      else if (key == "fuse")
        fuse = prefix + child.scalar;
      else if (key == "function")
        args.function = child.scalar;
      else
        args.values[key] = static_cast<double>(whole(child.scalar, scope, child.where, key));
    }
    try {
      complete(kind, args);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(kind_node.where, fmt::format("{}: {}", kind_node.scalar, e.what()));
    }
    for (const auto& [key, value] : args.values)
      if (value < 0)
        throw ConfigError(kind_node.where,
                          fmt::format("{}: {} is {}, a size is needed", args.name, key, value));
    add(kind, kind_node, args, fuse);
  }

  void add(const OpKind& kind, const ConfigNode& node, const OpArgs& args,
           const std::string& fuse) {
    Operator op;
    try {
      op = kind.build(args);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(node.where, fmt::format("{}: {}", args.name, e.what()));
    }
    op.kind = node.scalar;
    op.fusion = fuse;
    for (const Loop& loop : op.loops)
      if (loop.extent < 1)
        throw ConfigError(node.where, fmt::format("{}: size of '{}' is {}, at least 1 is needed",
                                                  args.name, loop.dim, loop.extent));
    previous_ = args.output;
    if (++operators_ > kMaxOperators)
      throw ConfigError(node.where, "the network has too many operators");
    open_.push_back(std::move(op));
  }

  [[noreturn]] static void refuse_kind(const ConfigNode& node) {
    std::vector<std::string> known;
    for (const auto& [id, kind] : OpKinds::all()) known.push_back(id);
    const std::string near = nearest_name(node.scalar, known);
    throw ConfigError(node.where,
                      fmt::format("op: unknown operator '{}'{}; known: {}", node.scalar,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }

  /// `from: a` or `from: [a, b]`; `in` is the input of the segment.
  std::vector<std::string> input_names(const ConfigNode& node, const std::string& prefix) const {
    std::vector<std::string> names;
    if (node.kind == ConfigNode::Kind::Scalar) names.push_back(node.scalar);
    for (const ConfigNode& item : node.items) names.push_back(item.scalar);
    for (std::string& name : names) name = resolve(name, prefix, node.where);
    return names;
  }
  /// Looks in this block, then in those around it, then in the network; `$x` is an input of the
  /// network.
  std::string resolve(const std::string& name, std::string prefix, const Where& where) const {
    if (name == "in") return segment_input_;
    if (!name.empty() && name.front() == '$') return name.substr(1);
    for (;;) {
      const std::string full = prefix + name;
      const bool is_open = std::any_of(open_.begin(), open_.end(),
                                       [&](const Operator& op) { return op.name == full; });
      if (is_open || produced_.count(full) != 0) return full;
      if (prefix.empty()) break;
      const std::size_t dot = prefix.rfind('.', prefix.size() - 2);
      prefix = dot == std::string::npos ? "" : prefix.substr(0, dot + 1);
    }
    throw ConfigError(where, fmt::format("from: no operator '{}' before this one", name));
  }

  /// The last output of a repeated segment is the input of its next repetition: both are called
  /// alike.
  void close_segment(const std::string& name, std::int64_t repeat, bool shares_weights = false) {
    if (!open_.empty() && repeat > 0) {
      for (const Operator& op : open_) produced_.insert(op.name);
      graph_.segments.push_back({name, repeat, shares_weights, std::move(open_)});
    }
    open_.clear();
    segment_input_ = previous_;
  }

  const ConfigNode& root_;
  Graph graph_;
  std::map<std::string, Value> parameters_;
  Scope globals_;
  std::set<std::string> resolving_;
  std::vector<Operator> open_;
  std::set<std::string> produced_;
  std::string previous_ = "input", segment_input_ = "input";
  DType act_ = DType::Bf16, weight_ = DType::Bf16;
  std::int64_t operators_ = 0;
};

namespace fs = std::filesystem;

std::vector<std::string> network_files() {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(share_path("workloads/nets"), error))
    if (file.path().extension() == ".yaml") files.push_back(file.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

/// A network may extend another: `extends: vit-b-16` with other parameters.
ConfigNode read_network(const std::string& path) {
  std::vector<std::string> known;
  for (const std::string& file : network_files()) known.push_back(fs::path(file).stem().string());
  const auto find = [&known](const std::string& id) {
    const bool is_known = std::find(known.begin(), known.end(), id) != known.end();
    return is_known ? share_path("workloads/nets/" + id + ".yaml") : std::string();
  };
  return read_with_extends(path, find, known);
}

/// Ids of a file: its stem, and stem/variant for each variant.
std::vector<std::string> ids_of(const ConfigNode& root, const std::string& stem) {
  std::vector<std::string> ids{stem};
  if (const ConfigNode* variants = root.find("variants"))
    for (const auto& [variant, values] : variants->members) ids.push_back(stem + "/" + variant);
  return ids;
}

[[noreturn]] void refuse_workload(const std::string& id) {
  std::vector<std::string> known;
  for (const WorkloadInfo& info : list_workloads()) known.push_back(info.id);
  const std::string near = nearest_name(id, known);
  throw ConfigError(fmt::format("{}: unknown workload{}; known: {}", id,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(known, ", ")));
}

}  // namespace

Graph load_workload(const std::string& id_or_path, const WorkloadOptions& options) {
  const bool is_path = id_or_path.size() > 5 && id_or_path.substr(id_or_path.size() - 5) == ".yaml";
  const std::size_t slash = is_path ? std::string::npos : id_or_path.find('/');
  const std::string stem = id_or_path.substr(0, slash);
  const std::string variant = slash == std::string::npos ? "" : id_or_path.substr(slash + 1);
  const std::string path = is_path ? id_or_path : share_path("workloads/nets/" + stem + ".yaml");
  if (!is_path && (stem.find("..") != std::string::npos || !fs::exists(path)))
    refuse_workload(id_or_path);
  const ConfigNode root = read_network(path);
  const auto ids = ids_of(root, stem);
  if (!variant.empty() && std::find(ids.begin(), ids.end(), id_or_path) == ids.end())
    refuse_workload(id_or_path);
  return Builder(root, options, id_or_path, variant).build();
}

std::vector<WorkloadInfo> list_workloads() {
  std::vector<WorkloadInfo> list;
  for (const std::string& file : network_files()) {
    const ConfigNode root = read_network(file);
    const ConfigNode* summary = root.find("summary");
    std::vector<std::string> phases;
    if (const ConfigNode* node = root.find("phases"))
      for (const ConfigNode& phase : node->items) phases.push_back(phase.scalar);
    for (const std::string& id : ids_of(root, fs::path(file).stem().string()))
      list.push_back({id, summary == nullptr ? "" : summary->scalar, phases});
  }
  return list;
}

}  // namespace fluxgate
