/// Attention in one kernel: scores, softmax, weighted sum, tile by tile of keys.
///
/// Two families. flash: mma.sync, 128 queries a CTA of four warps, two CTAs an SM, 128 keys a step
/// (64 for heads of 128); MMA and softmax use the same warps, so an SM's time of a step is their
/// sum. wgmma: 128 queries and 128 keys a step, two warpgroups in turn, one CTA an SM; MMA of one
/// hides softmax of the other but for overlap_rest of the shorter.
///   tensor   = 4 * queries * keys * head / (tensor_share * rate)
///   softmax  = queries * keys * softmax_cycles; masked steps mask_cycles more a score
///   step     = flash: tensor + softmax (alone on an SM: times chain_share)
///              wgmma: max + overlap_rest * min
///   CTA      = item_cycles + load latency + steps * step; start_cycles once a kernel (wgmma
///   kernels
///              are persistent: barriers and descriptors are set up once)
/// A causal mask: a CTA walks only the steps up to its diagonal; the grid starts with the first
/// queries (flash: of each head in turn; wgmma: of all heads).
/// Decode (queries of a group share a tile): keys split until all SMs have two CTAs, a second
/// kernel joins them; the DRAM rate is decode_dram_share.
/// Leaves out: register spills, dropout, head sizes that are no multiple of 32.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kQueries = 128;
constexpr double kSmallest = 16;  // rows of an MMA tile

struct Shape {
  double heads = 0, kv_heads = 0, lq = 0, lk = 0, d = 0;  // heads: all of the batch
  double density = 1;
  double score_special = 1;
  bool is_decode = false, is_flash = false;
  DType dtype = DType::Bf16;
};

Shape shape_of(const Context& c, Launch launch) {
  const Operator& first = launch.front();
  const auto& s = std::get<Contraction>(first.shape);
  const auto& o = std::get<Contraction>(launch.back().shape);
  Shape a;
  const auto loop = [&first](const char* name) {
    for (const Loop& l : first.loops)
      if (l.dim == name) return static_cast<double>(l.extent);
    return 0.0;
  };
  a.kv_heads = static_cast<double>(s.batch);
  a.lk = static_cast<double>(s.n);
  a.d = static_cast<double>(std::max(s.k, o.n));
  a.lq = loop("i") > 0 ? loop("i") : static_cast<double>(s.m);
  a.heads = a.kv_heads * static_cast<double>(s.m) / a.lq;
  a.density = s.density;
  a.dtype = first.inputs.at(0).dtype;
  a.is_decode = a.lq <= 1;
  a.is_flash = !c.d.sm.has_async_mma || first.implementation == "flash2";
  return a;
}

struct Step {
  double queries = kQueries, keys = 128, cycles = 0, tensor = 0, chain = 0, masked = 0;
};

Step step_of(const Context& c, const Shape& a, const AttentionNumbers& n) {
  Step s;
  if (a.is_flash && a.d > 64) s.keys = 64;
  if (a.is_decode) s.queries = kSmallest;
  const double rate = c.d.sm.tensor_flops * n.tensor_share;
  s.tensor = 4 * s.queries * s.keys * a.d / rate;
  const double softmax = s.queries * s.keys * n.softmax_cycles;
  s.masked = s.queries * s.keys * n.mask_cycles;
  s.cycles = a.is_flash
                 ? s.tensor + softmax
                 : std::max(s.tensor, softmax) + n.overlap_rest * std::min(s.tensor, softmax);
  s.chain = s.cycles * n.chain_share;
  return s;
}

Phase steps(const Step& s, double count, double bytes, double extra) {
  Phase p{count, s.chain + extra, {}};
  // The warps' time on the SM: the sum for flash, the pair's rhythm for wgmma.
  p.demand.tensor_cycles = s.cycles + extra;
  p.demand.port_bytes = bytes;
  p.demand.l2_bytes = bytes;
  return p;
}

/// Keys and values come from shared memory for every 32 queries of a warp (mma.sync), every 64 of a
/// warpgroup (wgmma).
void add_mma(Kernel& k, const Shape& a, double queries) {
  const double rows = std::min(queries, a.is_flash ? 32.0 : 64.0);
  k.mma_type = a.dtype;
  k.mma_operands = a.is_flash ? MmaOperands::Registers : MmaOperands::Shared;
  k.shared_bytes = k.flops * static_cast<double>(bits(a.dtype)) / 8 / (2 * rows);
}

void add_operands(Kernel& k, const Ends& ends) {
  for (const Operand& o : ends.loads) k.reads.push_back(access_of(o));
  for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
}

Phase start_of(const Context& c, const Ends& ends, const AttentionNumbers& n, double q_bytes) {
  double latency = c.d.l2.latency();
  for (const Operand& o : ends.loads) latency = std::max(latency, c.load_latency(o));
  Phase p{1, n.item_cycles + latency, {}};
  p.demand.l2_bytes = p.demand.port_bytes = q_bytes;
  p.demand.store_bytes = q_bytes;
  return p;
}

Kernel prefill(const Context& c, const Shape& a, const Ends& ends, const AttentionNumbers& n,
               double value_bytes) {
  const Step s = step_of(c, a, n);
  Kernel k;
  k.resources = a.is_flash ? Resources{128, 255, static_cast<std::int64_t>(50 * 1024)}
                           : Resources{384, 168, static_cast<std::int64_t>(132 * 1024)};
  const double blocks = std::ceil(a.lq / s.queries);
  const double all_steps = std::ceil(a.lk / s.keys);
  const double step_bytes = 2 * s.keys * a.d * value_bytes;
  const Phase start = start_of(c, ends, n, std::min(s.queries, a.lq) * a.d * value_bytes);
  const auto per_block = static_cast<std::int64_t>(a.heads);
  const bool is_causal = a.density < 1;
  for (double b = 0; b < blocks; b += 1) {
    const double last_key = a.lk - a.lq + std::min((b + 1) * s.queries, a.lq);
    const double count = is_causal ? std::ceil(last_key / s.keys) : all_steps;
    const double masked = is_causal ? std::min(count, std::ceil(s.queries / s.keys)) : 0;
    if (!is_causal && !k.classes.empty()) {
      k.classes[0].count += per_block;
      continue;
    }
    CtaClass work;
    work.count = per_block;
    work.phases.push_back(start);
    if (count > masked) work.phases.push_back(steps(s, count - masked, step_bytes, 0));
    if (masked > 0) work.phases.push_back(steps(s, masked, step_bytes, s.masked));
    k.classes.push_back(std::move(work));
    k.flops += static_cast<double>(per_block) * count * 4 * s.queries * s.keys * a.d;
  }
  if (!is_causal) k.flops *= blocks;
  k.extra_instructions = k.flops / (4 * a.d) * n.score_instructions;
  add_mma(k, a, s.queries);
  k.is_interleaved = is_causal && a.is_flash;
  k.setup_cycles = n.start_cycles;
  k.contention_exponent =
      a.is_flash ? c.d.kernels.memory_exponent : c.d.kernels.gemm.contention_exponent;
  add_operands(k, ends);
  k.name = a.is_flash ? "flash attention, mma.sync" : "flash attention, wgmma";
  k.mapping =
      fmt::format("{}, {}x{} tiles, {} CTAs, {:.2f} waves", k.name, s.queries, s.keys, cta_count(k),
                  static_cast<double>(cta_count(k)) /
                      static_cast<double>(slots_per_sm(c.d.sm, k.resources) * c.d.sm.count));
  return k;
}

Kernel combine(const Shape& a, const AttentionNumbers& n, double splits, double value_bytes,
               const Ends& ends) {
  Kernel k;
  const double values = a.heads * a.lq * a.d;
  const auto ctas = static_cast<std::int64_t>(std::ceil(a.heads * a.lq / 4));
  Phase p{1, n.combine_cycles, {}};
  p.demand.l2_bytes = p.demand.port_bytes = values * 4 * splits / static_cast<double>(ctas);
  p.demand.store_bytes = values * value_bytes / static_cast<double>(ctas);
  k.resources = {128, 54, 1104};
  k.classes.push_back({ctas, {p}});
  k.reads.push_back({"(partial outputs)", values * 4 * splits, 1});
  for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
  k.name = k.mapping = "join of split keys";
  return k;
}

/// Keys are split when the grid is small: the fewest parts that fill 85 % of what the best number
/// fills (the rule of FlashAttention-2; two CTAs an SM).
double splits_for(const Context& c, double ctas, double blocks) {
  const double slots = 2 * static_cast<double>(c.d.sm.count);
  if (ctas >= 0.8 * slots) return 1;
  const auto fill = [&](double n) { return ctas * n / slots / std::ceil(ctas * n / slots); };
  const auto is_new = [&](double n) {
    return n == 1 || std::ceil(blocks / n) != std::ceil(blocks / (n - 1));
  };
  double best = 0;
  for (double n = 1; n <= std::min(blocks, 128.0); ++n)
    if (is_new(n)) best = std::max(best, fill(n));
  for (double n = 1; n <= blocks; ++n)
    if (is_new(n) && fill(n) >= 0.85 * best) return n;
  return 1;
}

constexpr double kSplitKeys = 128;  // keys of a block that is never cut
constexpr double kSplitQueries = 64;

Candidate split(const Context& c, const Shape& a, const Ends& ends, const AttentionNumbers& n,
                double value_bytes) {
  Step s = step_of(c, a, n);
  const double rows = a.is_decode ? a.heads / a.kv_heads * a.lq : a.lq;
  const double tile = a.is_flash ? kSplitQueries : s.queries;
  const double groups = (a.is_decode ? a.kv_heads : a.heads) * std::ceil(rows / tile);
  const double blocks = std::ceil(a.lk / (a.d <= 64 && a.is_flash ? 2 * kSplitKeys : kSplitKeys));
  const double splits = a.is_flash || blocks > 8 ? splits_for(c, groups, blocks) : 1;
  if (!a.is_decode) {
    s.queries = kSplitQueries;
    s.cycles /= 2;
    s.chain /= 2;
  }
  const double all_steps = std::ceil(a.lk / s.keys);
  const double count = std::ceil(all_steps / splits);
  Candidate out;
  Kernel k;
  k.resources = {128, 183, static_cast<std::int64_t>(82 * 1024)};
  CtaClass work;
  work.count = static_cast<std::int64_t>(groups * std::ceil(all_steps / count));
  work.phases.push_back(start_of(c, ends, n, s.queries * a.d * value_bytes));
  work.phases.push_back(steps(s, count, 2 * s.keys * a.d * value_bytes, 0));
  k.classes.push_back(std::move(work));
  k.flops = groups * all_steps * 4 * s.queries * s.keys * a.d;
  k.extra_instructions = k.flops / (4 * a.d) * n.score_instructions;
  add_mma(k, a, s.queries);
  k.dram_share = n.decode_dram_share;
  k.setup_cycles = n.start_cycles;
  k.name = fmt::format("attention, keys in {} parts", splits);
  k.mapping = fmt::format("{}, {} CTAs", k.name, cta_count(k));
  for (const Operand& o : ends.loads) k.reads.push_back(access_of(o));
  if (splits == 1)
    for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
  k.cold_fetch_lines = n.cold_lines;
  out.kernels.push_back(std::move(k));
  if (splits > 1) out.kernels.push_back(combine(a, n, splits, value_bytes, ends));
  return out;
}

bool wants_split(const Context& c, const Shape& a) {
  if (a.is_decode) return true;
  if (!a.is_flash) return false;
  const double blocks = std::ceil(a.lk / (a.d <= 64 ? 2 * kSplitKeys : kSplitKeys));
  return splits_for(c, a.heads * std::ceil(a.lq / kSplitQueries), blocks) > 1;
}

}  // namespace

Candidates lower_attention(const Context& c, Launch launch) {
  const Shape a = shape_of(c, launch);
  const AttentionNumbers& n = a.is_flash ? c.d.kernels.flash : c.d.kernels.wgmma;
  const Ends ends = ends_of(launch);
  const double value_bytes = static_cast<double>(bits(launch.front().inputs.at(0).dtype)) / 8;
  if (wants_split(c, a)) return {split(c, a, ends, n, value_bytes)};
  Candidate out;
  Kernel k = prefill(c, a, ends, n, value_bytes);
  k.cold_fetch_lines = n.cold_lines;
  k.macs = launch.front().macs + launch.back().macs;
  out.kernels.push_back(std::move(k));
  return {out};
}

}  // namespace fluxgate::tensor_core
