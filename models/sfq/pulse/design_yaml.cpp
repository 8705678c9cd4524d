#include "models/sfq/pulse/design_yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/sfq/network/inventory.h"
#include "models/sfq/network/yaml.h"

namespace fluxgate::sfq {
namespace {

using yaml::known, yaml::member, yaml::number, yaml::text;

constexpr double kSettledPs = 100;  // before the first clock: the clock tree is empty

TimeFs to_fs(double ps) { return TimeFs(std::llround(ps * 1000)); }

std::vector<std::string> names_of(const ConfigNode& list) {
  std::vector<std::string> names;
  for (const ConfigNode& item : list.items) names.push_back(item.scalar);
  if (names.empty()) throw ConfigError(list.where, "at least one name is needed");
  return names;
}

Gate read_gate(const std::string& name, const ConfigNode& node) {
  known(node, {"cell", "of"});
  const std::string cell = text(node, "cell");
  const std::vector<std::string> ids = cell_ids();
  if (std::find(ids.begin(), ids.end(), cell) == ids.end())
    throw ConfigError(member(node, "cell").where,
                      fmt::format("{}: unknown cell; known: {}", cell, fmt::join(ids, ", ")));
  return {name, cell, names_of(member(node, "of"))};
}

struct Plan {
  Design design;
  ClockFlow flow = ClockFlow::Tree;
  double period_ps = 0;
  int periods = 0;  // 0: as long as the patterns need
  std::map<std::string, std::vector<bool>> patterns;
  std::size_t longest = 0;
};

void read_patterns(const ConfigNode& root, Plan& plan) {
  const auto& inputs = plan.design.inputs;
  for (const auto& [name, bits] : member(root, "patterns").members) {
    if (std::find(inputs.begin(), inputs.end(), name) == inputs.end())
      throw ConfigError(bits.where, fmt::format("patterns: '{}' is no input", name));
    std::vector<bool>& pattern = plan.patterns[name];
    for (const ConfigNode& bit : bits.items) {
      if (bit.scalar != "0" && bit.scalar != "1")
        throw ConfigError(bit.where, fmt::format("'{}': a bit is 0 or 1", bit.scalar));
      pattern.push_back(bit.scalar == "1");
    }
    plan.longest = std::max(plan.longest, pattern.size());
  }
}

Plan read_plan(const ConfigNode& root) {
  known(root, {"summary", "inputs", "gates", "outputs", "clock", "patterns"});
  Plan plan;
  plan.design.inputs = names_of(member(root, "inputs"));
  for (const auto& [name, node] : member(root, "gates").members) {
    const auto& inputs = plan.design.inputs;
    if (std::find(inputs.begin(), inputs.end(), name) != inputs.end())
      throw ConfigError(node.where, fmt::format("'{}' is an input and a gate", name));
    plan.design.gates.push_back(read_gate(name, node));
  }
  plan.design.outputs = names_of(member(root, "outputs"));
  const ConfigNode& clock = member(root, "clock");
  known(clock, {"flow", "period_ps", "periods"});
  plan.flow = parse_flow(member(clock, "flow"));
  plan.period_ps = number(clock, "period_ps");
  if (!(plan.period_ps > 0) || plan.period_ps > 1e6)
    throw ConfigError(clock.where, "period_ps must be above 0 and at most 1e6");
  if (const ConfigNode* periods = clock.find("periods")) {
    const double count = number(*periods);
    if (count < 1 || count > 1e7 || count != std::floor(count))
      throw ConfigError(periods->where, "periods: a whole number from 1 to 1e7");
    plan.periods = static_cast<int>(count);
  }
  read_patterns(root, plan);
  return plan;
}

/// Bits of an output, from the clock that can first carry a result.
std::vector<bool> bits_of(const std::vector<TimeFs>& seen, double from_ps, double period_ps,
                          std::size_t count) {
  std::vector<bool> bits(count, false);
  for (const TimeFs t : seen) {
    const double at = std::floor((static_cast<double>(t.value) / 1000 - from_ps) / period_ps);
    if (at >= 0 && at < static_cast<double>(count)) bits[static_cast<std::size_t>(at)] = true;
  }
  return bits;
}

void count_parts(const PulseNet& net, const BuiltDesign& built, double seconds,
                 PulseResult& result) {
  PulseDesign& d = result.design.emplace();
  d.levels = built.levels;
  d.balancing_flip_flops = built.balancing_flip_flops;
  d.splitters = built.splitters;
  d.clock_splitters = built.clock_splitters;
  d.delay_jtls = built.delay_jtls;
  d.bias_ua = net.bias_ua();
  const std::size_t lines = built.inputs.size() + built.outputs.size() + (built.levels > 0 ? 1 : 0);
  d.power = {d.bias_ua * 1e-6 * kBiasVolt, net.bias_work_aj() * 1e-18 / seconds,
             kCableWatt * static_cast<double>(lines)};
  d.cells = net.cells_by_type();
}

}  // namespace

bool is_design(const ConfigNode& root) { return root.find("gates") != nullptr; }

ClockFlow parse_flow(const ConfigNode& node) {
  static const std::map<std::string, ClockFlow> kFlows{{"tree", ClockFlow::Tree},
                                                       {"concurrent", ClockFlow::Concurrent},
                                                       {"counter", ClockFlow::Counter}};
  const auto found = kFlows.find(node.scalar);
  if (found == kFlows.end())
    throw ConfigError(node.where, fmt::format("flow: '{}' is unknown; known: tree, concurrent, "
                                              "counter",
                                              node.scalar));
  return found->second;
}

void run_design(const ConfigNode& root, PulseNet& net, PulseResult& result) {
  const Plan plan = read_plan(root);
  const BuiltDesign built = build_design(plan.design, plan.flow, net);
  const double first_ps = kSettledPs + plan.period_ps;
  for (const auto& [name, pattern] : plan.patterns)
    for (std::size_t k = 0; k < pattern.size(); ++k)
      if (pattern[k])
        for (const PulseNet::End pin : built.inputs.at(name))
          net.inject(pin, to_fs(first_ps + (static_cast<double>(k) - 0.5) * plan.period_ps));
  const auto needed = static_cast<int>(plan.longest) + built.levels;
  const int periods = plan.periods > 0 ? plan.periods : needed;
  if (built.levels > 0)
    for (int k = 0; k < periods; ++k) net.inject(built.clock, to_fs(first_ps + k * plan.period_ps));
  net.run();
  count_parts(net, built, periods * plan.period_ps * 1e-12, result);
  const double from_ps = first_ps + (built.levels - 1) * plan.period_ps;
  for (const auto& [name, output] : built.outputs) {
    std::vector<double>& times = result.pulses_ps[name];
    for (const TimeFs t : net.seen(output)) times.push_back(static_cast<double>(t.value) / 1000);
    result.design->bits[name] = bits_of(net.seen(output), from_ps, plan.period_ps, plan.longest);
  }
}

}  // namespace fluxgate::sfq
