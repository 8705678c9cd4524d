/// Resistor: i = kFlux / R phi'.
#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

void stamp(const Resistor& e, Stamper& s) { s.branch(e.plus, e.minus, 0, kFlux / e.ohm, 0); }

}  // namespace fluxgate::sfq
