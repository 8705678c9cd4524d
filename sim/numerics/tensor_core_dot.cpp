#include "sim/numerics/tensor_core_dot.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace fluxgate {
namespace {

constexpr std::uint32_t kNan = 0x7fffffff;
constexpr std::uint32_t kInfinity = 0x7f800000;
constexpr int kFp32Mantissa = 23;

struct Term {
  std::uint64_t magnitude = 0;
  int exponent = 0;
  int fraction_bits = 0;  // magnitude is in units of 2^(exponent - fraction_bits)
  bool is_negative = false;
};

/// Infinities and NaNs of the terms seen so far.
struct Specials {
  bool is_nan = false, has_positive = false, has_negative = false;
  void note_infinity(bool is_negative) { (is_negative ? has_negative : has_positive) = true; }
  [[nodiscard]] bool any() const { return is_nan || has_positive || has_negative; }
  [[nodiscard]] std::uint32_t result() const {
    if (is_nan || (has_positive && has_negative)) return kNan;
    return has_negative ? kInfinity | 0x80000000U : kInfinity;
  }
};

bool is_zero(const FloatParts& p) {
  return p.kind == FloatParts::Kind::Finite && p.significand == 0;
}

Term multiply(const FloatParts& a, const FloatParts& b, int fraction_bits, Specials& specials) {
  const bool is_negative = a.is_negative != b.is_negative;
  if (a.kind == FloatParts::Kind::Nan || b.kind == FloatParts::Kind::Nan) {
    specials.is_nan = true;
  } else if (a.kind == FloatParts::Kind::Infinite || b.kind == FloatParts::Kind::Infinite) {
    if (is_zero(a) || is_zero(b))
      specials.is_nan = true;
    else
      specials.note_infinity(is_negative);
  }
  return {a.significand * b.significand, a.exponent + b.exponent, fraction_bits, is_negative};
}

/// The term in units of 2^(largest - fraction_bits), cut toward zero.
std::int64_t align(const Term& t, int largest, int fraction_bits) {
  const int down = largest - t.exponent + t.fraction_bits - fraction_bits;
  std::uint64_t magnitude = 0;
  if (down <= 0)
    magnitude = t.magnitude << -down;
  else if (down < 64)
    magnitude = t.magnitude >> down;
  const auto value = static_cast<std::int64_t>(magnitude);
  return t.is_negative ? -value : value;
}

/// sum * 2^unit to FP32, toward zero.
std::uint32_t pack(std::int64_t sum, int unit, int result_bits) {
  if (sum == 0) return 0;
  const std::uint32_t sign = sum < 0 ? 0x80000000U : 0;
  const auto magnitude = static_cast<std::uint64_t>(sum < 0 ? -sum : sum);
  const int top = static_cast<int>(std::bit_width(magnitude)) - 1;
  // Bit that becomes the hidden one; for subnormals where it would have to be.
  const int hidden = std::max(top, -126 - unit);
  const int down = hidden - kFp32Mantissa;
  std::uint64_t mantissa = down >= 0 ? magnitude >> std::min(down, 63) : magnitude << -down;
  const bool is_normal = (mantissa >> kFp32Mantissa) != 0;
  mantissa &= ~((std::uint64_t{1} << (kFp32Mantissa - result_bits)) - 1);
  const int exponent = is_normal ? hidden + unit + 127 : 0;
  if (exponent > 254) return sign | kInfinity;
  return sign | static_cast<std::uint32_t>(exponent) << kFp32Mantissa |
         (static_cast<std::uint32_t>(mantissa) & 0x7fffffU);
}

}  // namespace

std::uint32_t tensor_core_dot(const TensorCoreFormat& f, std::span<const std::int64_t> a,
                              std::span<const std::int64_t> b, std::uint32_t c) {
  std::array<Term, 33> terms{};
  Specials specials;
  const int product_bits = f.a.mantissa_bits + f.b.mantissa_bits;
  std::size_t count = 0;
  for (; count < a.size(); ++count)
    terms[count] =
        multiply(decode(static_cast<std::uint64_t>(a[count]), f.a),
                 decode(static_cast<std::uint64_t>(b[count]), f.b), product_bits, specials);
  const FloatParts addend = decode(c, kFp32);
  if (addend.kind == FloatParts::Kind::Nan) specials.is_nan = true;
  if (addend.kind == FloatParts::Kind::Infinite) specials.note_infinity(addend.is_negative);
  terms[count++] = {addend.significand, addend.exponent, kFp32Mantissa, addend.is_negative};
  if (specials.any()) return specials.result();
  const std::span<const Term> used(terms.data(), count);
  const int largest = std::max_element(used.begin(), used.end(), [](const Term& x, const Term& y) {
                        return x.exponent < y.exponent;
                      })->exponent;
  std::int64_t sum = 0;
  for (const Term& t : used) sum += align(t, largest, f.fraction_bits);
  return pack(sum, largest - f.fraction_bits, f.result_bits);
}

}  // namespace fluxgate
