#include "sim/numerics/reciprocal.h"

#include <array>
#include <bit>
#include <cmath>

namespace fluxgate {
namespace {

constexpr int kFraction = 20, kSeedFraction = 10;
constexpr std::uint64_t kOne = std::uint64_t{1} << kFraction;

/// 1/s in the middle of each 1/32 of [1, 2).
const std::array<std::uint64_t, 32>& reciprocal_seeds() {
  static const auto table = [] {
    std::array<std::uint64_t, 32> t{};
    for (std::size_t i = 0; i < t.size(); ++i)
      t[i] = static_cast<std::uint64_t>(
          std::lround(1024.0 / (1.0 + (static_cast<double>(i) + 0.5) / 32.0)));
    return t;
  }();
  return table;
}

/// 1/sqrt(s) in the middle of each 1/16 of [1, 4).
const std::array<std::uint64_t, 48>& sqrt_seeds() {
  static const auto table = [] {
    std::array<std::uint64_t, 48> t{};
    for (std::size_t i = 0; i < t.size(); ++i)
      t[i] = static_cast<std::uint64_t>(
          std::lround(1024.0 / std::sqrt((static_cast<double>(i) + 16.5) / 16.0)));
    return t;
  }();
  return table;
}

/// Position of the highest one.
int top_bit(std::uint64_t value) { return 63 - std::countl_zero(value); }

/// value * 2^-places with 20 fraction bits, cut.
std::uint64_t scale_down(std::uint64_t value, int places) {
  return places <= kFraction ? value << (kFraction - places) : value >> (places - kFraction);
}

}  // namespace

Scaled reciprocal(std::uint64_t value) {
  if (value == 0) return {};
  const int exponent = top_bit(value);
  const std::uint64_t s = scale_down(value, exponent);
  const std::uint64_t seed = reciprocal_seeds()[(s >> 15U) & 31U];
  const std::uint64_t y = seed * (2 * kOne - (s * seed >> kSeedFraction)) >> kSeedFraction;
  return {static_cast<std::int64_t>(y * (2 * kOne - (s * y >> kFraction)) >> kFraction), exponent};
}

Scaled reciprocal_sqrt(std::uint64_t value) {
  if (value == 0) return {};
  const int exponent = top_bit(value) / 2;
  const std::uint64_t s = scale_down(value, 2 * exponent);
  const std::uint64_t seed = sqrt_seeds()[(s >> 16U) - 16];
  const std::uint64_t y =
      seed * (3 * kOne - (s * (seed * seed) >> (2 * kSeedFraction))) >> (kSeedFraction + 1);
  const std::uint64_t square = y * y >> kFraction;
  return {static_cast<std::int64_t>(y * (3 * kOne - (s * square >> kFraction)) >> (kFraction + 1)),
          exponent};
}

}  // namespace fluxgate
