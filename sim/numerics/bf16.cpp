#include "sim/numerics/bf16.h"

#include <algorithm>
#include <bit>

namespace fluxgate {
namespace {

constexpr std::uint32_t kInfinity = 0x7F800000;
constexpr int kMantissaBits = 23, kMinExponent = -126 - kMantissaBits;  // of the last place

/// significand * 2^exponent, not infinite; every finite FP32 has exponent >= kMinExponent.
struct Number {
  bool is_negative = false;
  std::uint64_t significand = 0;
  int exponent = 0;
};

bool is_nan(std::uint32_t bits) { return (bits & 0x7FFFFFFFU) > kInfinity; }
bool is_infinite(std::uint32_t bits) { return (bits & 0x7FFFFFFFU) == kInfinity; }

Number unpack(std::uint32_t bits) {
  const int field = static_cast<int>(bits >> kMantissaBits & 0xFFU);
  const std::uint32_t mantissa = bits & 0x7FFFFFU;
  if (field == 0) return {bits >> 31U != 0, mantissa, kMinExponent};
  return {bits >> 31U != 0, mantissa | 0x800000U, kMinExponent + field - 1};
}

/// Rounds once, to nearest even; `has_rest`: the true value lies just above the significand.
std::uint32_t pack(const Number& n, bool has_rest) {
  const std::uint32_t sign = n.is_negative ? 0x80000000U : 0;
  const int width = 64 - std::countl_zero(n.significand);
  // Places to drop, so that 24 bits are left, or fewer where subnormals end.
  const int drop = std::max(width - kMantissaBits - 1, kMinExponent - n.exponent);
  const int exponent = n.exponent + drop;
  std::uint64_t kept = 0;
  if (drop <= 0) {
    kept = n.significand << -drop;
  } else if (drop < 64) {
    kept = n.significand >> drop;
    const std::uint64_t below = n.significand << (64 - drop);
    constexpr std::uint64_t kHalf = std::uint64_t{1} << 63U;
    if (below > kHalf || (below == kHalf && (has_rest || (kept & 1U) != 0))) ++kept;
  }
  // The hidden bit adds the one that the exponent field lacks; a carry moves into it as it should.
  const std::uint64_t bits =
      (static_cast<std::uint64_t>(exponent - kMinExponent) << kMantissaBits) + kept;
  return sign | static_cast<std::uint32_t>(std::min<std::uint64_t>(bits, kInfinity));
}

}  // namespace

std::uint32_t bf16_mul(std::uint16_t a, std::uint16_t b) {
  const std::uint32_t wide_a = std::uint32_t{a} << 16U, wide_b = std::uint32_t{b} << 16U;
  const std::uint32_t sign = (wide_a ^ wide_b) & 0x80000000U;
  const Number x = unpack(wide_a), y = unpack(wide_b);
  if (is_nan(wide_a) || is_nan(wide_b)) return kCanonicalNan;
  if (is_infinite(wide_a) || is_infinite(wide_b))
    return x.significand == 0 || y.significand == 0 ? kCanonicalNan : sign | kInfinity;
  if (x.significand == 0 || y.significand == 0) return sign;
  return pack({sign != 0, x.significand * y.significand, x.exponent + y.exponent}, false);
}

std::uint32_t fp32_add(std::uint32_t a, std::uint32_t b) {
  if (is_nan(a) || is_nan(b)) return kCanonicalNan;
  if (is_infinite(a)) return is_infinite(b) && a != b ? kCanonicalNan : a;
  if (is_infinite(b)) return b;
  Number x = unpack(a), y = unpack(b);
  if (x.exponent < y.exponent) std::swap(x, y);
  // 24 bits moved up by 32: what y loses beyond that only matters as a rest.
  constexpr int kRoom = 32;
  const int apart = std::min(x.exponent - y.exponent, kRoom + 24);
  x.significand <<= kRoom;
  y.significand <<= kRoom;
  bool has_rest = (y.significand & ((std::uint64_t{1} << apart) - 1)) != 0;
  y.significand >>= apart;
  Number sum{x.is_negative, 0, x.exponent - kRoom};
  if (x.is_negative == y.is_negative) {
    sum.significand = x.significand + y.significand;
  } else if (x.significand > y.significand) {
    // Below the true y by less than one: the difference is one less and a rest above.
    sum.significand = x.significand - y.significand - (has_rest ? 1 : 0);
  } else {
    sum.is_negative = y.is_negative;  // equal exponents or x subnormal: no rest here
    sum.significand = y.significand - x.significand;
  }
  if (sum.significand == 0) return a & b & 0x80000000U;  // -0 only from two of them
  return pack(sum, has_rest);
}

}  // namespace fluxgate
