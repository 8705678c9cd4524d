/// What a network needs of device memory: weights, state and the largest activations that enter or
/// leave a launch at once.
#include <fmt/format.h>

#include <algorithm>

#include "sim/engine/engine.h"
#include "sim/engine/team_run.h"

namespace fluxgate {
namespace {

bool is_made_by(Launch launch, const std::string& tensor) {
  return std::any_of(launch.begin(), launch.end(), [&](const Operator& op) {
    return std::any_of(op.outputs.begin(), op.outputs.end(),
                       [&](const Operand& o) { return o.tensor == tensor; });
  });
}

bool is_read_by(Launch launch, const std::string& tensor) {
  return std::any_of(launch.begin(), launch.end(), [&](const Operator& op) {
    return std::any_of(op.inputs.begin(), op.inputs.end(),
                       [&](const Operand& o) { return o.tensor == tensor; });
  });
}

/// Activations that enter or leave a launch.
Bytes outer_activations(Launch launch) {
  Bytes bytes{};
  for (const Operator& op : launch) {
    for (const Operand& in : op.inputs)
      if (in.role == TensorRole::Activation && !is_made_by(launch, in.tensor)) bytes += in.bytes();
    for (const Operand& out : op.outputs)
      if (out.role == TensorRole::Activation && !is_read_by(launch, out.tensor))
        bytes += out.bytes();
  }
  return bytes;
}

Totals totals(const Graph& graph, Datapath& datapath) {
  Totals t = count(graph);
  const Team team = team_of(datapath);
  const std::int64_t stages = team.pipeline;
  t.weight_bytes = Bytes(ceil_div(t.weight_bytes.value, stages));
  t.state_bytes = Bytes(ceil_div(t.state_bytes.value * team.micro_batches, stages));
  if (!datapath.hides_inner_tensors()) return t;
  t.peak_activation_bytes = Bytes(0);
  for (const Segment& segment : graph.segments)
    for (const Launch launch : datapath.plan(segment))
      t.peak_activation_bytes = std::max(t.peak_activation_bytes, outer_activations(launch));
  return t;
}

}  // namespace

MemoryNeed memory_parts(const Graph& graph, Datapath& datapath) {
  const Totals t = totals(graph, datapath);
  return {t.weight_bytes, t.state_bytes, t.peak_activation_bytes};
}

Bytes memory_need(const Graph& graph, Datapath& datapath) {
  return memory_parts(graph, datapath).total();
}

void check_memory(const Graph& graph, Datapath& datapath) {
  const auto capacity = datapath.memory_capacity();
  const Totals t = totals(graph, datapath);
  const Bytes need = t.weight_bytes + t.state_bytes + t.peak_activation_bytes;
  if (!capacity || need <= *capacity) return;
  throw ModelError(fmt::format(
      "{}: does not fit the memory: {} needed (weights {}, state {}, activations {}), {} "
      "available; use a smaller batch, "
      "seq or type, or --set memory.capacity=...",
      graph.workload, format_bytes(need), format_bytes(t.weight_bytes), format_bytes(t.state_bytes),
      format_bytes(t.peak_activation_bytes), format_bytes(*capacity)));
}

}  // namespace fluxgate
