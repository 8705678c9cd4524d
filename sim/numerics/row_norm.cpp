#include "sim/numerics/row_norm.h"

#include "sim/numerics/fixed_point.h"

namespace fluxgate {
namespace {

constexpr int kNormalBits = 14, kGainBits = 12, kValueBits = 8;
constexpr std::int64_t kEpsilon = 1;  // units of x^2: 2^-16 = 1.5e-5

}  // namespace

void RowNorm::add(std::span<const std::int64_t> values) {
  for (const std::int64_t x : values) {
    if (kind_ == Norm::Layer) sum_ += x;
    squares_ += x * x;
  }
  columns_ += static_cast<std::int64_t>(values.size());
}

RowNorm::Row RowNorm::finish() const {
  const std::int64_t spread = columns_ * squares_ - sum_ * sum_ + kEpsilon * columns_ * columns_;
  return {columns_, sum_, reciprocal_sqrt(static_cast<std::uint64_t>(spread))};
}

std::int64_t RowNorm::normalise(const Row& row, std::int64_t value, std::int64_t gain,
                                std::int64_t bias) {
  const std::int64_t centred = row.columns * value - row.sum;
  const std::int64_t normal = shift_half_even(centred * row.inverse_spread.mantissa,
                                              20 - kNormalBits + row.inverse_spread.exponent);
  constexpr int kCut = kNormalBits + kGainBits - kValueBits;
  return saturate(shift_half_even(normal * gain + (bias << kCut), kCut), 16);
}

}  // namespace fluxgate
