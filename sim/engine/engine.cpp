#include "sim/engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "sim/engine/runner.h"
#include "sim/graph/spikes.h"

namespace fluxgate {
namespace {

WorkloadOptions at_token(const RunOptions& options, std::int64_t token) {
  WorkloadOptions graph = options.graph;
  if (graph.seq) *graph.seq += token;
  return graph;
}

Graph load(const RunOptions& options, std::int64_t token) {
  Graph graph = load_workload(options.workload, at_token(options, token));
  for (Segment& segment : graph.segments)
    for (Operator& op : segment.operators)
      if (const auto rate = options.spike_rates.find(op.name);
          op.spikes && rate != options.spike_rates.end())
        op.spikes->rate = rate->second;
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
    r.utilisation = static_cast<double>(r.executed_macs) / (seconds(r.time) * peak);
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

}  // namespace

RunResult run(Arch& arch, const RunOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  RunResult result;
  const std::int64_t steps = options.tokens.value_or(1);
  Graph graph = load(options, steps - 1);
  check_memory(graph, *arch.datapath);  // the last step is the largest
  arch.datapath->check(graph);
  result.notices = arch.datapath->notices(graph);
  Runner runner(arch, options, result);  // a machine made for a network has its energy now
  use_rtl(*arch.datapath, options);
  set_caches(*arch.datapath, options, graph);
  for (std::int64_t token = 0; token < steps; ++token) {
    if (steps > 1) graph = load(options, token);
    if (options.tier == Tier::Bound)
      runner.bound(graph);
    else
      runner.run(graph);
  }
  for (const UnitReport& r : arch.datapath->finish_rtl())
    result.rtl.push_back({r.unit, r.kernel, r.transactions, r.model_cycles, r.rtl_cycles});
  result.workload = graph.workload;
  result.arch = arch.id;
  result.phase = graph.phase;
  result.tier = options.tier == Tier::Bound ? "bound" : "approx";
  result.batch = graph.batch;
  result.seq = options.graph.seq ? options.graph.seq : graph.seq;
  result.tokens = options.tokens;
  result.seed = options.seed;
  runner.finish();
  finish(result, arch, graph, main_dtype(graph));
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
  const Graph graph = load_workload(options.workload, options.graph);
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
