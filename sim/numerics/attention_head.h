/// One query row of an attention head in fixed point, as fg_attention_head makes it, a tile of keys
/// at a time, with the online softmax of sim/numerics/online_softmax.h:
///   score = q k * scale * 2^-16 (8 fraction bits, rounded half to even, saturated at +-32767),
///   sum = floor(sum * exp(m_before - m)) + sum of e, the same for each column with e v,
///   o = column / sum in steps of v with 8 fraction bits, rounded half to even, 16 bits.
/// q, k, v: INT8. Key number `visible` (from 0) and later ones are masked; no visible key gives 0.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sim/numerics/online_softmax.h"

namespace fluxgate {

class AttentionRow {
 public:
  AttentionRow(std::span<const std::int64_t> query, std::int64_t scale, std::int64_t visible);
  /// Keys and values of the next keys of the row, key major.
  void add_tile(std::span<const std::int64_t> keys, std::span<const std::int64_t> values);
  void finish(std::span<std::int64_t> out) const;

 private:
  [[nodiscard]] std::int64_t score(std::span<const std::int64_t> key) const;

  std::vector<std::int64_t> query_, columns_;
  std::int64_t scale_, visible_, keys_ = 0, sum_ = 0;
  RunningMax max_;
};

}  // namespace fluxgate
