/// Clock under the board power limit.
///
/// Power at clock f: active_w + E / t, E = sum of actions x energy an action, t the kernel's time
/// at f. When that is above limit_w, the clock falls until it fits; the dynamic part goes with (f /
/// f0)^exponent because the voltage falls with the clock:
/// (below the reference clock, energies fall with (f / reference)^(exponent - 1))
///   f = f0 * ((limit_w - active_w) / (E / t0))^(1 / exponent)
/// Leaves out: the control loop's delay (milliseconds), temperature, operand values other than
/// random.
#pragma once
#include "models/tensor_core/description.h"
#include "models/tensor_core/kernel.h"
#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {

/// Joules of the actions of a kernel, without the static part.
[[nodiscard]] double dynamic_energy(const PowerDescription& power, const Kernel& kernel,
                                    const Outcome& outcome);
/// Highest clock at or below `clock`, at which `outcome` was simulated, that holds the limit.
[[nodiscard]] Hertz limited_clock(const PowerDescription& power, const Kernel& kernel,
                                  const Outcome& outcome, Hertz clock);

}  // namespace fluxgate::tensor_core
