#include <catch2/catch.hpp>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

constexpr std::int64_t kRows = 16, kCols = 16;

test::KernelRun run(const std::vector<std::int64_t>& pairs, std::int64_t blocked_from = 0,
                    std::int64_t blocked_to = 0) {
  const KernelKind& kernel = Kernels::get("systolic_os");
  test::KernelRun r;
  r.inputs.assign(2, {});
  for (const std::int64_t k : pairs) {
    for (std::int64_t i = 0; i < k; ++i) {
      r.inputs[0].emplace_back(kernel.streams.inputs[0].lanes(), 2);
      r.inputs[0].back()[0] = i + 1 == k ? 1 : 0;
      r.inputs[1].emplace_back(kernel.streams.inputs[1].lanes(), 3);
    }
  }
  r.blocked_from = blocked_from;
  r.blocked_to = blocked_to;
  const auto rtl = kernel.make_rtl();
  r.run(*rtl, kernel.streams);
  return r;
}

}  // namespace

TEST_CASE(
    "output-stationary RTL: a fold computes for K + R + C - 2 cycles, then drains a row each") {
  for (const std::int64_t k : {1, 15, 16, 17, 100}) {
    const test::KernelRun r = run({k});
    REQUIRE(r.produced[0].size() == kRows);
    CHECK(r.produced[0].front() == k + kRows + kCols - 2);  // offered the cycle after
    CHECK(r.produced[0].back() + 1 == k + 2 * kRows + kCols - 2);
    CHECK(r.results[0].back() == [&] {
      Beat row(kCols + 1, 6 * k);
      row[0] = 1;
      return row;
    }());
  }
}

TEST_CASE("output-stationary RTL: tiles start max(K, R) cycles apart, the drain hidden") {
  for (const std::int64_t k : {1, 15, 16, 17, 40}) {
    const test::KernelRun r = run({k, k, k, k});
    REQUIRE(r.produced[0].size() == 4 * kRows);
    const std::int64_t apart = std::max(k, kRows);
    for (std::size_t tile = 1; tile < 4; ++tile)
      CHECK(r.produced[0][tile * kRows] - r.produced[0][(tile - 1) * kRows] == apart);
    CHECK(r.accepted[0].back() == k - 1 + 3 * apart);
  }
}

TEST_CASE("output-stationary RTL: a blocked row holds the array, and costs just that") {
  const test::KernelRun r = run({20, 20}, 60, 90);
  CHECK(r.produced[0].back() + 1 == 20 + 20 + 2 * kRows + kCols - 2 + 30);
}
