/// Power of an SFQ circuit at 4 K, W: what a total needs that is never shown without its cooling.
#pragma once

namespace fluxgate {

struct ColdPower {
  double static_rsfq = 0;  // bias current * 2.6 mV; ERSFQ and eSFQ have none
  double dynamic = 0;      // mean work of the bias that the pulses switched
  double cables = 0;       // heat of input and output lines
};

}  // namespace fluxgate
