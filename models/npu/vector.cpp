/// Elementwise, reduction, gather and transform operators (and chains of them) on the vector unit.
/// Step: load the inputs' share, vector for ceil(ops / lanes) + ceil(special / special_lanes) +
/// startup (at least bytes / scratchpad bandwidth), store the outputs' share. A row of a reduction
/// that does not fit half the scratchpad is read again for each pass.
#include <algorithm>
#include <cmath>

#include "models/npu/lowering.h"

namespace fluxgate::npu {
namespace {

/// Independent pieces the work may be dealt in.
double pieces(const Operator& op) {
  if (const auto* r = std::get_if<Reduction>(&op.shape)) return static_cast<double>(r->rows);
  if (const auto* t = std::get_if<Transform>(&op.shape)) return static_cast<double>(t->batch);
  if (const auto* c = std::get_if<Contraction>(&op.shape))
    return static_cast<double>(c->batch) * static_cast<double>(c->m) * static_cast<double>(c->n);
  std::int64_t elements = 1;
  for (const Operand& out : op.outputs) elements = std::max(elements, out.elements);
  return static_cast<double>(elements);
}

Traffic traffic(const std::vector<const Operand*>& operands, const Placement& placement) {
  Traffic sum;
  for (const Operand* operand : operands)
    (placement.is_shared(*operand) ? sum.shared : sum.dram) +=
        static_cast<double>(operand->bytes().value);
  return sum;
}

}  // namespace

Lowered Lowering::vector(const Group& group) const {
  Traffic in = traffic(group.loads, placement_);
  const Traffic out = traffic(group.stores, placement_);
  VectorWork work;
  double independent = 1;
  for (const Operator& op : group.launch) {
    const VectorWork more = vector_work(op);
    work.ops += more.ops;
    work.special += more.special;
    independent = std::max(independent, pieces(op));
  }
  const double half = static_cast<double>(d_.scratchpad.value) / 2;
  if (const auto* r = std::get_if<Reduction>(&group.launch.front().shape)) {
    const double row = (in.total() + out.total()) / static_cast<double>(r->rows);
    if (row > half && !d_.memory.is_ideal) {
      in.dram *= static_cast<double>(r->passes);
      in.shared *= static_cast<double>(r->passes);
      independent *= std::ceil(row / half);
    }
  }
  // Steps of an eighth of the scratchpad, at most 64 KiB, overlap well and stay few.
  const double step_bytes = std::min(65536.0, half / 4);
  const double moved = in.total() + out.total();
  const auto cores = static_cast<double>(d_.cores);
  const double wanted = std::max({1.0, std::ceil(moved / step_bytes), cores});
  const auto steps = static_cast<std::int64_t>(std::min(wanted, independent));
  const double share = 1.0 / static_cast<double>(steps);
  Step s;
  s.load_dram = to_bytes(in.dram * share);
  s.load_shared = to_bytes(in.shared * share);
  s.store_dram = to_bytes(out.dram * share);
  s.store_shared = to_bytes(out.shared * share);
  s.hold = s.release =
      Bytes(std::min(d_.scratchpad.value, to_bytes((in.total() + out.total()) * share).value));
  s.streams = static_cast<int>(std::max<std::size_t>(1, group.loads.size()));
  s.add({Unit::Vector,
         with_scratchpad(d_, vector_cycles(d_, work.ops * share, work.special * share),
                         moved * share, moved * share),
         Cycles(0), Cycles(0)});
  s.vector_ops = static_cast<std::int64_t>((work.ops + work.special) * share);
  s.scratchpad_bytes = static_cast<std::int64_t>(moved * share);
  Lowered lowered;
  lowered.programs.resize(static_cast<std::size_t>(d_.cores));
  for (std::int64_t core = 0; core < d_.cores; ++core) {
    const std::int64_t mine = share_of(steps, d_.cores, core, 0);
    if (mine > 0) lowered.programs[static_cast<std::size_t>(core)].push_back({{s}, mine});
  }
  lowered.unit = Unit::Vector;
  lowered.mapping = "outputs over cores";
  return lowered;
}

}  // namespace fluxgate::npu
