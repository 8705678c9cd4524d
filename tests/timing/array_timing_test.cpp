#include "models/npu/array_timing.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

using namespace fluxgate;
using namespace fluxgate::npu;

namespace {

ArrayTiming timing(Dataflow dataflow, bool overlaps, Preload preload = Preload::Hidden) {
  ArrayDescription a;
  a.rows = 8;
  a.cols = 4;
  a.dataflow = dataflow;
  a.fold_overlap = overlaps;
  a.preload = preload;
  a.rate.fill(1);
  a.rate[static_cast<std::size_t>(DType::Int16)] = 0.5;
  return ArrayTiming(a);
}

}  // namespace

TEST_CASE("one fold alone: preload, skew, stream") {
  CHECK(timing(Dataflow::WeightStationary, false)
            .block_time({10, 4, 8, 1, true}, DType::Int8)
            .issue == 28_cyc);  // 2R + C + M - 2
  CHECK(
      timing(Dataflow::InputStationary, false).block_time({4, 10, 8, 1, true}, DType::Int8).issue ==
      28_cyc);  // T = N
  CHECK(timing(Dataflow::OutputStationary, false)
            .block_time({8, 4, 10, 1, true}, DType::Int8)
            .issue == 20_cyc);  // T + R + C - 2
}

TEST_CASE("folds round up at tile + 1 and cost as much at the edge as full ones") {
  const ArrayTiming t = timing(Dataflow::WeightStationary, false);
  CHECK(t.block_time({10, 4, 8, 1, true}, DType::Int8).folds == 1);
  CHECK(t.block_time({10, 5, 8, 1, true}, DType::Int8).folds == 2);
  CHECK(t.block_time({10, 5, 9, 1, true}, DType::Int8).folds == 4);
  CHECK(t.block_time({10, 5, 9, 1, true}, DType::Int8).issue == 28_cyc * 4);
}

TEST_CASE("overlapped folds start a stream apart, a hidden preload at least the rows apart") {
  const ArrayTiming t = timing(Dataflow::WeightStationary, true);
  CHECK(t.block_time({20, 4, 8, 1, true}, DType::Int8).issue == 20_cyc);
  CHECK(t.block_time({3, 4, 8, 1, true}, DType::Int8).issue == 8_cyc);   // the preload takes 8 rows
  CHECK(t.block_time({3, 4, 8, 1, false}, DType::Int8).issue == 3_cyc);  // weights are there
  CHECK(t.block_time({20, 4, 8, 1, true}, DType::Int8).latency == 10_cyc);  // R + C - 2
  CHECK(t.block_time({20, 4, 8, 1, true}, DType::Int8).fill == 8_cyc);      // R: pipeline was empty
  CHECK(timing(Dataflow::WeightStationary, true, Preload::Exposed)
            .block_time({20, 4, 8, 1, true}, DType::Int8)
            .issue == 28_cyc);
}

TEST_CASE("ONNXim's array refills in 2R - 1 cycles and starts folds at least 4 apart") {
  ArrayDescription array;
  array.rows = 8;
  array.cols = 4;
  array.min_issue = 4_cyc;
  array.refill = Refill::TwiceRows;
  array.rate[static_cast<std::size_t>(DType::Int8)] = 1;
  const ArrayTiming t(array);
  CHECK(t.block_time({3, 4, 8, 1, false}, DType::Int8).issue == 4_cyc);
  CHECK(t.block_time({20, 4, 8, 1, true}, DType::Int8).fill == 15_cyc);
}

TEST_CASE("a type at half rate streams twice as long") {
  CHECK(timing(Dataflow::WeightStationary, true)
            .block_time({20, 4, 8, 1, true}, DType::Int16)
            .issue == 40_cyc);
}

TEST_CASE("cells of several stages lengthen the way of a partial sum and nothing else") {
  ArrayDescription a;
  a.rows = 8;
  a.cols = 4;
  a.rate.fill(1);
  const ArrayTime plain = ArrayTiming(a).block_time({100, 4, 8, 1, true}, DType::Int8);
  a.cell_stages = 15;
  const ArrayTime deep = ArrayTiming(a).block_time({100, 4, 8, 1, true}, DType::Int8);
  CHECK(deep.issue == plain.issue);
  CHECK(deep.latency - plain.latency == 98_cyc);  // 7 rows x 14 more stages
}

TEST_CASE("no block is faster than its multiply-accumulates") {
  rc::prop("bound", [] {
    const auto dataflow = *rc::gen::element(Dataflow::WeightStationary, Dataflow::OutputStationary,
                                            Dataflow::InputStationary);
    const auto m = *rc::gen::inRange<std::int64_t>(1, 100),
               n = *rc::gen::inRange<std::int64_t>(1, 100),
               k = *rc::gen::inRange<std::int64_t>(1, 100);
    const ArrayTiming t = timing(dataflow, *rc::gen::arbitrary<bool>());
    RC_ASSERT(t.block_time({m, n, k, 1, true}, DType::Int8).issue >=
              t.ideal_cycles(m * n * k, DType::Int8));
  });
}
