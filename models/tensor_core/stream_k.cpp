/// Stream-K: a grid of one CTA an SM; whole tiles first, then the K-steps of the last one to two
/// waves are dealt out evenly, so that no SM idles in the tail.
///
///   whole tiles of a CTA   max(0, floor(tiles / SMs) - 1)
///   stream                 (tiles - whole * SMs) * steps / SMs steps, then the CTA's share of
///                          epilogues, and the reduction: one partial tile (fp32) written to the
///                          L2, one read back, 2 L2 latencies
/// Off by default (kernels.stream_k): the library whose times the accuracy page holds ships split-K
/// on this chip, not stream-K.
/// Leaves out: waiting for a neighbour that has not reached the shared tile.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/gemm.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kPartialBytes = 4;

}  // namespace

bool can_stream(const Description& d, const Product& p, const Tile& t) {
  const GemmTiming g = gemm_timing(d, p, t);
  return p.path == MmaPath::Async && p.may_split && t.split == 1 && p.density == 1 &&
         g.tiles % d.sm.count != 0 && g.tiles * g.steps >= d.sm.count * 2;
}

Kernel stream_k_kernel(const Description& d, const Product& p, const Tile& t) {
  Kernel k = gemm_kernel(d, p, t);
  const GemmTiming g = gemm_timing(d, p, t);
  const Phase fill = k.classes.front().phases.at(0);
  const Phase loop = k.classes.front().phases.at(1);
  Phase epilogue = k.classes.front().phases.at(2);
  epilogue.demand.port_bytes = epilogue.demand.l2_bytes = 0;
  const std::int64_t whole = std::max<std::int64_t>(0, g.tiles / d.sm.count - 1);
  const double rest = static_cast<double>(g.tiles - whole * d.sm.count);
  const double share = rest / static_cast<double>(d.sm.count);
  CtaClass c;
  c.count = d.sm.count;
  c.phases.push_back(fill);
  for (std::int64_t i = 0; i < whole; ++i) {
    c.phases.push_back(loop);
    c.phases.push_back(epilogue);
  }
  Phase stream = loop;
  stream.iterations = std::max(1.0, share * static_cast<double>(g.steps));
  c.phases.push_back(stream);
  const double partial = static_cast<double>(t.m * t.n) * kPartialBytes;
  Phase join = epilogue;
  join.chain_cycles = epilogue.chain_cycles * std::max(1.0, share) + 2 * d.l2.latency();
  join.demand.store_bytes = epilogue.demand.store_bytes * share + partial;
  join.demand.l2_bytes = join.demand.port_bytes = partial;
  c.phases.push_back(join);
  k.classes = {c};
  k.name += " stream-K";
  k.mapping = fmt::format("{}, {} tiles on {} SMs, {:.2f} waves, {} of them whole", k.name, g.tiles,
                          d.sm.count,
                          static_cast<double>(g.tiles) / static_cast<double>(d.sm.count), whole);
  return k;
}

}  // namespace fluxgate::tensor_core
