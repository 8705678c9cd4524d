#include "sim/graph/spikes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

constexpr std::array<const char*, 5> kKeys{"spike_rate", "spike_levels", "time_steps",
                                           "spike_operand", "coding"};

Coding parse_coding(const ConfigNode& node) {
  constexpr std::array<const char*, 3> kNames{"spikes", "graded", "analog"};
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (node.scalar == kNames[i]) return static_cast<Coding>(i);
  throw ConfigError(node.where, fmt::format("coding: '{}' is unknown; known: {}", node.scalar,
                                            fmt::join(kNames, ", ")));
}

}  // namespace

bool is_spike_key(const std::string& key) {
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

std::optional<Spikes> read_spikes(const ConfigNode& item, const Scope& scope,
                                  NetworkParameters& parameters) {
  const bool is_spiking = std::any_of(item.members.begin(), item.members.end(),
                                      [](const auto& m) { return is_spike_key(m.first); });
  if (!is_spiking) return std::nullopt;
  const auto number = [&](const char* key, double fallback) {
    if (const ConfigNode* own = item.find(key))
      return parameters.number(own->scalar, scope, own->where);
    return parameters.has(key) ? parameters.number(key, scope, item.where) : fallback;
  };
  Spikes s;
  if (const ConfigNode* coding = item.find("coding")) s.coding = parse_coding(*coding);
  s.rate = number("spike_rate", 1);
  s.levels = static_cast<std::int64_t>(number("spike_levels", 1));
  s.time_steps = static_cast<std::int64_t>(number("time_steps", 1));
  s.operand = static_cast<std::int64_t>(number("spike_operand", 0));
  if (s.levels < 1 || s.time_steps < 1)
    throw ConfigError(item.where, "spike_levels and time_steps must be 1 or more");
  if (s.rate < 0 || s.rate > static_cast<double>(s.levels))
    throw ConfigError(item.where, fmt::format("spike_rate: {} spikes a value and time step; at "
                                              "least 0 and at most spike_levels ({}) is possible",
                                              s.rate, s.levels));
  return s;
}

SpikingConvention load_spiking_convention() {
  const ConfigNode root = read_yaml_file(share_path("models/technology/spiking_45nm.yaml"));
  Params params(root);
  (void)params.text("summary", "", "one line");
  SpikingConvention c;
  c.mac_j = params.energy_j("mac", 0, "a multiply-accumulate with an analog input", "assumed");
  c.accumulate_j = params.energy_j("accumulate", 0, "what one spike causes", "assumed");
  params.finish();
  return c;
}

SpikeTotals count_spikes(const Graph& graph) {
  SpikeTotals t;
  for (const Segment& segment : graph.segments) {
    for (const Operator& op : segment.operators) {
      const auto macs = static_cast<double>(op.macs * segment.repeat);
      if (!op.spikes) {
        t.dense_macs += macs;
        continue;
      }
      t.time_steps = std::max(t.time_steps, op.spikes->time_steps);
      if (op.spikes->coding == Coding::Analog)
        t.analog_macs += macs;
      else
        t.synaptic_operations += macs * op.spikes->rate;
    }
  }
  return t;
}

}  // namespace fluxgate
