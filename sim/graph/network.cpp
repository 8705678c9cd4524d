#include "sim/graph/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "sim/graph/network_parameters.h"
#include "sim/graph/op_kind.h"
#include "sim/graph/spikes.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kMaxOperators = 100000;

class Builder {
 public:
  Builder(const ConfigNode& root, const WorkloadOptions& options, const std::string& id,
          const std::string& variant)
      : root_(root), parameters_(root, options, id, variant) {
    refuse_unknown(root, {"summary", "source", "parameters", "variants", "phases", "state",
                          "blocks", "network", "draws", "assumptions", "case", "execution"});
    graph_.workload = id;
    graph_.batch = options.batch;
    graph_.phase = parameters_.phase();
    graph_.seq = parameters_.seq();
  }

  Graph build() {
    act_ = parameters_.dtype("act_dtype");
    weight_ = parameters_.dtype("weight_dtype");
    if (const ConfigNode* execution = root_.find("execution")) {
      if (execution->scalar != "eager" && execution->scalar != "fused")
        throw ConfigError(
            execution->where,
            fmt::format("execution: '{}' is unknown; known: eager, fused", execution->scalar));
      is_eager_ = execution->scalar == "eager";
    }
    Scope none;
    add_items(member(root_, "network"), none, "", 1);
    close_segment("", 1);
    if (const ConfigNode* state = root_.find("state"))
      graph_.state_elements_total = parameters_.whole(state->scalar, {}, state->where, "state");
    graph_.state_dtype = act_;
    return std::move(graph_);
  }

 private:
  void add_items(const ConfigNode& list, Scope scope, const std::string& prefix, int depth) {
    if (list.kind != ConfigNode::Kind::List)
      throw ConfigError(list.where, "a list of operators is expected");
    if (depth > 16) throw ConfigError(list.where, "blocks use each other in a circle");
    for (const ConfigNode& item : list.items) {
      if (const ConfigNode* when = item.find("when");
          when != nullptr && parameters_.number(when->scalar, scope, when->where) == 0)
        continue;
      if (item.find("let") != nullptr)
        define(item, scope);
      else if (item.find("repeat") != nullptr)
        add_repeat(item, scope, prefix, depth);
      else if (item.find("use") != nullptr)
        add_block(item, scope, prefix, depth);
      else
        add_operator(item, scope, prefix);
    }
  }

  void define(const ConfigNode& item, Scope& scope) {
    refuse_unknown(item, {"let", "when"});
    for (const auto& [name, value] : item.find("let")->members)
      scope[name] = parameters_.number(value.scalar, scope, value.where);
  }

  /// An outer repetition without index becomes a segment; others are written out.
  void add_repeat(const ConfigNode& item, const Scope& scope, const std::string& prefix,
                  int depth) {
    refuse_unknown(item, {"repeat", "name", "index", "body", "when", "shares_weights"});
    const ConfigNode& times_node = *item.find("repeat");
    const std::int64_t times =
        parameters_.whole(times_node.scalar, scope, times_node.where, "repeat");
    if (times < 0 || times > 100000)
      throw ConfigError(times_node.where, fmt::format("repeat: {} is not a count", times));
    if (times == 0) return;
    const std::string name = item.find("name") == nullptr ? "block" : item.find("name")->scalar;
    const ConfigNode* index = item.find("index");
    const ConfigNode& body = member(item, "body");
    const std::string entry = entry_;
    if (index != nullptr || is_repeating_) {
      for (std::int64_t i = 0; i < times; ++i) {
        Scope inner = scope;
        if (index != nullptr) inner[index->scalar] = static_cast<double>(i);
        entry_ = previous_;
        add_items(body, inner, fmt::format("{}{}{}.", prefix, name, i), depth + 1);
      }
      entry_ = entry;
      return;
    }
    close_segment(prefix, 1);
    is_repeating_ = true;
    add_items(body, scope, prefix + name + ".", depth + 1);
    is_repeating_ = false;
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
      if (key != "use" && key != "name" && key != "when" && key != "from")
        inner[key] = parameters_.number(child.scalar, scope, child.where);
    if (const ConfigNode* from = item.find("from"))
      previous_ = resolve(from->scalar, prefix, from->where);
    const std::string name = item.find("name") == nullptr ? "" : item.find("name")->scalar + ".";
    const std::string entry = std::exchange(entry_, previous_);
    add_items(*block, inner, prefix + name, depth + 1);
    entry_ = entry;
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
      else if (key == "implementation" || key == "tune" || is_spike_key(key) ||
               key.rfind("host_", 0) == 0)
        continue;
      else
        args.values[key] =
            static_cast<double>(parameters_.whole(child.scalar, scope, child.where, key));
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
    add_hints(item, scope);
  }

  /// `implementation: name`, `tune: {tile: expression}` and spikes of the operator just added.
  void add_hints(const ConfigNode& item, const Scope& scope) {
    Operator& op = open_.back();
    if (const ConfigNode* name = item.find("implementation")) op.implementation = name->scalar;
    if (const ConfigNode* tune = item.find("tune"))
      for (const auto& [key, value] : tune->members)
        op.tuning[key] = parameters_.whole(value.scalar, scope, value.where, key);
    op.spikes = read_spikes(item, scope, parameters_);
    add_host_traffic(item, scope, op.host);
  }

  /// host_weights, host_copy (bytes), host_wait (copies), host_rate (bytes a second).
  void add_host_traffic(const ConfigNode& item, const Scope& scope, HostTraffic& host) {
    for (const auto& [key, value] : item.members) {
      if (key.rfind("host_", 0) != 0) continue;
      const std::int64_t n = parameters_.whole(value.scalar, scope, value.where, key);
      if (n < 0) throw ConfigError(value.where, fmt::format("{}: {} is negative", key, n));
      if (key == "host_weights")
        host.keeps_weights = n != 0;
      else if (key == "host_copy")
        host.copy_bytes = n;
      else if (key == "host_wait")
        host.wait_copies = n;
      else if (key == "host_rate" && n > 0)
        host.bytes_per_second = static_cast<double>(n);
      else
        throw ConfigError(value.where,
                          fmt::format("{}: unknown or 0; known: host_weights, host_copy, "
                                      "host_wait, host_rate",
                                      key));
    }
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
    op.args = args.values;
    op.function = args.function;
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
    if (name == "in") return entry_;
    if (name == "previous") return previous_;
    if (!name.empty() && name.front() == '$') return name.substr(1);
    for (;;) {
      std::string full = prefix + name;
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
      graph_.segments.push_back({name, repeat, shares_weights, std::move(open_), is_eager_});
    }
    open_.clear();
    entry_ = previous_;
  }

  const ConfigNode& root_;
  NetworkParameters parameters_;
  Graph graph_;
  std::vector<Operator> open_;
  std::set<std::string> produced_;
  std::string previous_ = "input", entry_ = "input";  // entry_: what `in` stands for
  DType act_ = DType::Bf16, weight_ = DType::Bf16;
  std::int64_t operators_ = 0;
  bool is_eager_ = false, is_repeating_ = false;
};

}  // namespace

Graph build_network(const ConfigNode& root, const WorkloadOptions& options, const std::string& id,
                    const std::string& variant) {
  return Builder(root, options, id, variant).build();
}

}  // namespace fluxgate
