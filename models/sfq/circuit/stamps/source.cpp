/// V and P fix the flux between two nodes (V: the integral of the voltage) with the current as
/// unknown; I needs none.
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

int stamp(const Source& e, Stamper& s) {
  if (e.kind == Source::Kind::Current) return -1;
  const int current = s.add_current();
  s.inject(e.plus, e.minus, current, 1);
  s.row_pair(current, e.plus, e.minus, 0, 1);
  return current;
}

}  // namespace fluxgate::sfq
