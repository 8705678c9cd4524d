/// Seeded draws that are the same on every machine (the standard library's distributions are not).
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

#include "sim/core/random.h"

namespace fluxgate::sfq {

class Chance {
 public:
  /// Streams of one seed are independent: network, copy and element number.
  Chance(std::uint64_t seed, std::uint64_t stream)
      : state_(split_mix(seed * kSplitMixStep + split_mix(stream + kSplitMixStep))) {}
  /// In (0, 1).
  double share() {
    state_ += kSplitMixStep;
    return (static_cast<double>(split_mix(state_) >> 11U) + 0.5) * 0x1p-53;
  }
  bool happens(double probability) { return share() < probability; }
  double gauss() {
    const double radius = std::sqrt(-2 * std::log(share()));
    return radius * std::cos(2 * std::numbers::pi * share());
  }

 private:
  std::uint64_t state_;
};

}  // namespace fluxgate::sfq
