/// `fluxgate count`: parameters, MACs and bytes of a network, per operator; no hardware.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/graph/graph.h"
#include "sim/graph/spikes.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string workload;
  WorkloadOptions graph;
  std::int64_t seq = 0;
  bool is_json = false;
};

Json to_json(const Graph& graph) {
  const Totals t = count(graph);
  Json json{{"workload", graph.workload},
            {"phase", graph.phase},
            {"batch", graph.batch},
            {"params", t.params},
            {"macs", t.macs},
            {"flops", 2 * t.macs},
            {"activation_bytes", t.activation_bytes.value},
            {"weight_bytes", t.weight_bytes.value},
            {"state_bytes", t.state_bytes.value}};
  if (const SpikeTotals s = count_spikes(graph); s.time_steps > 0)
    json["spiking"] = {{"time_steps", s.time_steps},
                       {"analog_macs", s.analog_macs},
                       {"synaptic_operations", s.synaptic_operations},
                       {"convention_45nm_j",
                        convention_energy_j(s.analog_macs + s.dense_macs, s.synaptic_operations)}};
  json["operators"] = Json::array();
  for (const Segment& segment : graph.segments)
    for (const Operator& op : segment.operators)
      json["operators"].push_back(
          {{"name", op.name},
           {"class", to_string(op.op_class)},
           {"repeat", segment.repeat},
           {"macs", op.macs * segment.repeat},
           {"params", op.params * (segment.shares_weights ? 1 : segment.repeat)}});
  return json;
}

void print_table(const Graph& graph) {
  const Totals t = count(graph);
  fmt::print("{}, {}, batch {}\n\n", graph.workload, graph.phase, graph.batch);
  fmt::print("  {:<34}{:<13}{:>5}{:>14}{:>14}\n", "operator", "class", "x", "MACs (M)",
             "params (k)");
  for (const Segment& segment : graph.segments)
    for (const Operator& op : segment.operators)
      fmt::print(
          "  {:<34}{:<13}{:>5}{:>14.3f}{:>14.1f}\n", op.name, to_string(op.op_class),
          segment.repeat, static_cast<double>(op.macs * segment.repeat) / 1e6,
          static_cast<double>(op.params * (segment.shares_weights ? 1 : segment.repeat)) / 1e3);
  fmt::print("\n  {:.3f} M parameters ({}), {:.4f} GMACs, state {}\n",
             static_cast<double>(t.params) / 1e6, format_bytes(t.weight_bytes),
             static_cast<double>(t.macs) / 1e9, format_bytes(t.state_bytes));
  if (const SpikeTotals s = count_spikes(graph); s.time_steps > 0)
    fmt::print(
        "  {} time steps, {:.4f} G synaptic operations, {:.4f} G analog MACs: {:.2f} mJ at 45 nm\n",
        s.time_steps, s.synaptic_operations / 1e9, s.analog_macs / 1e9,
        convention_energy_j(s.analog_macs + s.dense_macs, s.synaptic_operations) * 1e3);
}

void act(Options o) {
  if (o.seq < 0) throw UsageError(fmt::format("--seq: {} is not a size; give 1 or more", o.seq));
  if (o.seq != 0) o.graph.seq = o.seq;
  const Graph graph = load_workload(o.workload, o.graph);
  if (o.is_json)
    fmt::print("{}\n", to_json(graph).dump(2));
  else
    print_table(graph);
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "count", {"parameters, MACs and bytes of a network",
              "fluxgate count llama-3.2-1b --phase decode --seq 2048",
              [](CLI::App& app) -> std::function<void()> {
                auto o = std::make_shared<Options>();
                app.add_option("workload", o->workload,
                               "an id of 'fluxgate list workloads' or a .yaml file")
                    ->required();
                app.add_option("--phase", o->graph.phase, "forward, prefill or decode");
                app.add_option("--batch", o->graph.batch, "independent inputs")->default_val(1);
                app.add_option("--seq", o->seq, "tokens of the input; for decode: the context");
                app.add_option("--set", o->graph.sets, "workload.KEY=VALUE; repeatable");
                app.add_flag("--json", o->is_json, "one JSON object on stdout");
                return [o] { act(*o); };
              }});

}  // namespace
}  // namespace fluxgate
