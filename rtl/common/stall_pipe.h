/// Results on their way through a pipeline that holds as a whole: what is pushed in a moving cycle
/// is offered `latency` moving cycles later; the pipeline moves unless a result is offered and not
/// taken.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>

#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

class StallPipe {
 public:
  explicit StallPipe(std::int64_t latency) : latency_(latency) {}
  [[nodiscard]] bool is_offered() const {
    return !results_.empty() && results_.front().due == now_;
  }
  [[nodiscard]] bool is_moving(bool is_ready) const { return !is_offered() || is_ready; }
  void read(std::span<std::int64_t> beat) const {
    std::copy(results_.front().beat.begin(), results_.front().beat.end(), beat.begin());
  }
  /// In a moving cycle, before step(). `later`: cycles beyond the latency.
  void push(Beat beat, std::int64_t later = 0) {
    results_.push_back({now_ + latency_ + later, std::move(beat)});
  }
  /// The clock edge of a moving cycle.
  void step() {
    if (is_offered()) results_.pop_front();
    ++now_;
  }

 private:
  struct Result {
    std::int64_t due = 0;
    Beat beat;
  };
  std::int64_t latency_, now_ = 0;
  std::deque<Result> results_;
};

}  // namespace fluxgate::rtl
