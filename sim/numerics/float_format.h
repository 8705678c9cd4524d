/// Binary floating-point formats as bit patterns. Sources: IEEE 754 (binary16, binary32); bfloat16
/// and TF32: NVIDIA PTX ISA, "alternate floating-point formats"; E4M3, E5M2: OCP 8-bit floating
/// point 1.0.
#pragma once
#include <cstdint>

namespace fluxgate {

struct FloatFormat {
  int exponent_bits, mantissa_bits;
  /// E4M3: all ones is the only NaN, there is no infinity.
  bool has_infinity = true;
  [[nodiscard]] constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  [[nodiscard]] constexpr int width() const { return 1 + exponent_bits + mantissa_bits; }
};

inline constexpr FloatFormat kFp16{5, 10}, kBf16{8, 7}, kTf32{8, 10}, kFp32{8, 23};
inline constexpr FloatFormat kE4m3{4, 3, false}, kE5m2{5, 2};

/// value = (-1)^is_negative * significand * 2^(exponent - mantissa_bits) when finite. Subnormals
/// and zeros keep the smallest exponent (1 - bias), unnormalised, as hardware multipliers see them.
struct FloatParts {
  enum class Kind { Finite, Infinite, Nan };
  Kind kind = Kind::Finite;
  bool is_negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;
};

[[nodiscard]] FloatParts decode(std::uint64_t bits, const FloatFormat& format);
[[nodiscard]] double to_double(std::uint64_t bits, const FloatFormat& format);

}  // namespace fluxgate
