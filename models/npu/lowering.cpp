#include "models/npu/lowering.h"

#include <algorithm>
#include <cmath>

namespace fluxgate::npu {

Group view(Launch launch) {
  Group group{launch, {}, {}};
  const auto is_produced_before = [&](const std::string& tensor, std::size_t at) {
    for (std::size_t i = 0; i < at; ++i)
      for (const Operand& out : launch[i].outputs)
        if (out.tensor == tensor) return true;
    return false;
  };
  const auto is_consumed_after = [&](const std::string& tensor, std::size_t at) {
    for (std::size_t i = at + 1; i < launch.size(); ++i)
      for (const Operand& in : launch[i].inputs)
        if (in.tensor == tensor) return true;
    return false;
  };
  for (std::size_t i = 0; i < launch.size(); ++i) {
    for (const Operand& in : launch[i].inputs)
      if (!is_produced_before(in.tensor, i)) group.loads.push_back(&in);
    for (const Operand& out : launch[i].outputs)
      if (!is_consumed_after(out.tensor, i)) group.stores.push_back(&out);
  }
  return group;
}

Cycles vector_cycles(const Description& d, double ops, double special) {
  if (ops <= 0 && special <= 0) return Cycles(0);
  const double cycles = std::ceil(ops / static_cast<double>(d.vector_lanes)) +
                        std::ceil(special / static_cast<double>(d.special_lanes));
  return Cycles(static_cast<std::int64_t>(cycles)) + d.vector_startup;
}

VectorWork vector_work(const Operator& op) {
  struct Visitor {
    VectorWork operator()(const Contraction& c) const {
      return {static_cast<double>(c.batch) * static_cast<double>(c.m) * static_cast<double>(c.n) *
                  static_cast<double>(c.k) * c.density,
              0};
    }
    VectorWork operator()(const Elementwise& e) const {
      const auto n = static_cast<double>(e.elements);
      return {n * e.ops, n * e.special};
    }
    VectorWork operator()(const Reduction& r) const {
      const double n = static_cast<double>(r.rows) * static_cast<double>(r.cols);
      return {n * r.ops, n * r.special};
    }
    VectorWork operator()(const Scan& s) const {
      const double n = static_cast<double>(s.sequences) * static_cast<double>(s.steps) *
                       static_cast<double>(s.dk) * static_cast<double>(s.dv);
      return {n * s.ops, n * s.special};
    }
    VectorWork operator()(const Gather& g) const {
      return {static_cast<double>(g.items) * static_cast<double>(g.item_elements) * g.ops, 0};
    }
    VectorWork operator()(const Transform& t) const { return {t.ops, 0}; }
  };
  return std::visit(Visitor{}, op.shape);
}

Cycles with_scratchpad(const Description& d, Cycles issue, double operand_bytes,
                       double moved_bytes) {
  const double width = static_cast<double>(d.scratchpad_banks * d.bank_width.value);
  const double bytes = operand_bytes + (d.scratchpad_ports == 1 ? moved_bytes : 0.0);
  return d.turn + std::max(issue, Cycles(static_cast<std::int64_t>(std::ceil(bytes / width))));
}

std::int64_t accumulator_traffic(const Description& d, double outputs, std::int64_t depth) {
  const bool is_kept = d.array.dataflow == Dataflow::OutputStationary;  // sums stay in the cells
  const auto passes = is_kept ? 1.0 : static_cast<double>(ceil_div(depth, d.array.rows));
  return static_cast<std::int64_t>(outputs * passes * 2 * static_cast<double>(d.accumulator_bits) /
                                   8);
}

std::int64_t share_of(std::int64_t total, std::int64_t cores, std::int64_t core,
                      std::int64_t offset) {
  const std::int64_t turn = ((core - offset) % cores + cores) % cores;
  return total / cores + (turn < total % cores ? 1 : 0);
}

Bytes to_bytes(double bytes) { return Bytes(static_cast<std::int64_t>(std::ceil(bytes - 1e-9))); }

}  // namespace fluxgate::npu
