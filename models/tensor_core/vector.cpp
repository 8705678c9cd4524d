/// Kernels that move data: elementwise, gathers. A thread handles eight values, a CTA
/// of 128 threads 1024.
///
/// Timing of a CTA: chain = load latency + chain_cycles; instructions an element =
/// base_slots + ops_slots * ops + special_slots * special on the four schedulers; bytes on L2 and
/// DRAM. A gather's chain has the index load in front (gather_cycles). A piece shorter than a
/// 32-byte sector moves the whole sector, at strided_share of the L2 rate.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kValuesPerCta = 1024;
constexpr double kWarp = 32;
constexpr double kSector = 32;

struct Stream {
  double elements = 0, slots = 0, special = 0, chain = 0;
};

Kernel stream_kernel(const Context& c, const Ends& ends, const Stream& s) {
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.shared_exponent = c.d.kernels.memory_exponent;
  const auto [loads, stores, latency] = take_operands(c, ends, Weights::Loaded, k);
  const auto ctas = static_cast<std::int64_t>(std::ceil(std::max(1.0, s.elements / kValuesPerCta)));
  const double each = s.elements / static_cast<double>(ctas);
  Phase phase{1, latency + s.chain, {}};
  phase.demand.issue_slots = each * s.slots / kWarp;
  phase.demand.special_ops = each * s.special;
  phase.demand.l2_bytes = phase.demand.port_bytes = loads / static_cast<double>(ctas);
  phase.demand.store_bytes = stores / static_cast<double>(ctas);
  k.resources = {128, 32, 0};
  k.classes.push_back({ctas, {phase}});
  k.load_share = c.d.kernels.load_share;
  return k;
}

Candidates one(Kernel kernel, const char* name) {
  kernel.name = name;
  kernel.mapping = fmt::format("{}, {} CTAs", name, cta_count(kernel));
  Candidate candidate;
  candidate.kernels.push_back(std::move(kernel));
  return {candidate};
}

}  // namespace

Candidates lower_elementwise(const Context& c, Launch launch) {
  const VectorNumbers& n = c.d.kernels.elementwise;
  const Ends ends = ends_of(launch);
  Stream s;
  double slots = 0;
  for (const Operator& op : launch) {
    if (const auto* r = std::get_if<Reduction>(&op.shape)) {
      // A thread reduces its window by itself.
      const auto rows = static_cast<double>(r->rows);
      s.elements = std::max(s.elements, rows);
      slots += rows * static_cast<double>(r->cols) * (n.base_slots + n.ops_slots * r->ops);
      continue;
    }
    const auto* e = std::get_if<Elementwise>(&op.shape);
    if (e == nullptr) continue;
    s.elements = std::max(s.elements, static_cast<double>(e->elements));
    const auto count = static_cast<double>(e->elements);
    slots += count * (n.ops_slots * e->ops + n.special_slots * e->special);
    s.special += count * e->special;
  }
  s.slots = n.base_slots + slots / s.elements;
  s.special /= s.elements;
  s.chain = n.chain_cycles + n.chain_slots * s.slots;
  Kernel k = stream_kernel(c, ends, s);
  k.cold_fetch_lines = n.cold_lines;
  return one(std::move(k), "elementwise");
}

Candidates lower_gather(const Context& c, Launch launch) {
  const VectorNumbers& n = c.d.kernels.elementwise;
  const auto& g = std::get<Gather>(launch.front().shape);
  const Ends ends = ends_of(launch);
  Stream s;
  s.elements = static_cast<double>(g.items) * static_cast<double>(g.item_elements);
  s.slots = n.base_slots + n.ops_slots * g.ops;
  s.chain =
      launch.front().implementation == "copy" ? c.d.kernels.copy_cycles : c.d.kernels.gather_cycles;
  Kernel k = stream_kernel(c, ends, s);
  const double piece =
      static_cast<double>(g.item_elements * bits(launch.front().inputs[0].dtype)) / 8;
  if (piece < kSector) {
    Demand& d = k.classes[0].phases[0].demand;
    d.l2_bytes *= kSector / piece;
    d.port_bytes *= kSector / piece;
    k.load_share = k.dram_share = c.d.kernels.strided_share;
  }
  return one(std::move(k), "gather");
}

}  // namespace fluxgate::tensor_core
