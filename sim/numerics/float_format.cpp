#include "sim/numerics/float_format.h"

#include <cmath>
#include <limits>

namespace fluxgate {

FloatParts decode(std::uint64_t bits, const FloatFormat& f) {
  const std::uint64_t all_ones = (std::uint64_t{1} << f.exponent_bits) - 1;
  const std::uint64_t mantissas = (std::uint64_t{1} << f.mantissa_bits) - 1;
  const std::uint64_t mantissa = bits & mantissas;
  const std::uint64_t exponent = bits >> f.mantissa_bits & all_ones;
  FloatParts parts;
  parts.is_negative = (bits >> (f.width() - 1) & 1U) != 0;
  if (exponent == all_ones && (f.has_infinity || mantissa == mantissas)) {
    const bool is_nan = !f.has_infinity || mantissa != 0;
    parts.kind = is_nan ? FloatParts::Kind::Nan : FloatParts::Kind::Infinite;
    return parts;
  }
  parts.significand = exponent == 0 ? mantissa : mantissa | (mantissas + 1);
  parts.exponent = (exponent == 0 ? 1 : static_cast<int>(exponent)) - f.bias();
  return parts;
}

double to_double(std::uint64_t bits, const FloatFormat& f) {
  const FloatParts p = decode(bits, f);
  if (p.kind == FloatParts::Kind::Nan) return std::numeric_limits<double>::quiet_NaN();
  const double magnitude =
      p.kind == FloatParts::Kind::Infinite
          ? std::numeric_limits<double>::infinity()
          : std::ldexp(static_cast<double>(p.significand), p.exponent - f.mantissa_bits);
  return p.is_negative ? -magnitude : magnitude;
}

}  // namespace fluxgate
