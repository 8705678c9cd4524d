/// Online softmax in fixed point, as fg_softmax_block, fg_scaled_sum and fg_online_softmax make it.
/// Scores: signed, 16 bits, 8 fraction bits; kNoScore takes no part. Sums have 20 fraction bits.
/// Per block: m = max(m, scores), sum = floor(sum * exp(m_before - m)) + sum of exp(x - m).
/// Then p = exp(x - m) / sum, a fraction of 2^16 rounded half to even, 65535 at most.
#pragma once
#include <cstdint>
#include <span>

#include "sim/numerics/exponential.h"
#include "sim/numerics/reciprocal.h"

namespace fluxgate {

constexpr std::int64_t kNoScore = -32768;
constexpr int kScoreFractionBits = 8;

/// Maximum of a row so far.
class RunningMax {
 public:
  /// Takes a block; gives what earlier sums are to be multiplied by.
  [[nodiscard]] Exponential raise(std::span<const std::int64_t> scores);
  /// exp(score - max) with 20 fraction bits, 0 for kNoScore.
  [[nodiscard]] std::int64_t exp_of(std::int64_t score) const;
  [[nodiscard]] std::int64_t value() const { return max_; }

 private:
  std::int64_t max_ = kNoScore;
};

/// floor(sum * factor), the sum at most 2^42.
[[nodiscard]] inline std::int64_t scale_sum(std::int64_t sum, const Exponential& factor) {
  return sum * factor.mantissa >> (factor.shift > 43 ? 63 : 20 + factor.shift);
}

class OnlineSoftmax {
 public:
  struct Row {
    std::int64_t max = kNoScore;
    Scaled inverse_sum;  // of the sum as an integer
  };
  void add(std::span<const std::int64_t> scores);
  [[nodiscard]] Row finish() const { return {max_.value(), reciprocal(sum_)}; }
  [[nodiscard]] static std::int64_t probability(const Row& row, std::int64_t score);

 private:
  RunningMax max_;
  std::uint64_t sum_ = 0;
};

}  // namespace fluxgate
