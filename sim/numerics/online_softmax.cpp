#include "sim/numerics/online_softmax.h"

#include <algorithm>

#include "sim/numerics/fixed_point.h"

namespace fluxgate {
namespace {

Exponential exp_below(std::int64_t max, std::int64_t score) {
  return exp_negative(static_cast<std::uint64_t>(max - score), kScoreFractionBits);
}

}  // namespace

Exponential RunningMax::raise(std::span<const std::int64_t> scores) {
  const std::int64_t before = max_;
  max_ = std::max(max_, *std::max_element(scores.begin(), scores.end()));
  return exp_below(max_, before);
}

std::int64_t RunningMax::exp_of(std::int64_t score) const {
  return score == kNoScore ? 0 : exp_below(max_, score).fixed();
}

void OnlineSoftmax::add(std::span<const std::int64_t> scores) {
  const Exponential factor = max_.raise(scores);
  std::int64_t sum = scale_sum(static_cast<std::int64_t>(sum_), factor);
  for (const std::int64_t score : scores) sum += max_.exp_of(score);
  sum_ = static_cast<std::uint64_t>(sum);
}

std::int64_t OnlineSoftmax::probability(const Row& row, std::int64_t score) {
  if (score == kNoScore) return 0;
  const Exponential e = exp_below(row.max, score);
  // mantissa * inverse * 2^-(20 + shift + exponent), of which 16 fraction bits stay.
  // Beyond 63 the product, below 2^42, is gone anyway.
  const int cut = std::min(63, 4 + e.shift + row.inverse_sum.exponent);
  return std::min<std::int64_t>(shift_half_even(e.mantissa * row.inverse_sum.mantissa, cut), 65535);
}

}  // namespace fluxgate
