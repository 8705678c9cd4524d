#include "sim/graph/draws.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/random.h"

namespace fluxgate {
namespace {

class Random {
 public:
  explicit Random(const DrawKey& key)
      : state_(split_mix(split_mix(split_mix(key.seed) + static_cast<std::uint64_t>(key.sample)) +
                         static_cast<std::uint64_t>(key.stream))) {}
  /// Uniform in [0, 1).
  double next() {
    state_ += kSplitMixStep;
    return static_cast<double>(split_mix(state_) >> 11U) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_;
};

/// Index of the first running sum beyond x.
std::size_t find(const std::vector<double>& sums, double x) {
  const auto at = std::upper_bound(sums.begin(), sums.end(), x * sums.back());
  return static_cast<std::size_t>(std::min(at, sums.end() - 1) - sums.begin());
}

std::vector<double> running_sums(const std::vector<double>& weights) {
  std::vector<double> sums(weights.size());
  std::partial_sum(weights.begin(), weights.end(), sums.begin());
  return sums;
}

}  // namespace

std::int64_t draw_index(const std::vector<double>& weights, const DrawKey& key) {
  return static_cast<std::int64_t>(find(running_sums(weights), Random(key).next()));
}

std::vector<std::int64_t> draw_tally(std::int64_t rows, std::int64_t of, double share,
                                     const DrawKey& key) {
  Random random(key);
  std::vector<std::int64_t> more(static_cast<std::size_t>(of), 0);
  for (std::int64_t row = 0; row < rows; ++row) {
    std::size_t taken = 0;
    for (std::int64_t part = 0; part < of; ++part) taken += random.next() < share ? 1 : 0;
    for (std::size_t i = 0; i < taken; ++i) ++more[i];
  }
  return more;
}

std::vector<LoadClass> draw_routing(std::int64_t tokens, std::int64_t top_k,
                                    const std::vector<double>& weights, std::size_t classes,
                                    const DrawKey& key) {
  Random random(key);
  const std::vector<double> sums = running_sums(weights);
  std::vector<std::int64_t> loads(weights.size(), 0);
  std::vector<std::int64_t> last(weights.size(), -1);  // token that chose the expert last
  for (std::int64_t token = 0; token < tokens; ++token)
    for (std::int64_t k = 0; k < top_k; ++k) {
      std::size_t expert = find(sums, random.next());
      // Another draw for an expert the token has already; the next free one after many.
      for (int tries = 0; last[expert] == token; ++tries)
        expert = tries < 64 ? find(sums, random.next()) : (expert + 1) % weights.size();
      last[expert] = token;
      ++loads[expert];
    }
  std::sort(loads.rbegin(), loads.rend());
  while (!loads.empty() && loads.back() == 0) loads.pop_back();
  std::vector<LoadClass> result;
  for (const std::int64_t load : loads) {
    // A class ends where the load falls below three quarters of its largest.
    const bool is_new =
        result.empty() || (4 * load < 3 * result.back().rows && result.size() < classes);
    if (is_new) result.push_back({0, load});
    ++result.back().experts;
  }
  return result;
}

std::vector<double> zipf_weights(std::int64_t experts, double exponent) {
  std::vector<double> weights;
  for (std::int64_t rank = 1; rank <= experts; ++rank)
    weights.push_back(std::pow(static_cast<double>(rank), -exponent));
  return weights;
}

std::vector<double> skewed_weights(std::int64_t experts) {
  const std::int64_t hot = std::max<std::int64_t>(1, experts / 4);
  std::vector<double> weights(static_cast<std::size_t>(experts),
                              0.25 / static_cast<double>(std::max<std::int64_t>(1, experts - hot)));
  std::fill_n(weights.begin(), hot, 0.75 / static_cast<double>(hot));
  return weights;
}

}  // namespace fluxgate
