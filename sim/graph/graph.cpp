#include "sim/graph/graph.h"

#include <algorithm>

namespace fluxgate {

Totals count(const Graph& graph) {
  Totals t;
  for (const Segment& segment : graph.segments) {
    const std::int64_t copies = segment.shares_weights ? 1 : segment.repeat;
    for (const Operator& op : segment.operators) {
      t.params += op.params * copies;
      t.macs += op.macs * segment.repeat;
      Bytes activations{};
      for (const auto* side : {&op.inputs, &op.outputs}) {
        for (const Operand& operand : *side) {
          if (operand.role == TensorRole::Activation) activations += operand.bytes();
          if (operand.role == TensorRole::Weight)
            (op.host.keeps_weights ? t.host_weight_bytes : t.weight_bytes) +=
                Bytes(ceil_div(op.params * bits(operand.dtype), 8) * copies);
        }
      }
      t.activation_bytes += activations * segment.repeat;
      t.peak_activation_bytes = std::max(t.peak_activation_bytes, activations);
    }
  }
  t.state_bytes = Bytes(ceil_div(graph.state_elements_total * bits(graph.state_dtype), 8));
  return t;
}

}  // namespace fluxgate
