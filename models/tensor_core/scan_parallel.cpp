/// Scans that are parallel along the sequence, as libraries ship them for long inputs.
///
///   block scan    (one value column: Mamba) a CTA of 128 threads a channel, 1024 steps a pass,
///   eight a
///                 thread; each state value needs a scan across the CTA:
///                   pass = state values * block_scan_cycles + load latency;
///                   instructions = steps * state values * block_scan_slots / 32
///   chunked in five kernels (matrix states: Mamba-2, gated linear attention) cumulative decay,
///   chunk
///                 states, state passing, scores, chunk outputs. The three products run on mma.sync
///                 at parallel_share of its rate, one CTA for 64 rows x 64 values of a chunk:
///                   states: chunk x dk x dv,  scores: chunk^2 x dk,  outputs: chunk^2/2 x dv +
///                   chunk x dk x dv
///                 state passing streams chunks * dk * dv fp32 values.
/// Heads that share keys and queries (Mamba-2) share their scores: one product for all of them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kTile = 64;

double to_double(std::int64_t v) { return static_cast<double>(v); }

/// A kernel of products: `flops` and bytes spread over `ctas` equal CTAs, two an SM.
Kernel product_kernel(const Context& c, const char* name, double ctas, double flops, double loads,
                      double stores) {
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.shared_exponent = c.d.kernels.memory_exponent;
  k.name = k.mapping = name;
  k.resources = {128, 200, 64 * 1024};
  const double rate = c.d.sm.tensor_flops * c.d.sm.sync_share * c.d.kernels.scan.parallel_share;
  Phase p{1, c.d.kernels.scan.chunk_cycles + c.d.l2.latency(), {}};
  p.demand.tensor_cycles = flops / ctas / rate;
  p.chain_cycles += p.demand.tensor_cycles;
  p.demand.l2_bytes = p.demand.port_bytes = loads / ctas;
  p.demand.store_bytes = stores / ctas;
  k.classes.push_back({static_cast<std::int64_t>(std::ceil(ctas)), {p}});
  k.flops = flops;
  k.mma_operands = MmaOperands::Registers;
  return k;
}

}  // namespace

double key_share(const Operator& op) {
  const auto& s = std::get<Scan>(op.shape);
  return std::min(1.0,
                  to_double(op.inputs.at(0).elements) / to_double(s.sequences * s.steps * s.dk));
}

Candidate chunk_parallel(const Context& c, Launch launch) {
  const auto& s = std::get<Scan>(launch.front().shape);
  const Ends ends = ends_of(launch);
  const double sequences = to_double(s.sequences);
  const double dk = to_double(s.dk);
  const double dv = to_double(s.dv);
  const double q = to_double(std::min(s.chunk, s.steps));
  const double chunks = sequences * std::ceil(to_double(s.steps) / q);
  double loads = 0;
  double stores = 0;
  for (const Operand& o : ends.loads) loads += bytes_of(o);
  for (const Operand& o : ends.stores) stores += bytes_of(o);
  const double keys = 2 * bytes_of(launch.front().inputs.at(0));
  const double states = chunks * dk * dv * 4;
  const double key_chunks = chunks * key_share(launch.front());
  const double scores = key_chunks * q * q * 2;
  const double tiles_v = std::ceil(dv / kTile);
  Candidate out;
  out.kernels.push_back(
      product_kernel(c, "chunk decays", chunks, 0, chunks * q * 4, chunks * q * 4));
  out.kernels.push_back(product_kernel(c, "chunk states", chunks * std::ceil(dk / kTile) * tiles_v,
                                       2 * chunks * q * dk * dv, loads, states));
  out.kernels.push_back(product_kernel(
      c, "state passing", std::max(1.0, sequences * dk * dv / 1024), 0, states, states));
  out.kernels.push_back(product_kernel(c, "chunk scores",
                                       key_chunks * std::pow(std::ceil(q / kTile), 2),
                                       2 * key_chunks * q * q * dk, keys, scores));
  out.kernels.push_back(product_kernel(c, "chunk outputs", chunks * std::ceil(q / kTile) * tiles_v,
                                       2 * chunks * (q * q * dv / 2 + q * dk * dv),
                                       loads + states + scores, stores));
  const auto touch = [](Kernel& k, const char* read, double read_bytes, const char* write,
                        double write_bytes) {
    if (read_bytes > 0) k.reads.push_back({read, read_bytes, 1});
    if (write_bytes > 0) k.writes.push_back({write, write_bytes, 1});
  };
  touch(out.kernels[1], "(states)", 0, "(states)", states);
  touch(out.kernels[2], "(states)", states, "(passed)", states);
  touch(out.kernels[3], "", 0, "(scores)", scores);
  touch(out.kernels[4], "(passed)", states, "", 0);
  touch(out.kernels[4], "(scores)", scores, "", 0);
  for (const std::size_t i : {1U, 4U})
    for (const Operand& o : ends.loads) out.kernels[i].reads.push_back(access_of(o));
  for (const std::size_t i : {0U, 1U})
    out.kernels[3].reads.push_back(access_of(launch.front().inputs.at(i)));
  for (const Operand& o : ends.stores) out.kernels[4].writes.push_back(access_of(o));
  return out;
}

Candidate block_scan(const Context& c, Launch launch) {
  constexpr double kSteps = 1024;
  const auto& s = std::get<Scan>(launch.front().shape);
  const Ends ends = ends_of(launch);
  const ScanNumbers& n = c.d.kernels.scan;
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.shared_exponent = c.d.kernels.memory_exponent;
  const auto [loads, stores, latency] = take_operands(c, ends, Weights::Loaded, k);
  const double values = to_double(s.dk);
  Phase p;
  p.iterations = std::ceil(to_double(s.steps) / kSteps);
  p.chain_cycles = values * n.block_scan_cycles + latency;
  const double each = std::min(kSteps, to_double(s.steps));
  p.demand.issue_slots = each * values * n.block_scan_slots / 32;
  p.demand.special_ops = each * values * s.special;
  const double all = to_double(s.sequences * s.dv) * p.iterations;
  p.demand.l2_bytes = p.demand.port_bytes = loads / all;
  p.demand.store_bytes = stores / all;
  k.resources = {128, 64, 8192};
  k.classes.push_back({s.sequences * s.dv, {p}});
  k.name = "block scan";
  k.mapping = fmt::format("block scan, {} CTAs", cta_count(k));
  Candidate out;
  out.kernels.push_back(std::move(k));
  return out;
}

}  // namespace fluxgate::tensor_core
