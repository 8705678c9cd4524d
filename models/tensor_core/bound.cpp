/// Closed-form bound of a launch:
///   launch.ramp + max(multiply-adds at the peak rate, special functions, bytes beyond the L2 at
///   the pins' rate of the DRAM)
/// Leaves out: everything that costs time (waves, latencies, refresh, the power limit).
#include <algorithm>

#include "models/tensor_core/tensor_core.h"

namespace fluxgate::tensor_core {

double TensorCore::peak_macs_per_second(DType dtype) const {
  const SmDescription& sm = description_.sm;
  const double rate = description_.rate(dtype);
  const double macs = rate > 0 ? sm.tensor_flops * rate / 2 : static_cast<double>(sm.fma_lanes);
  return macs * static_cast<double>(sm.count) * description_.clock.value;
}

namespace {

constexpr double kSpecialPerElement = 0.5;  // the FMA pipe may take every other exponential
constexpr double kRounding = 0.999;         // a bound may not lie above a run by rounding

/// Seconds that the pipes of all SMs need for the arithmetic of a launch.
struct Arithmetic {
  double mac_s = 0, special_s = 0;
};

Arithmetic arithmetic_of(const TensorCore& core, const SmDescription& sm, Hertz clock,
                         Launch launch) {
  Arithmetic a;
  double special = 0;
  for (const Operator& op : launch) {
    if (const auto* c = std::get_if<Contraction>(&op.shape))
      a.mac_s += static_cast<double>(op.macs) * std::min(1.0, c->density) /
                 core.peak_macs_per_second(op.inputs.at(0).dtype);
    if (const auto* e = std::get_if<Elementwise>(&op.shape))
      special += static_cast<double>(e->elements) * e->special;
  }
  a.special_s =
      special / static_cast<double>(sm.special_lanes * sm.count) / clock.value * kSpecialPerElement;
  return a;
}

double dram_seconds(const Description& d, const Ends& ends) {
  double bytes = 0;
  for (const auto* list : {&ends.loads, &ends.stores})
    for (const Operand& o : *list) bytes += bytes_of(o);
  const double beyond = std::max(0.0, bytes - static_cast<double>(d.l2.capacity.value));
  const MemoryDescription& m = d.memory;
  return beyond /
         (dram::peak_rate(*m.standard).value * static_cast<double>(m.channels) * m.tick_scale);
}

}  // namespace

Bound TensorCore::bound(Launch launch) const {
  const Arithmetic a = arithmetic_of(*this, description_.sm, description_.clock, launch);
  const double dram_s = dram_seconds(description_, ends_of(launch));
  const double most = std::max({a.mac_s, a.special_s, dram_s});
  const double launch_s = seconds(description_.launch.ramp);
  Bound b;
  b.time = TimeFs(static_cast<std::int64_t>((launch_s + most * kRounding) * kFsPerSecond));
  b.limited_by = most == dram_s ? "dram" : most == a.mac_s ? "tensor" : "special";
  return b;
}

}  // namespace fluxgate::tensor_core
