/// SplitMix64 (Steele, Lea, Flood 2014): the same values on every machine, from a counter or a
/// state.
#pragma once
#include <cstdint>

namespace fluxgate {

inline constexpr std::uint64_t kSplitMixStep = 0x9E3779B97F4A7C15U;

/// Scrambles a state that moves on by kSplitMixStep.
[[nodiscard]] constexpr std::uint64_t split_mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace fluxgate
