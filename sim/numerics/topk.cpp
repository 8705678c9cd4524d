#include "sim/numerics/topk.h"

#include <algorithm>
#include <numeric>

namespace fluxgate {

std::vector<int> top_k(std::span<const std::int64_t> scores, int k) {
  std::vector<int> order(scores.size());
  std::iota(order.begin(), order.end(), 0);
  const auto score = [&](int i) { return scores[static_cast<std::size_t>(i)]; };
  std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](int a, int b) {
    return score(a) != score(b) ? score(a) > score(b) : a < b;
  });
  order.resize(static_cast<std::size_t>(k));
  return order;
}

}  // namespace fluxgate
