/// Requantisation of an accumulator: saturate(round_half_even(acc * multiplier / 2^shift) + zero).
/// The product is exact (62 bits), one rounding, so the result is within 1/2 of the real scaling
/// before saturation. Twin of fg_requantize_lane.
#pragma once
#include <cstdint>

namespace fluxgate {

/// Of one channel: a scale of multiplier / 2^shift.
struct Requantization {
  std::int32_t multiplier = 1;
  int shift = 0;  // 0..63
  std::int8_t zero_point = 0;
};

/// In the range of INT8.
[[nodiscard]] std::int32_t requantize(std::int32_t accumulator, const Requantization& channel);

}  // namespace fluxgate
