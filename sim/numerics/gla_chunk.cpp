#include "sim/numerics/gla_chunk.h"

#include <algorithm>
#include <numeric>

#include "sim/numerics/fixed_point.h"

namespace fluxgate {
namespace {

constexpr int kValueBits = 8, kKeyBits = 12, kDecayBits = 16, kStateBits = 20, kStateWidth = 36;

std::int64_t decayed(std::int64_t value, std::int64_t decay) {
  return shift_half_even(value * std::min(decay, std::int64_t{1} << kDecayBits), kDecayBits);
}

}  // namespace

std::vector<GlaChunks::Row> GlaChunks::run(std::span<const GlaToken> chunk) {
  const std::size_t dim_k = state_.size() / dim_v_;
  std::vector<Row> keys, results;
  Row since_start(dim_k, std::int64_t{1} << kDecayBits);
  for (std::size_t t = 0; t < chunk.size(); ++t) {
    for (std::size_t d = 0; d < dim_k; ++d) {
      for (Row& key : keys) key[d] = decayed(key[d], chunk[t].decay[d]);
      since_start[d] = decayed(since_start[d], chunk[t].decay[d]);
    }
    keys.push_back(chunk[t].k);
    for (std::int64_t& k : keys.back()) k <<= kKeyBits - kValueBits;
    results.push_back(result(chunk.first(t + 1), keys, since_start));
  }
  for (std::size_t d = 0; d < dim_k; ++d)
    for (std::size_t j = 0; j < dim_v_; ++j) {
      std::int64_t& s = state_[d * dim_v_ + j];
      s = decayed(s, since_start[d]);
      for (std::size_t i = 0; i < chunk.size(); ++i) s += keys[i][d] * chunk[i].v[j];
      s = saturate(s, kStateWidth);
    }
  return results;
}

GlaChunks::Row GlaChunks::result(std::span<const GlaToken> past, const std::vector<Row>& keys,
                                 const Row& since_start) const {
  const Row& q = past.back().q;
  Row sums(dim_v_);  // kKeyBits + kStateBits fraction bits
  for (std::size_t i = 0; i < past.size(); ++i) {
    const std::int64_t dot =
        std::inner_product(q.begin(), q.end(), keys[i].begin(), std::int64_t{0});
    const std::int64_t score = shift_half_even(dot, kValueBits);
    for (std::size_t j = 0; j < dim_v_; ++j) sums[j] += score * past[i].v[j] << kKeyBits;
  }
  for (std::size_t d = 0; d < q.size(); ++d) {
    const std::int64_t query =
        shift_half_even(q[d] * since_start[d], kValueBits + kDecayBits - kKeyBits);
    for (std::size_t j = 0; j < dim_v_; ++j) sums[j] += query * state_[d * dim_v_ + j];
  }
  for (std::int64_t& sum : sums)
    sum = saturate(shift_half_even(sum, kKeyBits + kStateBits - kValueBits), 16);
  return sums;
}

}  // namespace fluxgate
