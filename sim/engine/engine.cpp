#include "sim/engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "sim/engine/runner.h"
#include "sim/graph/spikes.h"
#include "sim/graph/workload_source.h"

namespace fluxgate {
namespace {

WorkloadOptions at_token(const RunOptions& options, std::int64_t token) {
  WorkloadOptions graph = options.graph;
  if (graph.seq) *graph.seq += token;
  return graph;
}

void finish(RunResult& r, const Arch& arch, const Graph& graph, DType dtype) {
  Datapath& datapath = *arch.datapath;
  if (datapath.clock()) {
    r.clock_hz = datapath.clock()->value;
    r.cycles = std::llround(seconds(r.time) * datapath.clock()->value);
  }
  r.params = count(graph).params;
  r.memory = memory_need(graph, datapath);
  const double peak = datapath.peak_macs_per_second(dtype);
  if (r.time.value > 0 && peak > 0)
    r.utilisation = static_cast<double>(r.executed_macs) /
                    (seconds(r.time) * peak * static_cast<double>(team_of(datapath).size()));
  r.config = arch.config;
  r.assumed_share = arch.assumed_share;
}

void add_spiking(RunResult& r, const Graph& graph) {
  const SpikeTotals t = count_spikes(graph);
  if (t.time_steps == 0) return;
  r.spiking = {t.time_steps, t.analog_macs, t.synaptic_operations, t.dense_macs,
               convention_energy_j(t.analog_macs + t.dense_macs, t.synaptic_operations)};
}

void add_figures(RunResult& r, const Datapath& datapath) {
  if (r.counts.empty()) return;  // closed forms only
  const RunSums sums{r.time,
                     r.counts,
                     r.dram_read,
                     r.dram_write,
                     r.batch,
                     r.spiking ? r.spiking->time_steps : 1,
                     r.spiking ? r.spiking->synaptic_operations : 0};
  for (const Figure& f : datapath.figures(sums))
    r.figures.push_back({f.name, f.unit, f.value, f.sentence});
}

/// The type of the first contraction: what the utilisation is measured against.
DType main_dtype(const Graph& graph) {
  for (const Segment& segment : graph.segments)
    for (const Operator& op : segment.operators)
      if (op.op_class == OpClass::Contraction) return op.inputs.at(0).dtype;
  return DType::Bf16;
}

}  // namespace

namespace {

void use_rtl(Datapath& datapath, const RunOptions& options) {
  for (const std::string& unit : options.rtl)
    if (!datapath.use_rtl({unit, options.rtl_sample, options.seed}) && options.rtl_sample)
      throw ModelError(fmt::format(
          "--rtl-sample: unit '{}' has no tiles on this machine; leave the option out to run its "
          "values in a small network",
          unit));
}

/// An equal run before: the measured one finds what it left.
void set_caches(Datapath& datapath, const RunOptions& options, const Graph& graph) {
  if (options.caches == Caches::Empty || options.tier == Tier::Bound) return;
  datapath.set_state(options.caches == Caches::Cold ? datapath.cold_state() : "");
  if (options.caches == Caches::Cold) return;
  for (const Segment& segment : graph.segments)
    for (const Launch launch : datapath.plan(segment)) (void)datapath.run(launch, options.reuse);
}

/// Rates that were measured take the place of the network's own.
void set_rates(Graph& graph, const RunOptions& options) {
  for (Segment& segment : graph.segments)
    for (Operator& op : segment.operators)
      if (const auto rate = options.spike_rates.find(op.name);
          op.spikes && rate != options.spike_rates.end())
        op.spikes->rate = rate->second;
}

Graph graph_of(const RunOptions& options, const WorkloadOptions& workload) {
  Graph graph = options.source != nullptr ? build_workload(*options.source, workload)
                                          : load_workload(options.workload, workload);
  set_rates(graph, options);
  return graph;
}

/// What one rank runs of one micro-batch.
Shard part_of(const RunOptions& options, const WorkloadOptions& graph, const Team& team) {
  return shard(graph_of(options, micro_batch(graph, team)), team.tensor);
}

}  // namespace

RunResult run(Arch& arch, const RunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  RunResult result;
  const Team team = team_of(*arch.datapath);
  const std::int64_t steps = options.tokens.value_or(1);
  Shard part = part_of(options, at_token(options, steps - 1), team);
  const Graph& graph = part.graph;
  check_memory(graph, *arch.datapath);  // the last step is the largest
  arch.datapath->check(graph);
  result.notices = arch.datapath->notices(graph);
  Runner runner(arch, options, result);  // a machine made for a network has its energy now
  use_rtl(*arch.datapath, options);
  set_caches(*arch.datapath, options, graph);
  for (std::int64_t token = 0; token < steps; ++token) {
    if (steps > 1) part = part_of(options, at_token(options, token), team);
    const TimeFs token_begin = result.time;
    if (options.tier == Tier::Bound)
      runner.bound(part);
    else
      runner.run(part);
    if (team.pipeline == 1) continue;
    result.time = token_begin + pipelined(runner.take_units(), graph, team);
    if (options.tier != Tier::Bound) runner.hand_on(handed_on(graph));
  }
  for (const UnitReport& r : arch.datapath->finish_rtl())
    result.rtl.push_back({r.unit, r.kernel, r.transactions, r.model_cycles, r.rtl_cycles});
  result.workload = graph.workload;
  result.arch = arch.id;
  result.datapath = arch.kind;
  result.phase = graph.phase;
  result.tier = options.tier == Tier::Bound ? "bound" : "approx";
  result.batch = options.graph.batch;
  result.seq = options.graph.seq ? options.graph.seq : graph.seq;
  result.tokens = options.tokens;
  result.workload_settings = options.graph.sets;
  result.seed = options.seed;
  if (team.size() > 1) add_up(result, team);
  runner.finish();
  finish(result, arch, graph, main_dtype(graph));
  if (team.size() > 1) result.params = count(graph_of(options, options.graph)).params;
  add_spiking(result, graph);
  add_figures(result, *arch.datapath);
  const bool is_sane = !result.utilisation || *result.utilisation <= 1.0 + 1e-9;
  result.invariants["utilisation <= 1"] = is_sane;
  if (!runner.broken().empty())
    throw std::logic_error("internal error, please report: " + runner.broken());
  if (!is_sane && options.tier == Tier::Approx)
    throw std::logic_error(
        fmt::format("internal error, please report: utilisation is {}", *result.utilisation));
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

std::string explain(Arch& arch, const RunOptions& options, const std::string& operator_name) {
  const Graph graph = part_of(options, options.graph, team_of(*arch.datapath)).graph;
  std::vector<std::string> known;
  std::string text;
  for (const Segment& segment : graph.segments) {
    for (const Launch launch : arch.datapath->plan(segment)) {
      const bool is_meant = std::any_of(launch.begin(), launch.end(), [&](const Operator& op) {
        return op.name == operator_name;
      });
      for (const Operator& op : launch) known.push_back(op.name);
      if (is_meant) text += arch.datapath->explain(launch);
    }
  }
  if (!text.empty()) return text;
  const std::string near = nearest_name(operator_name, known);
  throw ConfigError(fmt::format(
      "--explain {}: no such operator in {}{}; known: {}", operator_name, graph.workload,
      near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(known, ", ")));
}

}  // namespace fluxgate
