#include "sim/numerics/topk.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

using namespace fluxgate;

TEST_CASE("the largest come first, the lower index among equal ones") {
  const std::vector<std::int64_t> scores{3, -7, 9, 3, 9, 0};
  CHECK(top_k(scores, 1) == std::vector<int>{2});
  CHECK(top_k(scores, 4) == std::vector<int>{2, 4, 0, 3});
  CHECK(top_k(scores, 6) == std::vector<int>{2, 4, 0, 3, 5, 1});
}

TEST_CASE("top k is the head of a stable sort by falling score") {
  rc::prop("equal to std::stable_sort", [] {
    const auto scores =
        *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange(-4, 5)));
    const int k = *rc::gen::inRange(1, static_cast<int>(scores.size()) + 1);
    std::vector<int> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
    });
    order.resize(static_cast<std::size_t>(k));
    RC_ASSERT(top_k(scores, k) == order);
  });
}
