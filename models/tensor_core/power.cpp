#include "models/tensor_core/power.h"

#include <cmath>

namespace fluxgate::tensor_core {

double dynamic_energy(const PowerDescription& w, const Kernel& kernel, const Outcome& o) {
  constexpr double kPico = 1e-12;
  return kPico * (kernel.flops * kernel.energy_scale * w.tensor_pj + kernel.fma_ops * w.fma_pj +
                  (o.l2_read_bytes + o.l2_write_bytes) * w.l2_pj + o.dram_bytes * w.dram_pj);
}

Hertz limited_clock(const PowerDescription& w, const Kernel& kernel, const Outcome& o,
                    Hertz clock) {
  const double dynamic_w = dynamic_energy(w, kernel, o) / seconds(o.elapsed);
  const double room_w = w.limit_w - w.active_w;
  if (dynamic_w <= room_w) return clock;
  return Hertz(clock.value * std::pow(room_w / dynamic_w, 1.0 / w.exponent));
}

}  // namespace fluxgate::tensor_core
