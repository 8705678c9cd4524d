#include "sim/numerics/attention_head.h"

#include <algorithm>
#include <numeric>

#include "sim/numerics/fixed_point.h"

namespace fluxgate {
namespace {

constexpr int kScaleBits = 16, kOutBits = 8;

}  // namespace

AttentionRow::AttentionRow(std::span<const std::int64_t> query, std::int64_t scale,
                           std::int64_t visible)
    : query_(query.begin(), query.end()),
      columns_(query.size()),
      scale_(scale),
      visible_(visible) {}

std::int64_t AttentionRow::score(std::span<const std::int64_t> key) const {
  const std::int64_t dot =
      std::inner_product(query_.begin(), query_.end(), key.begin(), std::int64_t{0});
  const std::int64_t scaled = saturate(shift_half_even(dot * scale_, kScaleBits), 16);
  return std::max(scaled, kNoScore + 1);
}

void AttentionRow::add_tile(std::span<const std::int64_t> keys,
                            std::span<const std::int64_t> values) {
  const std::size_t size = query_.size();
  std::vector<std::int64_t> scores(keys.size() / size, kNoScore);
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (keys_++ < visible_) scores[i] = score(keys.subspan(i * size, size));
  const Exponential factor = max_.raise(scores);
  sum_ = scale_sum(sum_, factor);
  for (std::int64_t& column : columns_) column = scale_sum(column, factor);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const std::int64_t weight = max_.exp_of(scores[i]);
    sum_ += weight;
    for (std::size_t d = 0; d < size; ++d) columns_[d] += weight * values[i * size + d];
  }
}

void AttentionRow::finish(std::span<std::int64_t> out) const {
  const Scaled inverse = reciprocal(static_cast<std::uint64_t>(sum_));
  for (std::size_t d = 0; d < out.size(); ++d)
    out[d] = saturate(
        shift_half_even(columns_[d] * inverse.mantissa, 20 - kOutBits + inverse.exponent), 16);
}

}  // namespace fluxgate
