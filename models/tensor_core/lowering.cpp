#include "models/tensor_core/lowering.h"

#include <algorithm>

namespace fluxgate::tensor_core {

double bytes_of(const Operand& operand) { return static_cast<double>(operand.bytes().value); }

Access access_of(const Operand& operand) { return {operand.tensor, bytes_of(operand), 1}; }

double Context::load_latency(const Operand& operand) const {
  return d.l2.latency() + missing_share(operand) * (d.dram_latency_cycles - d.l2.latency());
}

double Context::missing_share(const Operand& operand) const {
  return 1 - l2.hit_share(operand.tensor, bytes_of(operand));
}

Flow take_operands(const Context& c, const Ends& ends, Weights weights, Kernel& kernel) {
  Flow flow{0, 0, c.d.l2.latency()};
  for (const Operand& o : ends.loads) {
    kernel.reads.push_back(access_of(o));
    if (weights == Weights::FromL1 && o.role == TensorRole::Weight) continue;
    flow.loads += bytes_of(o);
    flow.latency = std::max(flow.latency, c.load_latency(o));
  }
  for (const Operand& o : ends.stores) {
    kernel.writes.push_back(access_of(o));
    flow.stores += bytes_of(o);
  }
  return flow;
}

Ends ends_of(Launch launch) {
  Ends ends;
  const auto is_made_before = [&](const std::string& tensor, std::size_t at) {
    return std::any_of(launch.begin(), launch.begin() + static_cast<std::ptrdiff_t>(at),
                       [&](const Operator& op) {
                         return std::any_of(op.outputs.begin(), op.outputs.end(),
                                            [&](const Operand& o) { return o.tensor == tensor; });
                       });
  };
  const auto is_used_after = [&](const std::string& tensor, std::size_t at) {
    return std::any_of(launch.begin() + static_cast<std::ptrdiff_t>(at) + 1, launch.end(),
                       [&](const Operator& op) {
                         return std::any_of(op.inputs.begin(), op.inputs.end(),
                                            [&](const Operand& o) { return o.tensor == tensor; });
                       });
  };
  for (std::size_t i = 0; i < launch.size(); ++i) {
    for (const Operand& in : launch[i].inputs)
      if (!is_made_before(in.tensor, i)) ends.loads.push_back(in);
    for (const Operand& out : launch[i].outputs)
      if (!is_used_after(out.tensor, i)) ends.stores.push_back(out);
  }
  return ends;
}

}  // namespace fluxgate::tensor_core
