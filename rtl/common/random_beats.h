/// Random beats for stimuli: SplitMix64, the same on every machine.
#pragma once
#include <cstdint>
#include <span>

#include "sim/core/random.h"

namespace fluxgate::rtl {

class RandomBeats {
 public:
  explicit RandomBeats(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t bits() {
    state_ += kSplitMixStep;
    return split_mix(state_);
  }
  /// 0 .. limit - 1.
  [[nodiscard]] std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(limit));
  }
  /// Two's complement of `width` bits (1..63).
  [[nodiscard]] std::int64_t signed_value(int width) {
    return static_cast<std::int64_t>(bits()) >> (64 - width);
  }
  void fill(std::span<std::int64_t> beat, int width) {
    for (std::int64_t& value : beat) value = signed_value(width);
  }

 private:
  std::uint64_t state_;
};

}  // namespace fluxgate::rtl
