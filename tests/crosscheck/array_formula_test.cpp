#include <catch2/catch.hpp>

#include "models/npu/array_twin.h"

using namespace fluxgate;
using namespace fluxgate::npu;

namespace {

/// The machine whose array is the kernel: 16 x 16, INT8, hidden preload.
Description machine() {
  Description d;
  d.array.rows = d.array.cols = 16;
  d.array.rate[static_cast<std::size_t>(DType::Int8)] = 1;
  return d;
}

std::vector<Block> blocks() {
  std::vector<Block> all;
  for (const std::int64_t m : {1, 2, 15, 16, 17, 64})
    for (const std::int64_t n : {1, 16, 17, 40})
      for (const std::int64_t k : {1, 16, 33}) all.push_back({m, n, k, 1, true});
  all.push_back({5, 16, 16, 3, true});
  all.push_back({40, 16, 16, 1, false});
  return all;
}

}  // namespace

TEST_CASE("the array formula is the RTL, cycle by cycle, at every block shape") {
  const Description d = machine();
  const ArrayTiming timing(d.array);
  ArrayTwin twin(d, std::nullopt, 3);
  for (const Block& block : blocks()) {
    const ArrayTime formula = timing.block_time(block, DType::Int8);
    const ArrayTime rtl = twin.time(block, DType::Int8, formula);
    INFO(block.m << " x " << block.n << " x " << block.k << " times " << block.repeat);
    CHECK(rtl.fill == formula.fill);
    CHECK(rtl.issue == formula.issue);
    CHECK(rtl.latency == formula.latency);
    CHECK(rtl.folds == formula.folds);
  }
  CHECK(twin.finish().transactions > 1000);
}

TEST_CASE("one fold alone takes SCALE-Sim's 2R + C + T - 2 cycles on the RTL") {
  Description d = machine();
  ArrayTwin twin(d, std::nullopt, 3);
  d.array.fold_overlap = false;
  const ArrayTiming alone(d.array);
  for (const std::int64_t rows : {1, 16, 50}) {
    const ArrayTime rtl = twin.time({rows, 16, 16, 1, true}, DType::Int8, {});
    CHECK(rtl.fill + rtl.issue + rtl.latency >= alone.fold_cycles(rows));
    CHECK(rtl.fill.value + std::max(rtl.issue.value + rtl.latency.value, std::int64_t{0}) ==
          std::max(alone.fold_cycles(rows).value, 2 * d.array.rows));
  }
}

TEST_CASE("a twin refuses arrays and types it is not") {
  Description d = machine();
  d.array.rows = 32;
  CHECK_THROWS_WITH(ArrayTwin(d, std::nullopt, 1), Catch::Contains("array.rows must be 16"));
  ArrayTwin twin(machine(), std::nullopt, 1);
  CHECK_THROWS_WITH(twin.time({4, 4, 4, 1, true}, DType::Bf16, {}), Catch::Contains("bf16"));
}
