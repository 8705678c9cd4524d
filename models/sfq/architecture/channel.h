/// A shared line that serves transfers in the order of their requests: the link to cryo-CMOS
/// memory, the lines to room temperature.
/// Timing: a transfer of b bits starts when the ones before have left, takes b / rate, and its data
/// are complete `latency` later. Leaves out: splitting a transfer, so that a small one waits for a
/// large one.
#pragma once
#include <algorithm>
#include <cmath>

#include "sim/core/units.h"

namespace fluxgate::sfq {

class Channel {
 public:
  Channel(double bits_per_s, TimeFs latency)
      : fs_per_bit_(kFsPerSecond / bits_per_s), latency_(latency) {}

  /// Time at which all data are there; `now` itself when there are none.
  [[nodiscard]] TimeFs send(double bits, TimeFs now) {
    if (bits <= 0) return now;
    const TimeFs begin = std::max(now, free_at_);
    const TimeFs length(static_cast<std::int64_t>(std::ceil(bits * fs_per_bit_)));
    free_at_ = begin + length;
    busy_ += length;
    bits_ += bits;
    return free_at_ + latency_;
  }
  [[nodiscard]] TimeFs busy() const { return busy_; }
  [[nodiscard]] double bits() const { return bits_; }

 private:
  double fs_per_bit_;
  TimeFs latency_, free_at_{}, busy_{};
  double bits_ = 0;
};

}  // namespace fluxgate::sfq
