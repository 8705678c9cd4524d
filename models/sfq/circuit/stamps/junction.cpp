/// Junction: the linear part (capacitance, sub-gap conductance); the rest of RCSJ is f of system.h.
/// While JoSIM settles the circuit, a capacitance C acts as the conductance 3 C / (2 step): its
/// start-up loop keeps the voltage history of BDF2 at zero.
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

void stamp(const Junction& e, Junctions mode, double step_ps, Stamper& s) {
  if (mode == Junctions::Dynamic)
    s.branch(e.plus, e.minus, e.law.capacitance, e.law.conductance, 0);
  else
    s.branch(e.plus, e.minus, 0, e.law.conductance + 1.5 * e.law.capacitance / step_ps, 0);
}

}  // namespace fluxgate::sfq
