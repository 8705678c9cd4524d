/// Real numbers to the fixed point of the units and back: rounded half to even, saturated.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace fluxgate {

[[nodiscard]] inline std::int64_t to_fixed(double value, int fraction_bits, std::int64_t least,
                                           std::int64_t most) {
  const double scaled = std::nearbyint(std::ldexp(value, fraction_bits));
  return static_cast<std::int64_t>(
      std::clamp(scaled, static_cast<double>(least), static_cast<double>(most)));
}
[[nodiscard]] inline std::int64_t to_int16(double value, int fraction_bits) {
  return to_fixed(value, fraction_bits, -32768, 32767);
}
[[nodiscard]] inline std::int64_t to_uint16(double value, int fraction_bits) {
  return to_fixed(value, fraction_bits, 0, 65535);
}
[[nodiscard]] inline double from_fixed(std::int64_t value, int fraction_bits) {
  return std::ldexp(static_cast<double>(value), -fraction_bits);
}

}  // namespace fluxgate
