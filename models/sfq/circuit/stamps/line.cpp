/// Lossless line, each port a conductance 1/Z and a current source of the wave that arrives:
/// i1(t) = v1(t)/Z - w2(t - td), w1 = 2 v1/Z - w2(t - td) (method of characteristics, exact).
#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

void stamp(const Line& e, Stamper& s) {
  s.branch(e.plus, e.minus, 0, kFlux / e.ohm, 0);
  s.branch(e.far_plus, e.far_minus, 0, kFlux / e.ohm, 0);
}

}  // namespace fluxgate::sfq
