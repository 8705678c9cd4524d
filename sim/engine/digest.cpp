#include "sim/engine/digest.h"

#include <fmt/format.h>

#include <iterator>

namespace fluxgate {
namespace {

struct ShapeText {
  std::string operator()(const Contraction& c) const {
    return fmt::format("C{},{},{},{},{},{}", c.batch, c.m, c.n, c.k, c.density, c.window);
  }
  std::string operator()(const Elementwise& e) const {
    return fmt::format("E{},{},{}", e.elements, e.ops, e.special);
  }
  std::string operator()(const Reduction& r) const {
    return fmt::format("R{},{},{},{},{}", r.rows, r.cols, r.passes, r.ops, r.special);
  }
  std::string operator()(const Scan& s) const {
    return fmt::format("S{},{},{},{},{},{},{}", s.sequences, s.steps, s.dk, s.dv, s.chunk, s.ops,
                       s.special);
  }
  std::string operator()(const Gather& g) const {
    return fmt::format("G{},{},{}", g.items, g.item_elements, g.ops);
  }
  std::string operator()(const Transform& t) const {
    return fmt::format("T{},{},{}", t.batch, t.points, t.ops);
  }
};

}  // namespace

std::string digest(Launch launch) {
  std::string text;
  const auto add = [&text](const char* side, const std::vector<Operand>& operands) {
    text += side;
    for (const Operand& o : operands)
      fmt::format_to(std::back_inserter(text), "{}:{}:{}:{};", o.tensor, o.elements,
                     static_cast<int>(o.dtype), static_cast<int>(o.role));
  };
  for (const Operator& op : launch) {
    text += std::visit(ShapeText{}, op.shape);
    add("<", op.inputs);
    add(">", op.outputs);
    text += op.implementation;
    if (op.spikes)
      fmt::format_to(std::back_inserter(text), "s{},{},{},{},{};",
                     static_cast<int>(op.spikes->coding), op.spikes->rate, op.spikes->levels,
                     op.spikes->time_steps, op.spikes->operand);
    for (const auto& [name, value] : op.tuning)
      fmt::format_to(std::back_inserter(text), "{}={};", name, value);
  }
  return text;
}

}  // namespace fluxgate
