#include "models/sfq/architecture/work.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace fluxgate::sfq {
namespace {

std::int64_t bits_of_levels(std::int64_t levels) {
  return std::bit_width(static_cast<std::uint64_t>(levels));
}
bool is_integer(DType dtype) {
  return dtype == DType::Int4 || dtype == DType::Int8 || dtype == DType::Int16;
}

[[noreturn]] void refuse(const Operator& op, const std::string& why) {
  throw ModelError(fmt::format("sfq: no lowering for class {} {} (operator '{}')",
                               to_string(op.op_class), why, op.name));
}

const Operand& held_operand(const Operator& op) {
  return op.inputs.at(op.spikes->operand == 0 ? 1 : 0);
}

void check_contraction(const Operator& op) {
  if (op.spikes->operand > 1) refuse(op, "with spike_operand above 1");
  const Operand& held = held_operand(op);
  if (held.role == TensorRole::Weight && !is_integer(held.dtype))
    refuse(op, fmt::format("with weights of type {}: synapses hold integers, try --set "
                           "workload.weight_dtype=int8",
                           to_string(held.dtype)));
}

/// What the neurons of a layer do besides: integrate, fire, sums of spikes; no other functions.
void check_neurons(const Operator& op) {
  if (const auto* e = std::get_if<Elementwise>(&op.shape); e != nullptr && e->special > 0)
    refuse(op, "with exponentials, roots or divisions");
  if (const auto* r = std::get_if<Reduction>(&op.shape);
      r != nullptr && (r->special > 0 || r->passes > 1))
    refuse(op, "with more than one pass, exponentials or divisions");
  if (const auto* s = std::get_if<Scan>(&op.shape); s != nullptr && s->dk * s->dv > 1)
    refuse(op, "with a state of more than one value");
  if (op.op_class == OpClass::Transform) refuse(op, "by spikes");
}

void add_contraction(LayerWork& w, const Operator& op, const Description& d) {
  const auto& c = std::get<Contraction>(op.shape);
  const Spikes& s = *op.spikes;
  const bool is_left = s.operand == 0;
  w.groups = c.batch;
  w.vectors = is_left ? c.m : c.n;
  w.rows = c.k;
  w.cols = is_left ? c.n : c.m;
  w.window = is_left ? c.window : 1;
  const Operand& held = held_operand(op);
  w.is_held_weight = held.role == TensorRole::Weight;
  w.held_bits = w.is_held_weight ? bits(held.dtype) : bits_of_levels(s.levels);
  switch (s.coding) {
    case Coding::Spikes:
      w.pulses = s.rate;
      w.streamed_bits = bits_of_levels(s.levels);
      break;
    case Coding::Graded:
      w.planes = w.streamed_bits = d.graded_bits;
      break;
    case Coding::Analog:
      w.planes = w.streamed_bits = d.analog_bits;
      w.is_from_outside = op.inputs.at(0).tensor == "input";
      break;
  }
  if (w.planes > 0) w.pulses = static_cast<double>(w.planes) / 2;
  w.pulses *= c.density;
}

}  // namespace

void check_operator(const Operator& op, const Description&) {
  if (!op.spikes)
    refuse(op,
           "without spikes: this machine computes with pulses only, the network must say how its "
           "values are coded (spike_rate, coding)");
  if (op.op_class == OpClass::Contraction) return check_contraction(op);
  check_neurons(op);
}

std::size_t layer_end(const std::vector<Operator>& operators, std::size_t first) {
  std::size_t end = first + 1;
  while (end < operators.size() && operators[end].op_class != OpClass::Contraction) ++end;
  return end;
}

LayerWork layer_work(Launch launch, const Description& d) {
  LayerWork w;
  for (const Operator& op : launch) {
    if (op.op_class == OpClass::Contraction) add_contraction(w, op, d);
    if (op.op_class == OpClass::Elementwise && op.inputs.size() > 1 &&
        op.inputs[1].role == TensorRole::Activation)
      w.sum_slots += d.graded_bits;
    const bool moves = op.op_class == OpClass::Gather || op.op_class == OpClass::Reduction;
    if (moves || (w.groups == 0 && op.op_class == OpClass::Scan))
      for (const Operand& in : op.inputs)
        if (in.role != TensorRole::Weight) w.neuron_elements += in.elements;
    w.output_elements = op.outputs.at(0).elements;
    w.output_bits = bits_of_levels(op.spikes->levels);
  }
  return w;
}

}  // namespace fluxgate::sfq
