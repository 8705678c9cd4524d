/// Attention with the keys cut into parts: decode, where the queries of a group share a tile, and
/// short queries of flash2. Keys are split until all SMs have two CTAs, a second kernel joins the
/// parts; the DRAM rate is decode_dram_share. The kernels use mma.sync in all families: a step's
/// MMAs and softmax add up.
/// Leaves out: paged keys.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/attention.h"

namespace fluxgate::tensor_core {
namespace {

Kernel combine(const AttentionShape& a, const AttentionNumbers& n, double splits,
               const Ends& ends) {
  Kernel k;
  const double values = a.heads * a.lq * a.d;
  const auto ctas = static_cast<std::int64_t>(std::ceil(a.heads * a.lq / 4));
  Phase p{1, n.combine_cycles + splits * n.part_cycles, {}};
  p.demand.l2_bytes = p.demand.port_bytes = values * 4 * splits / static_cast<double>(ctas);
  p.demand.store_bytes = values * a.value_bytes / static_cast<double>(ctas);
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

double blocks_of(const AttentionShape& a) {
  return std::ceil(a.lk / (a.d <= 64 && a.is_flash2() ? 2 * kSplitKeys : kSplitKeys));
}

}  // namespace

bool wants_split(const Context& c, const AttentionShape& a) {
  if (a.is_decode) return true;
  if (!a.is_flash2()) return false;
  return splits_for(c, a.heads * std::ceil(a.lq / kSplitQueries), blocks_of(a)) > 1;
}

Candidate split_attention(const Context& c, const AttentionShape& a, const Ends& ends) {
  const AttentionNumbers& n = numbers_of(c, a);
  AttentionStep s = attention_step(c, a);
  const double rows = a.is_decode ? a.heads / a.kv_heads * a.lq : a.lq;
  const double tile = a.is_flash2() ? kSplitQueries : s.queries;
  const double groups = (a.is_decode ? a.kv_heads : a.heads) * std::ceil(rows / tile);
  const double blocks = blocks_of(a);
  const double splits = a.is_flash2() || blocks > 8 ? splits_for(c, groups, blocks) : 1;
  if (!a.is_decode) {
    s.tensor *= kSplitQueries / s.queries;
    s.softmax *= kSplitQueries / s.queries;
    s.queries = kSplitQueries;
  }
  const double all_steps = std::ceil(a.lk / s.keys);
  const double count = std::ceil(all_steps / splits);
  Candidate out;
  Kernel k;
  k.resources = {128, 183, static_cast<std::int64_t>(82 * 1024)};
  CtaClass work;
  work.count = static_cast<std::int64_t>(groups * std::ceil(all_steps / count));
  work.phases.push_back(attention_start(c, a, ends, s.queries));
  work.phases.push_back(serial_steps(s, count, 2 * s.keys * a.d * a.value_bytes, 0));
  k.classes.push_back(std::move(work));
  k.flops = groups * all_steps * 4 * s.queries * s.keys * a.d;
  k.extra_instructions = k.flops / (4 * a.d) * n.score_instructions;
  add_attention_mma(c, k, a, s.queries);
  k.dram_share = n.decode_dram_share;
  k.setup_cycles = n.start_cycles;
  k.name = fmt::format("attention, keys in {} parts", splits);
  k.mapping = fmt::format("{}, {} CTAs", k.name, cta_count(k));
  for (const Operand& o : ends.loads) k.reads.push_back(access_of(o));
  if (splits == 1)
    for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
  k.cold_fetch_lines = n.cold_lines;
  out.kernels.push_back(std::move(k));
  if (splits > 1) out.kernels.push_back(combine(a, n, splits, ends));
  return out;
}

}  // namespace fluxgate::tensor_core
