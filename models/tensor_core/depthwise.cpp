/// Depthwise and narrow grouped convolutions: a thread an output value, taps from L1.
/// Timing of a CTA of 128 threads, 1024 outputs: depthwise_cycles * taps + load latency;
/// instructions = outputs * taps * depthwise_slots / 32.
#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {

Candidates lower_depthwise(const Context& c, Launch launch) {
  constexpr double kOutputsPerCta = 1024;
  const auto& s = std::get<Contraction>(launch.front().shape);
  const Ends ends = ends_of(launch);
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.shared_exponent = c.d.kernels.memory_exponent;
  const auto [loads, stores, latency] = take_operands(c, ends, Weights::Loaded, k);
  const double outputs = static_cast<double>(s.batch * s.m * s.n);
  const auto ctas = static_cast<std::int64_t>(std::ceil(outputs / kOutputsPerCta));
  const auto taps = static_cast<double>(s.k);
  const double slots = launch.front().implementation == "generic" ? c.d.kernels.generic_slots
                                                                  : c.d.kernels.depthwise_slots;
  Phase p{1, latency + c.d.kernels.depthwise_cycles * taps, {}};
  p.demand.issue_slots = outputs / static_cast<double>(ctas) * taps * slots / 32;
  p.demand.l2_bytes = p.demand.port_bytes = loads / static_cast<double>(ctas);
  p.demand.store_bytes = stores / static_cast<double>(ctas);
  k.resources = {128, 32, 0};
  k.classes.push_back({ctas, {p}});
  k.name = k.mapping = "depthwise convolution";
  k.macs = launch.front().macs;
  Candidate candidate;
  candidate.kernels.push_back(std::move(k));
  return {candidate};
}

}  // namespace fluxgate::tensor_core
