/// Attention in one kernel: scores, softmax, weighted sum, tile by tile of keys (attention.h).
///
///   flash2   mma.sync, 128 queries a CTA of four warps, two CTAs an SM, 128 keys a step (64 for
///            heads of 128); a grid, heads of a causal one start with their first queries
///   wgmma    128 queries and 128 keys a step, two warpgroups in turn, one persistent CTA an SM;
///            CTA i owns tiles i, i + SMs, ... of (block of queries, head): no balance when causal
///   flash3   as wgmma, 176 keys a step (128 when causal), heads of 64: 192 queries; causal: the
///            next free CTA takes the longest tile left
///   CTA      start_cycles once; for each tile item_cycles + load latency + its steps
/// A causal mask: a tile walks only the steps up to its diagonal; the last mask_blocks of them are
/// masked.
/// Leaves out: register spills, dropout, head sizes that are no multiple of 32.
#include "models/tensor_core/attention.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace fluxgate::tensor_core {
namespace {

const char* name_of(AttentionFamily family) {
  switch (family) {
    case AttentionFamily::Flash2:
      return "flash attention, mma.sync";
    case AttentionFamily::Wgmma:
      return "flash attention, wgmma";
    case AttentionFamily::Flash3:
      return "flash attention 3, wgmma";
  }
  return "";
}

AttentionFamily family_of(const Context& c, const std::string& implementation) {
  if (!c.d.sm.has_async_mma || implementation == "flash2") return AttentionFamily::Flash2;
  return implementation == "flash3" ? AttentionFamily::Flash3 : AttentionFamily::Wgmma;
}

}  // namespace

AttentionShape attention_shape(const Context& c, Launch launch) {
  const Operator& first = launch.front();
  const auto& s = std::get<Contraction>(first.shape);
  const auto& o = std::get<Contraction>(launch.back().shape);
  const auto loop = [&first](const char* name) {
    for (const Loop& l : first.loops)
      if (l.dim == name) return static_cast<double>(l.extent);
    return 0.0;
  };
  AttentionShape a;
  a.kv_heads = static_cast<double>(s.batch);
  a.lk = static_cast<double>(s.n);
  a.d = static_cast<double>(std::max(s.k, o.n));
  a.lq = loop("i") > 0 ? loop("i") : static_cast<double>(s.m);
  a.heads = a.kv_heads * static_cast<double>(s.m) / a.lq;
  a.density = s.density;
  a.dtype = first.inputs.at(0).dtype;
  a.value_bytes = static_cast<double>(bits(a.dtype)) / 8;
  a.is_decode = a.lq <= 1;
  a.family = family_of(c, first.implementation);
  return a;
}

const AttentionNumbers& numbers_of(const Context& c, const AttentionShape& a) {
  const KernelNumbers& k = c.d.kernels;
  return a.family == AttentionFamily::Flash2   ? k.flash
         : a.family == AttentionFamily::Flash3 ? k.flash3
                                               : k.wgmma;
}

namespace {

/// FLOPs a cycle of an SM: of the tensor pipes, by mma.sync or wgmma; of the FMA lanes for a type
/// that those do not have (fp32).
double pipe_flops(const Context& c, const AttentionShape& a) {
  const double rate = c.d.rate(a.dtype);
  if (rate == 0) return 2 * static_cast<double>(c.d.sm.fma_lanes);
  return c.d.sm.tensor_flops * rate * (a.is_flash2() ? c.d.sm.sync_share : 1);
}

std::int64_t flash2_shared(const AttentionShape& a, double keys) {
  constexpr double kQueries = 128;
  return static_cast<std::int64_t>((kQueries + 2 * keys) * a.d * a.value_bytes);
}

}  // namespace

AttentionStep attention_step(const Context& c, const AttentionShape& a) {
  const AttentionNumbers& n = numbers_of(c, a);
  AttentionStep s;
  // Queries, keys and values in shared memory; where two CTAs do not fit, fewer keys.
  if (a.is_flash2() && a.d > 64)
    s.keys = ctas_by_shared(c.d.sm, flash2_shared(a, 64)) >= 2 ? 64 : 32;
  if (a.family == AttentionFamily::Flash3 && a.d > 64 && !a.is_causal()) s.keys = 176;
  if (a.family == AttentionFamily::Flash3 && a.d <= 64) s.queries = 192;
  if (a.is_decode) s.queries = a.is_flash2() ? kSplitQueries : kSmallestQueries;
  s.tensor = 4 * s.queries * s.keys * a.d / (pipe_flops(c, a) * n.tensor_share);
  s.softmax = s.queries * (s.keys * n.softmax_cycles + a.d * n.rescale_cycles);
  s.masked = s.queries * s.keys * n.mask_cycles;
  s.chain_share = a.is_flash2() ? n.chain_share : 1;
  return s;
}

Phase serial_steps(const AttentionStep& s, double count, double bytes, double masked) {
  const double cycles = s.tensor + s.softmax + masked;
  Phase p{count, (s.tensor + s.softmax) * s.chain_share + masked, {}};
  p.demand.tensor_cycles = cycles;
  p.demand.port_bytes = p.demand.l2_bytes = bytes;
  return p;
}

Phase attention_start(const Context& c, const AttentionShape& a, const Ends& ends, double queries) {
  double latency = c.d.l2.latency();
  for (const Operand& o : ends.loads) latency = std::max(latency, c.load_latency(o));
  Phase p{1, numbers_of(c, a).item_cycles + latency, {}};
  p.demand.l2_bytes = p.demand.port_bytes = p.demand.store_bytes = queries * a.d * a.value_bytes;
  return p;
}

void add_attention_mma(const Context& c, Kernel& k, const AttentionShape& a, double queries) {
  const double rows = std::min(queries, a.is_flash2() ? 32.0 : 64.0);
  k.mma_type = a.dtype;
  k.mma_operands = a.is_flash2() ? MmaOperands::Registers : MmaOperands::Shared;
  k.shared_bytes = k.flops * a.value_bytes / (2 * rows);
  if (c.d.rate(a.dtype) > 0) return;
  k.fma_ops = k.flops / 2;
  k.flops = 0;
}

namespace {

/// Tiles of queries of one launch and the phases of each.
class Prefill {
 public:
  Prefill(const Context& c, const AttentionShape& a, const Ends& ends)
      : c_(c), a_(a), n_(numbers_of(c, a)), s_(attention_step(c, a)) {
    start_ = attention_start(c, a, ends, std::min(s_.queries, a.lq));
    // A grid's CTAs wait for their first keys; persistent ones have copied them meanwhile.
    if (a.is_flash2()) start_.demand.port_bytes += step_bytes();
    start_.demand.l2_bytes = start_.demand.port_bytes;
  }
  [[nodiscard]] std::int64_t blocks() const {
    return static_cast<std::int64_t>(std::ceil(a_.lq / s_.queries));
  }
  [[nodiscard]] const AttentionStep& step() const { return s_; }
  /// Steps of keys that a block of queries walks.
  [[nodiscard]] double steps_of(std::int64_t block) const {
    if (!a_.is_causal()) return std::ceil(a_.lk / s_.keys);
    const double last_query = std::min(static_cast<double>(block + 1) * s_.queries, a_.lq);
    return std::ceil((a_.lk - a_.lq + last_query) / s_.keys);
  }
  void add(CtaClass& work, std::int64_t block) const {
    const double count = steps_of(block);
    const double masked =
        a_.is_causal() ? std::min(count, std::ceil(s_.queries / s_.keys * n_.mask_blocks)) : 0;
    work.phases.push_back(start_);
    const double bytes = step_bytes() * (a_.is_flash2() ? 1 - 1 / count : 1);
    if (count > masked) work.phases.push_back(steps(count - masked, bytes, 0));
    if (masked > 0) work.phases.push_back(steps(masked, bytes, s_.masked));
  }

 private:
  [[nodiscard]] double step_bytes() const { return 2 * s_.keys * a_.d * a_.value_bytes; }
  [[nodiscard]] Phase steps(double count, double bytes, double masked) const {
    if (a_.is_flash2()) return serial_steps(s_, count, bytes, masked);
    Phase p{count, 0, {}};
    p.demand.tensor_cycles = s_.tensor;
    p.demand.issue_slots = (s_.softmax + masked) * static_cast<double>(c_.d.sm.schedulers);
    p.demand.port_bytes = bytes;
    p.demand.l2_bytes = bytes * c_.d.l2.coalesced_share;
    return p;
  }

  const Context& c_;
  const AttentionShape& a_;
  const AttentionNumbers& n_;
  AttentionStep s_;
  Phase start_;
};

/// A CTA a tile, in order of the blocks.
void add_grid(Kernel& k, const AttentionShape& a, const Prefill& prefill) {
  const bool is_longest_first = a.family == AttentionFamily::Flash3;
  for (std::int64_t i = 0; i < prefill.blocks(); ++i) {
    const std::int64_t block = is_longest_first ? prefill.blocks() - 1 - i : i;
    if (!a.is_causal() && !k.classes.empty()) {
      k.classes[0].count += static_cast<std::int64_t>(a.heads);
      continue;
    }
    CtaClass work;
    work.count = static_cast<std::int64_t>(a.heads);
    prefill.add(work, block);
    k.classes.push_back(std::move(work));
  }
  k.is_interleaved = a.is_causal() && a.is_flash2();
}

/// Persistent CTAs with a fixed share of the tiles; CTAs with the same lengths are one class.
void add_persistent(Kernel& k, const Context& c, const AttentionShape& a, const Prefill& prefill) {
  const auto heads = static_cast<std::int64_t>(a.heads);
  const std::int64_t tiles = heads * prefill.blocks();
  std::map<std::vector<std::int64_t>, std::int64_t> counts;  // blocks of a CTA
  for (std::int64_t first = 0; first < std::min(tiles, c.d.sm.count); ++first) {
    std::vector<std::int64_t> mine;
    for (std::int64_t tile = first; tile < tiles; tile += c.d.sm.count)
      mine.push_back(a.is_causal() ? tile / heads : 0);
    ++counts[mine];
  }
  for (const auto& [mine, count] : counts) {
    CtaClass work;
    work.count = count;
    for (const std::int64_t block : mine) prefill.add(work, block);
    k.classes.push_back(std::move(work));
  }
}

Kernel prefill_kernel(const Context& c, const AttentionShape& a, const Ends& ends) {
  const Prefill prefill(c, a, ends);
  const AttentionStep& s = prefill.step();
  const AttentionNumbers& n = numbers_of(c, a);
  Kernel k;
  k.resources = a.is_flash2() ? Resources{128, 255, flash2_shared(a, s.keys)}
                              : Resources{384, 168, static_cast<std::int64_t>(132 * 1024)};
  const bool is_grid = a.is_flash2() || (a.family == AttentionFamily::Flash3 && a.is_causal());
  if (is_grid)
    add_grid(k, a, prefill);
  else
    add_persistent(k, c, a, prefill);
  for (std::int64_t b = 0; b < prefill.blocks(); ++b)
    k.flops += a.heads * prefill.steps_of(b) * 4 * s.queries * s.keys * a.d;
  if (a.is_flash2()) k.extra_instructions = k.flops / (4 * a.d) * n.score_instructions;
  add_attention_mma(c, k, a, s.queries);
  k.setup_cycles = n.start_cycles;
  k.contention_exponent = a.is_flash2() ? c.d.kernels.memory_exponent : n.overlap_exponent;
  if (!a.is_flash2()) k.shared_exponent = c.d.kernels.gemm.contention_exponent;
  for (const Operand& o : ends.loads) k.reads.push_back(access_of(o));
  for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
  k.name = name_of(a.family);
  const double tiles = a.heads * static_cast<double>(prefill.blocks());
  k.mapping =
      fmt::format("{}, {}x{} tiles, {} tiles, {:.2f} waves", k.name, s.queries, s.keys, tiles,
                  tiles / static_cast<double>(slots_per_sm(c.d.sm, k.resources) * c.d.sm.count));
  return k;
}

}  // namespace

Candidates lower_attention(const Context& c, Launch launch) {
  const AttentionShape a = attention_shape(c, launch);
  const Ends ends = ends_of(launch);
  if (wants_split(c, a)) return {split_attention(c, a, ends)};
  Candidate out;
  Kernel k = prefill_kernel(c, a, ends);
  k.cold_fetch_lines = numbers_of(c, a).cold_lines;
  k.macs = launch.front().macs + launch.back().macs;
  out.kernels.push_back(std::move(k));
  return {out};
}

}  // namespace fluxgate::tensor_core
