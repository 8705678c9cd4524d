/// exp(-d) in fixed point, as fg_exp_negative makes it: d times log2(e) (17 fraction bits), cut to
/// 20 fraction bits; the integer part is a shift, the upper 6 fraction bits u choose 2^-(u/64) from
/// a table, the rest r goes through 1 - r + r^2/2.
/// Error of the mantissa (units of 2^-20, true value in (2^19, 2^20]): argument cut +0.7, table
/// 0.5, r and r^2 cut +0.3, r^3/6 +0.2, product cut +1: below 3; the constant log2(e) adds 4e-7 * d
/// of the value.
#pragma once
#include <cstdint>

namespace fluxgate {

struct Exponential {
  std::int64_t mantissa = 0;  // 0 .. 2^20
  int shift = 0;              // 0 .. 63: value = mantissa * 2^-(20 + shift)
  /// With 20 fraction bits, cut.
  [[nodiscard]] std::int64_t fixed() const { return mantissa >> shift; }
};

/// `distance` >= 0 with `fraction_bits` (3 or more) fraction bits, below 2^45.
[[nodiscard]] Exponential exp_negative(std::uint64_t distance, int fraction_bits);

}  // namespace fluxgate
