/// BF16 products and FP32 sums on bit patterns, as IEEE 754 says: round to nearest even, subnormals
/// kept, overflow to infinity; every NaN is kCanonicalNan. Equal to the host's float arithmetic but
/// for the bits of a NaN. Twins of fg_bf16_mul and fg_fp32_add.
#pragma once
#include <cstdint>

namespace fluxgate {

inline constexpr std::uint32_t kCanonicalNan = 0x7FFFFFFF;

/// FP32 bits of the product; exact unless it leaves FP32's range: below 2^-126 it is rounded once.
[[nodiscard]] std::uint32_t bf16_mul(std::uint16_t a, std::uint16_t b);

[[nodiscard]] std::uint32_t fp32_add(std::uint32_t a, std::uint32_t b);

}  // namespace fluxgate
