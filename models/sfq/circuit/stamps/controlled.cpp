/// Controlled sources. E: flux ratio; F, H: a short measures the control current; G: conductance.
#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {
namespace {

int control_short(const Controlled& e, Stamper& s) {
  const int current = s.add_current();
  s.inject(e.control_plus, e.control_minus, current, 1);
  s.row_pair(current, e.control_plus, e.control_minus, 0, 1);
  return current;
}

}  // namespace

int stamp(const Controlled& e, Stamper& s) {
  if (e.kind == 'G') {
    s.transfer(e.plus, e.minus, e.control_plus, e.control_minus, 0, kFlux * e.gain, 0);
    return -1;
  }
  if (e.kind == 'F') {
    const int control = control_short(e, s);
    s.inject(e.plus, e.minus, control, e.gain);
    return control;
  }
  const int control = e.kind == 'H' ? control_short(e, s) : -1;
  const int output = s.add_current();
  s.inject(e.plus, e.minus, output, 1);
  if (e.kind == 'H') {
    s.row_pair(output, e.plus, e.minus, 1, 0);
    s.entry({output, control, 0, 0, 0, -e.gain / kFlux});
  } else {
    s.row_pair(output, e.plus, e.minus, 0, 1);
    s.row_pair(output, e.control_plus, e.control_minus, 0, -e.gain);
  }
  return output;
}

}  // namespace fluxgate::sfq
