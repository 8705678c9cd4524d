#include "sim/numerics/exponential.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fluxgate {
namespace {

constexpr std::uint64_t kLog2E = 189097;  // log2(e) * 2^17
constexpr std::uint64_t kLn2 = 45426;     // ln(2) * 2^16
constexpr std::uint64_t kMaxShift = 63;

/// 2^-(i/64) with 20 fraction bits.
const std::array<std::int64_t, 64>& powers() {
  static const auto table = [] {
    std::array<std::int64_t, 64> t{};
    for (std::size_t i = 0; i < t.size(); ++i)
      t[i] = std::lround(std::exp2(20.0 - static_cast<double>(i) / 64.0));
    return t;
  }();
  return table;
}

}  // namespace

Exponential exp_negative(std::uint64_t distance, int fraction_bits) {
  const std::uint64_t power = distance * kLog2E >> (fraction_bits - 3);  // 20 fraction bits
  const std::uint64_t fraction = power & 0xFFFFFU;
  const std::uint64_t rest = (fraction & 0x3FFFU) * kLn2 >> 12U;  // 24 fraction bits
  const std::uint64_t coarse = rest >> 8U;                        // 16, for the small square
  const std::uint64_t fall = rest - (coarse * coarse >> 9U);      // 1 - exp(-rest)
  const std::int64_t entry = powers()[fraction >> 14U];
  const std::int64_t mantissa = entry - (entry * static_cast<std::int64_t>(fall) >> 24);
  return {mantissa, static_cast<int>(std::min(power >> 20U, kMaxShift))};
}

}  // namespace fluxgate
