/// Gated linear attention in chunks in fixed point, as fg_gla_chunk makes it. For tokens t with
/// S_t = diag(decay_t) S_(t-1) + k_t v_t', o_t = S_t' q_t, a chunk at a time:
///   k~_i = k_i decayed token by token, score_ti = q_t . k~_i (both 12 fraction bits, half to
///   even), o_t = sum over i <= t of score_ti v_i + (q_t b_t)' S, rounded half to even to 8, 16
///   bits; then S = diag(b) S + sum of k~_i v_i' (20 fraction bits, saturated at 36 bits),
/// b_t: product of the decays since the chunk began (16 fraction bits, half to even each token).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace fluxgate {

struct GlaToken {
  std::vector<std::int64_t> decay;  // 16 fraction bits, above 2^16 counts as 2^16
  std::vector<std::int64_t> q, k;   // 8 fraction bits, as many as decay
  std::vector<std::int64_t> v;      // 8 fraction bits
};

class GlaChunks {
 public:
  GlaChunks(std::size_t dim_k, std::size_t dim_v) : dim_v_(dim_v), state_(dim_k * dim_v) {}
  void clear() { state_.assign(state_.size(), 0); }
  /// Results of the tokens of a chunk, dim_v a token; takes the state over the chunk.
  [[nodiscard]] std::vector<std::vector<std::int64_t>> run(std::span<const GlaToken> chunk);
  /// Row major, dim_k rows.
  [[nodiscard]] std::span<const std::int64_t> state() const { return state_; }

 private:
  using Row = std::vector<std::int64_t>;
  [[nodiscard]] Row result(std::span<const GlaToken> past, const std::vector<Row>& keys,
                           const Row& since_start) const;

  std::size_t dim_v_;
  Row state_;
};

}  // namespace fluxgate
