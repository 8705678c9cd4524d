/// Extra kernels of a framework that runs operator by operator:
///   convolution over an image   the library works channels-last, the framework channels-first: one
///                               transposition kernel before and one after
///   norm without own kernel     (two passes, under six operations: RMS norm) eager_norm_kernels
///                               elementwise kernels in fp32 instead of one
///   broadcast or moved operand  (per-channel scale, table, copies to another order) no vectors: a
///                               value a thread, strided_slots instructions each for its offsets
///   many simple operations      (three or more, no special function: rotary embedding) one kernel
///                               an operation, two for slicing and joining
/// Each moves its tensor once through L2 or DRAM. Leaves out: host time (graphs are replayed).
#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {

Kernel copy_kernel(const Context& c, const Operand& tensor, double read_bytes, double written_bytes,
                   const char* name) {
  constexpr double kValuesPerCta = 1024;
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.shared_exponent = c.d.kernels.memory_exponent;
  k.load_share = c.d.kernels.load_share;
  const double values = written_bytes / (static_cast<double>(bits(tensor.dtype)) / 8);
  const auto ctas = static_cast<std::int64_t>(std::ceil(values / kValuesPerCta));
  Phase phase{1, c.d.kernels.elementwise.chain_cycles + c.load_latency(tensor), {}};
  phase.demand.issue_slots = kValuesPerCta / 32 * c.d.kernels.pad_slots;
  phase.demand.l2_bytes = phase.demand.port_bytes = read_bytes / static_cast<double>(ctas);
  phase.demand.store_bytes = written_bytes / static_cast<double>(ctas);
  k.resources = {128, 32, 0};
  k.classes.push_back({ctas, {phase}});
  k.reads.push_back({tensor.tensor, read_bytes, 1});
  k.writes.push_back({tensor.tensor + "'", written_bytes, 1});
  k.name = k.mapping = name;
  return k;
}

namespace {

bool is_image(const Operator& op) {
  return std::any_of(op.loops.begin(), op.loops.end(),
                     [](const Loop& l) { return l.dim == "ho" || l.dim == "oh"; });
}

/// Operands of other sizes than the result, or values that move: the framework's kernel without
/// vectors computes an offset for each value.
bool needs_offsets(const Operator& op) {
  const double out = bytes_of(op.outputs.at(0));
  if (std::holds_alternative<Gather>(op.shape))
    return op.inputs.at(0).role != TensorRole::Weight && op.implementation != "copy";
  return std::holds_alternative<Elementwise>(op.shape) &&
         std::any_of(op.inputs.begin(), op.inputs.end(),
                     [&](const Operand& o) { return bytes_of(o) < out; });
}

void add_offsets(const Context& c, const Operator& op, Kernel& kernel) {
  const double values =
      bytes_of(op.outputs.at(0)) * 8 / static_cast<double>(bits(op.outputs.at(0).dtype));
  for (CtaClass& work : kernel.classes)
    for (Phase& p : work.phases)
      p.demand.issue_slots +=
          values / 32 / static_cast<double>(cta_count(kernel)) * c.d.kernels.strided_slots;
}

}  // namespace

void add_eager_kernels(const Context& c, const Operator& op, Candidates& candidates) {
  std::vector<Kernel> before;
  std::vector<Kernel> after;
  const Operand& in = op.inputs.at(0);
  const Operand& out = op.outputs.at(0);
  if (op.op_class == OpClass::Contraction && is_image(op)) {
    before.push_back(copy_kernel(c, in, bytes_of(in), bytes_of(in), "layout"));
    after.push_back(copy_kernel(c, out, bytes_of(out), bytes_of(out), "layout"));
  }
  if (const auto* r = std::get_if<Reduction>(&op.shape);
      r != nullptr && r->passes == 2 && r->ops < 6)
    for (int i = 1; i < c.d.kernels.eager_norm_kernels; ++i)
      after.push_back(copy_kernel(c, out, 1.5 * bytes_of(out), 1.5 * bytes_of(out), "norm step"));
  if (const auto* e = std::get_if<Elementwise>(&op.shape);
      e != nullptr && e->ops >= 3 && e->special == 0)
    for (int i = 0; i < static_cast<int>(e->ops) + 1; ++i)
      after.push_back(copy_kernel(c, out, bytes_of(out), bytes_of(out), "elementwise step"));
  if (needs_offsets(op))
    for (Candidate& candidate : candidates) add_offsets(c, op, candidate.kernels.front());
  for (Candidate& candidate : candidates) {
    candidate.kernels.insert(candidate.kernels.begin(), before.begin(), before.end());
    candidate.kernels.insert(candidate.kernels.end(), after.begin(), after.end());
  }
}

}  // namespace fluxgate::tensor_core
