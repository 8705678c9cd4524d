/// Recurrences. Sequential: a thread a channel walks the steps, its state in registers. Chunked: a
/// CTA a (sequence, block of values) walks chunks of matrix products.
///
/// Timing of a step: step_cycles + state_cycles * state values + load latency (one load after the
/// other; the next step's loads wait for the address).
/// Timing of a chunk: chunk_cycles + row_cycles * rows + MMA on mma.sync + spill_cycles a value
/// that finds no register (state, scores, outputs, keys and queries of the chunk: 255 a thread).
/// Leaves out: prefetching kernels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

std::int64_t tuned(const Operator& op, const char* name, std::int64_t fallback) {
  const auto at = op.tuning.find(name);
  return at == op.tuning.end() ? fallback : at->second;
}

struct MeanFlow {  // latency: mean of hits and misses, a chain meets both
  double loads = 0, stores = 0, latency = 0;
};

MeanFlow take_mean_flow(const Context& c, const Ends& ends, Kernel& k) {
  MeanFlow b;
  double missing = 0;
  for (const Operand& o : ends.loads) {
    k.reads.push_back(access_of(o));
    b.loads += bytes_of(o);
    missing += c.missing_share(o) * bytes_of(o);
  }
  for (const Operand& o : ends.stores) {
    k.writes.push_back(access_of(o));
    b.stores += bytes_of(o);
  }
  b.latency = c.d.l2.latency() +
              (c.d.dram_latency_cycles - c.d.l2.latency()) * missing / std::max(1.0, b.loads);
  return b;
}

void finish(const Context& c, Kernel& k, Candidates& list) {
  k.mapping = fmt::format("{}, {} CTAs, {} slots", k.name, cta_count(k),
                          slots_per_sm(c.d.sm, k.resources) * c.d.sm.count);
  Candidate candidate;
  candidate.kernels.push_back(std::move(k));
  list.push_back(std::move(candidate));
}

void add_sequential(const Context& c, Launch launch, Candidates& list) {
  const Operator& op = launch.front();
  const auto& s = std::get<Scan>(op.shape);
  Kernel k;
  const MeanFlow b = take_mean_flow(c, ends_of(launch), k);
  const std::int64_t threads = tuned(op, "warps", 2) * 32;
  const auto values = static_cast<double>(s.dk);
  const std::int64_t channels = s.sequences * s.dv;
  const std::int64_t ctas = ceil_div(channels, std::min(threads, tuned(op, "block_d", threads)));
  const ScanNumbers& n = c.d.kernels.scan;
  Phase p;
  p.iterations = static_cast<double>(s.steps);
  p.chain_cycles = n.step_cycles + n.state_cycles * values + b.latency;
  const double all = static_cast<double>(ctas) * p.iterations;
  p.demand.l2_bytes = p.demand.port_bytes = b.loads / all;
  p.demand.store_bytes = b.stores / all;
  p.demand.special_ops = values * s.special * static_cast<double>(threads);
  p.demand.issue_slots =
      (20 + values * (s.ops + 2 * s.special)) * static_cast<double>(threads) / 32;
  k.resources = {threads, std::min<std::int64_t>(255, 40 + 2 * s.dk), 0};
  k.classes.push_back({ctas, {p}});
  k.name = "sequential scan";
  finish(c, k, list);
}

void add_chunked(const Context& c, Launch launch, Candidates& list) {
  const Operator& op = launch.front();
  const auto& s = std::get<Scan>(op.shape);
  if (s.chunk == 0 || s.dv < 8) return;
  const std::int64_t chunk = std::min(tuned(op, "chunk", s.chunk), s.steps);
  const std::int64_t block = std::min(tuned(op, "block_v", 64), s.dv);
  Kernel k;
  const MeanFlow b = take_mean_flow(c, ends_of(launch), k);
  const std::int64_t ctas = s.sequences * ceil_div(s.dv, block);
  const ScanNumbers& n = c.d.kernels.scan;
  const auto q = static_cast<double>(chunk);
  const auto dk = static_cast<double>(s.dk);
  const auto dv = static_cast<double>(block);
  const double flops = 2 * (q * q * dk + q * q * dv + 2 * q * dk * dv);
  Phase p;
  p.iterations = static_cast<double>(ceil_div(s.steps, chunk));
  p.demand.tensor_cycles = flops / (c.d.sm.tensor_flops * c.d.sm.sync_share * n.tensor_share);
  constexpr double kThreads = 128;
  constexpr double kRegisters = 255;
  const double registers = 24 + (dk * dv + q * q + q * dv + 2 * q * dk) / kThreads;
  const double spilled = std::max(0.0, registers - kRegisters) * kThreads;
  p.chain_cycles = n.chunk_cycles + n.row_cycles * q + n.spill_cycles * spilled +
                   4 * p.demand.tensor_cycles + b.latency;
  const double all = static_cast<double>(ctas) * p.iterations;
  p.demand.l2_bytes = p.demand.port_bytes = b.loads / all;
  p.demand.store_bytes = b.stores / all;
  const auto shared = static_cast<std::int64_t>(q * (2 * dk + dv) * 2 + dk * dv * 4);
  k.resources = {128, 255, shared};
  k.classes.push_back({ctas, {p}});
  k.flops = flops * all;
  k.mma_operands = MmaOperands::Registers;
  k.name = "chunked scan";
  finish(c, k, list);
}

/// One value of state a row: 16 rows a CTA of 512 threads, 64 values of a row at a time.
void add_running_sum(const Context& c, Launch launch, Candidates& list) {
  constexpr std::int64_t kRows = 16;
  constexpr double kValues = 64;
  const auto& s = std::get<Scan>(launch.front().shape);
  Kernel k;
  const MeanFlow b = take_mean_flow(c, ends_of(launch), k);
  const std::int64_t ctas = ceil_div(s.sequences, kRows);
  const RowNumbers& n = c.d.kernels.row_scan;
  Phase p;
  p.iterations = std::ceil(static_cast<double>(s.steps) / kValues);
  p.chain_cycles = n.chain_element + b.latency;
  p.demand.issue_slots = static_cast<double>(kRows) * n.slots_element;
  const double all = static_cast<double>(ctas) * p.iterations;
  p.demand.l2_bytes = p.demand.port_bytes = b.loads / all;
  p.demand.store_bytes = b.stores / all;
  k.resources = {512, 32, 8192};
  k.classes.push_back({ctas, {p}});
  k.name = "running sum";
  finish(c, k, list);
}

}  // namespace

Candidates lower_scan(const Context& c, Launch launch) {
  Candidates list;
  if (const auto& s = std::get<Scan>(launch.front().shape);
      s.dk == 1 && s.dv == 1 && s.special == 0) {
    add_running_sum(c, launch, list);
    return list;
  }
  const std::string& implementation = launch.front().implementation;
  if (implementation == "five_kernels") return {chunk_parallel(c, launch)};
  if (implementation == "chunk_scan") {
    Candidate all = chunk_parallel(c, launch);
    all.kernels.erase(all.kernels.begin(), all.kernels.end() - 1);
    return {all};
  }
  if (implementation == "one_kernel") return {chunk_fused(c, launch)};
  if (implementation != "chunked") add_sequential(c, launch, list);
  if (implementation != "sequential") add_chunked(c, launch, list);
  const auto& s = std::get<Scan>(launch.front().shape);
  if (implementation.empty() && s.dv == 1) list.push_back(block_scan(c, launch));
  if (implementation.empty() && s.chunk > 0 && s.dv >= 8) {
    list.push_back(chunk_parallel(c, launch));
    if (c.d.kernels.has_fused_scan) list.push_back(chunk_fused(c, launch));
  }
  if (list.empty()) add_sequential(c, launch, list);
  return list;
}

}  // namespace fluxgate::tensor_core
