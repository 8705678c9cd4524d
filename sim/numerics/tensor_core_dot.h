/// Dot product of a tensor core, bit for bit: sum over k of a[k] b[k], plus c, one group of K
/// terms.
///   products          exact; exponent = sum of the factors' exponents, not normalised
///   alignment         all terms and c to the largest of their exponents, zeros included
///   cut               magnitudes to `fraction_bits` below that exponent, toward zero
///   sum               exact, then to FP32 toward zero; the mantissa keeps `result_bits`
///   special values    NaN, infinity times zero, infinities of both signs: 0x7fffffff
/// Source: measured on an H100 (tests/reference/tensor_core_vectors), every record of every file.
#pragma once
#include <cstdint>
#include <span>

#include "sim/numerics/float_format.h"

namespace fluxgate {

struct TensorCoreFormat {
  FloatFormat a, b;
  int terms;          // K of one group
  int fraction_bits;  // kept below the largest exponent
  int result_bits;    // of the FP32 mantissa
};
inline constexpr TensorCoreFormat kTensorCoreFp16{kFp16, kFp16, 16, 25, 23};
inline constexpr TensorCoreFormat kTensorCoreBf16{kBf16, kBf16, 16, 25, 23};
inline constexpr TensorCoreFormat kTensorCoreTf32{kTf32, kTf32, 8, 25, 23};
inline constexpr TensorCoreFormat kTensorCoreE4m3{kE4m3, kE4m3, 32, 13, 13};
inline constexpr TensorCoreFormat kTensorCoreE5m2E4m3{kE5m2, kE4m3, 32, 13, 13};

/// `a` and `b` are bit patterns, at most `terms` of them; c and the result are FP32 bits.
[[nodiscard]] std::uint32_t tensor_core_dot(const TensorCoreFormat& format,
                                            std::span<const std::int64_t> a,
                                            std::span<const std::int64_t> b, std::uint32_t c);

}  // namespace fluxgate
