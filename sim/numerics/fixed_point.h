/// Rounding and saturation of fixed-point hardware, one rule each, on 64-bit two's complement.
/// Twins of the cells fg_shift_half_even and fg_saturate_signed.
#pragma once
#include <algorithm>
#include <cstdint>

namespace fluxgate {

/// value / 2^shift rounded to the nearest integer, ties to the even one; shift 0..63.
[[nodiscard]] constexpr std::int64_t shift_half_even(std::int64_t value, int shift) {
  if (shift == 0) return value;
  const std::int64_t floor = value >> shift;
  const std::uint64_t below = static_cast<std::uint64_t>(value) << (64 - shift);
  constexpr std::uint64_t kHalf = std::uint64_t{1} << 63U;
  const bool is_up = below > kHalf || (below == kHalf && (floor & 1) != 0);
  return floor + (is_up ? 1 : 0);
}

/// The nearest value that `bits` bits (1..63) of two's complement hold.
[[nodiscard]] constexpr std::int64_t saturate(std::int64_t value, int bits) {
  const std::int64_t limit = std::int64_t{1} << (bits - 1);
  return std::clamp(value, -limit, limit - 1);
}

}  // namespace fluxgate
