/// Board power of a kernel, and the clock that a power limit leaves.
///
///   power(f) = idle_w + (clock energy + core energy) * v(f) / t + dram energy / t
///   v(f)     = (f / reference)^exponent     the supply falls with the clock, DRAM has its own
///   clock energy = clock_pj * SMs * f * t   an SM that is awake, whatever it does
///   t(f)     = fixed + cycles / f
/// The clock is the highest at which power(f) <= limit. Two limits:
///   limit_w * burst_share       at any moment: what timings of short runs see
///   limit_w * regulation_share  as a mean over seconds: what energy is given for
/// Leaves out: the control loop between the two (milliseconds to seconds), temperature, and that
/// it averages over all kernels of a network: the limit is held kernel by kernel.
#pragma once
#include "models/tensor_core/activity.h"
#include "models/tensor_core/description.h"

namespace fluxgate::tensor_core {

/// Joules at the reference clock.
struct Work {
  double core_j = 0, dram_j = 0;
};
/// Time of a kernel against its clock.
struct KernelTime {
  double fixed_s = 0, cycles = 0;
  [[nodiscard]] double at(Hertz clock) const { return fixed_s + cycles / clock.value; }
};

[[nodiscard]] Work work_of(const PowerDescription& power, const Activity& activity);
/// Energy of a core action at `clock` over that at the reference clock.
[[nodiscard]] double energy_scale(const PowerDescription& power, Hertz clock);
/// Energy of the awake SMs' clocks at the reference voltage.
[[nodiscard]] double clock_energy(const Description& d, double sm_cycles);
[[nodiscard]] double board_power(const Description& d, const Work& work, const KernelTime& time,
                                 Hertz clock);
/// Highest clock at or below `clock` that holds `limit_w`; a tenth of it when none does.
[[nodiscard]] Hertz limited_clock(const Description& d, const Work& work, const KernelTime& time,
                                  double limit_w, Hertz clock);

}  // namespace fluxgate::tensor_core
