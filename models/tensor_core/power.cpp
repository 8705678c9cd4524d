#include "models/tensor_core/power.h"

#include <algorithm>
#include <cmath>

namespace fluxgate::tensor_core {

double dynamic_energy(const PowerDescription& w, const Kernel& kernel, const Outcome& o) {
  constexpr double kPico = 1e-12;
  return kPico * (kernel.flops * kernel.energy_scale * w.tensor_pj + kernel.fma_ops * w.fma_pj +
                  (o.l2_read_bytes + o.l2_write_bytes) * w.l2_pj + o.dram_bytes * w.dram_pj);
}

Hertz limited_clock(const PowerDescription& w, const Kernel& kernel, const Outcome& o,
                    Hertz clock) {
  // Below the clock of the measured loops the voltage is lower, and so is each action's energy.
  const double voltage = std::pow(std::min(1.0, clock.value / w.reference.value), w.exponent - 1);
  const double dynamic_w = dynamic_energy(w, kernel, o) * voltage / seconds(o.elapsed);
  const double room_w = w.limit_w - w.active_w;
  if (dynamic_w <= room_w) return clock;
  return Hertz(clock.value * std::pow(room_w / dynamic_w, 1.0 / w.exponent));
}

}  // namespace fluxgate::tensor_core
