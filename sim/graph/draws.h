/// Random choices of the dynamic parts of a network: which depth a sample takes, how many rows a
/// module takes, how many tokens each expert gets. A draw depends on seed, sample and stream only
/// (SplitMix64), so that a run is the same on every machine and at any job count.
#pragma once
#include <cstdint>
#include <vector>

namespace fluxgate {

struct DrawKey {
  std::uint64_t seed = 1;
  std::int64_t sample = 0, stream = 0;
};

/// An index with the given weights.
[[nodiscard]] std::int64_t draw_index(const std::vector<double>& weights, const DrawKey& key);

/// Each of `rows` rows takes each of `of` parts with probability `share`; gives the rows that take
/// more than 0, 1, ... of - 1 parts.
[[nodiscard]] std::vector<std::int64_t> draw_tally(std::int64_t rows, std::int64_t of, double share,
                                                   const DrawKey& key);

/// Experts that get a like number of rows.
struct LoadClass {
  std::int64_t experts = 0, rows = 0;
};
/// Every token chooses `top_k` different experts with the given weights; experts that got rows, in
/// at most `classes` classes from the most loaded one on. `rows` is the largest of its class.
[[nodiscard]] std::vector<LoadClass> draw_routing(std::int64_t tokens, std::int64_t top_k,
                                                  const std::vector<double>& weights,
                                                  std::size_t classes, const DrawKey& key);

/// Weights of experts: rank^-exponent (Zipf; 0: balanced), or a quarter of the experts with three
/// quarters of the tokens.
[[nodiscard]] std::vector<double> zipf_weights(std::int64_t experts, double exponent);
[[nodiscard]] std::vector<double> skewed_weights(std::int64_t experts);

}  // namespace fluxgate
