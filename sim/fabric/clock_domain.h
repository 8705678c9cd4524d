/// Clock domain: the only place where cycles become time and time becomes cycles.
/// Timing: period = round(1e15 / f) fs. Conversions to cycles round up: nothing happens between
/// edges.
#pragma once
#include <cmath>

#include "sim/core/units.h"

namespace fluxgate {

class ClockDomain {
 public:
  explicit ClockDomain(Hertz frequency)
      : frequency_(frequency), period_fs_(std::llround(kFsPerSecond / frequency.value)) {}

  [[nodiscard]] Hertz frequency() const { return frequency_; }
  [[nodiscard]] TimeFs period() const { return TimeFs(period_fs_); }
  [[nodiscard]] TimeFs time(Cycles cycles) const { return TimeFs(cycles.value * period_fs_); }
  [[nodiscard]] Cycles cycles(TimeFs time) const {
    return Cycles(ceil_div(time.value, period_fs_));
  }
  [[nodiscard]] TimeFs next_edge(TimeFs time) const { return this->time(cycles(time)); }

 private:
  Hertz frequency_;
  std::int64_t period_fs_;
};

/// Time to move `bytes` at `rate`, rounded up to a femtosecond.
[[nodiscard]] inline TimeFs transfer_time(Bytes bytes, BytesPerSecond rate) {
  return TimeFs(static_cast<std::int64_t>(
      std::ceil(static_cast<double>(bytes.value) * kFsPerSecond / rate.value)));
}

}  // namespace fluxgate
