#include "models/tensor_core/power.h"

#include <cmath>

namespace fluxgate::tensor_core {
namespace {

constexpr double kPico = 1e-12;
constexpr int kHalvings = 40;

}  // namespace

Work work_of(const PowerDescription& w, const Activity& a) {
  const double tensor = w.tensor_pj * w.tensor_share.at(static_cast<std::size_t>(a.type));
  return {
      kPico * (a.tensor_flops * tensor + a.fma_ops * w.fma_pj + a.instructions * w.instruction_pj +
               a.register_bytes * w.register_pj + a.shared_bytes * w.shared_pj +
               a.l2_read_bytes * w.l2_read_pj + a.l2_write_bytes * w.l2_write_pj),
      kPico * (a.dram_read_bytes + a.dram_write_bytes) * w.dram_pj};
}

double energy_scale(const PowerDescription& w, Hertz clock) {
  return std::pow(clock.value / w.reference.value, w.exponent);
}

double clock_energy(const Description& d, double sm_cycles) {
  return kPico * d.power.clock_pj * sm_cycles;
}

double board_power(const Description& d, const Work& work, const KernelTime& time, Hertz clock) {
  const double time_s = time.at(clock);
  const double sm_cycles = static_cast<double>(d.sm.count) * clock.value * time_s;
  const double core_j = work.core_j + clock_energy(d, sm_cycles);
  return d.power.idle_w + (core_j * energy_scale(d.power, clock) + work.dram_j) / time_s;
}

Hertz limited_clock(const Description& d, const Work& work, const KernelTime& time, double limit_w,
                    Hertz clock) {
  if (board_power(d, work, time, clock) <= limit_w) return clock;
  double low = clock.value / 10;
  double high = clock.value;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (board_power(d, work, time, Hertz(middle)) > limit_w ? high : low) = middle;
  }
  return Hertz(low);
}

}  // namespace fluxgate::tensor_core
