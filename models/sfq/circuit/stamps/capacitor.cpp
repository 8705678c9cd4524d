/// Capacitor: i = kFlux C phi''.
#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

void stamp(const Capacitor& e, Stamper& s) { s.branch(e.plus, e.minus, kFlux * e.pf, 0, 0); }

}  // namespace fluxgate::sfq
