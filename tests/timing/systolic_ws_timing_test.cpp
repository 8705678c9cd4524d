#include <catch2/catch.hpp>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

struct Array {
  std::string kernel;
  std::int64_t rows, cols, latency;  // of a result row after its operand row
};
const std::vector<Array> kArrays{{"systolic_ws", 16, 16, 31}, {"systolic_ws_bf16", 4, 4, 8}};

test::KernelRun run(const Array& array, std::size_t tiles, std::int64_t rows_of_tile) {
  const KernelKind& kernel = Kernels::get(array.kernel);
  test::KernelRun r;
  r.inputs.assign(2, {});
  for (std::size_t t = 0; t < tiles; ++t) {
    for (std::int64_t i = 0; i < array.rows; ++i)
      r.inputs[0].emplace_back(kernel.streams.inputs[0].lanes());
    for (std::int64_t i = 0; i < rows_of_tile; ++i) {
      r.inputs[1].emplace_back(kernel.streams.inputs[1].lanes());
      r.inputs[1].back()[0] = i == 0 ? 1 : 0;
    }
  }
  const auto rtl = kernel.make_rtl();
  r.run(*rtl, kernel.streams);
  return r;
}

}  // namespace

TEST_CASE("weight-stationary RTL: a tile alone loads, then gives a row a cycle after its latency") {
  for (const Array& array : kArrays) {
    CAPTURE(array.kernel);
    for (const std::int64_t rows : {std::int64_t{1}, array.rows, array.rows + 1}) {
      const test::KernelRun r = run(array, 1, rows);
      REQUIRE(r.produced[0].size() == static_cast<std::size_t>(rows));
      CHECK(r.accepted[1].front() == array.rows);
      CHECK(r.produced[0].front() == array.rows + array.latency);
      CHECK(r.produced[0].back() + 1 == array.rows + array.latency + rows);
    }
  }
}

TEST_CASE("weight-stationary RTL: tiles start max(T, rows) cycles apart, weights hidden") {
  for (const Array& array : kArrays) {
    CAPTURE(array.kernel);
    for (const std::int64_t rows : {std::int64_t{1}, array.rows, array.rows + 1}) {
      const test::KernelRun r = run(array, 4, rows);
      const auto tile = static_cast<std::size_t>(rows);
      REQUIRE(r.produced[0].size() == 4 * tile);
      for (std::size_t t = 1; t < 4; ++t)
        CHECK(r.produced[0][t * tile] - r.produced[0][(t - 1) * tile] ==
              std::max(rows, array.rows));
    }
  }
}
