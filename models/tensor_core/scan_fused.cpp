/// Chunked scan with matrix states in one kernel: a CTA a (sequence, chunk) computes scores, its
/// part of the state and its outputs; the state goes from chunk to chunk through the L2, each CTA
/// waits for the one before (chunks of one sequence are started in order).
///
///   products     scores q^2 dk / 2 and outputs q^2 dv / 2 below the diagonal, states and carried
///                outputs 2 q dk dv, on mma.sync at parallel_share of its rate
///   bytes        operands once, results once, the state (fp32) read and written once a chunk
///   chain        load latency + chunk_cycles + products + waiting: chunks of one sequence that run
///                at a time (slots / sequences) hand on their state one after the other, each
///                2 L2 latencies
/// Against the five kernels (scan_parallel.cpp): no scores and one state less through memory, one
/// launch instead of five.
/// Heads that share keys share the scores, computed by one of them.
/// Leaves out: the wait for those scores.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kStateBytes = 4;
constexpr Resources kCta{256, 128, 96 * 1024};

}  // namespace

Candidate chunk_fused(const Context& c, Launch launch) {
  const auto& s = std::get<Scan>(launch.front().shape);
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  const Flow flow = take_operands(c, ends_of(launch), Weights::Loaded, k);
  const auto dk = static_cast<double>(s.dk);
  const auto dv = static_cast<double>(s.dv);
  const auto q = static_cast<double>(std::min(s.chunk, s.steps));
  const auto sequences = static_cast<double>(s.sequences);
  const double chunks = std::ceil(static_cast<double>(s.steps) / q);
  const double ctas = sequences * chunks;
  const double flops =
      2 * (q * q * dk / 2 * key_share(launch.front()) + q * q * dv / 2 + 2 * q * dk * dv);
  k.resources = kCta;
  const auto slots = static_cast<double>(slots_per_sm(c.d.sm, kCta) * c.d.sm.count);
  const double waiting = std::min(chunks, std::max(1.0, slots / sequences)) * 2 * c.d.l2.latency();
  const double state = dk * dv * kStateBytes;
  const double rate = c.d.sm.tensor_flops * c.d.sm.sync_share * c.d.kernels.scan.parallel_share;
  Phase p{1, flow.latency + c.d.kernels.scan.chunk_cycles + waiting, {}};
  p.demand.tensor_cycles = flops / rate;
  p.chain_cycles += p.demand.tensor_cycles;
  p.demand.l2_bytes = p.demand.port_bytes = flow.loads / ctas + state;
  p.demand.store_bytes = flow.stores / ctas + state;
  k.classes.push_back({static_cast<std::int64_t>(ctas), {p}});
  k.flops = flops * ctas;
  k.name = "chunked scan, one kernel";
  k.mapping = fmt::format("{}, {} CTAs, {:.2f} waves", k.name, ctas, ctas / slots);
  Candidate out;
  out.kernels.push_back(std::move(k));
  return out;
}

}  // namespace fluxgate::tensor_core
