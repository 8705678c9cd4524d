#include "models/npu/array_timing.h"

#include <algorithm>
#include <cmath>

namespace fluxgate::npu {
namespace {

struct Extents {
  std::int64_t on_rows, on_cols, streamed;
};

Extents extents(Dataflow dataflow, const Block& b) {
  switch (dataflow) {
    case Dataflow::WeightStationary:
      return {b.k, b.n, b.m};
    case Dataflow::InputStationary:
      return {b.k, b.m, b.n};
    case Dataflow::OutputStationary:
      return {b.m, b.n, b.k};
  }
  FG_CHECK(false);
  return {};
}

}  // namespace

Cycles ArrayTiming::fold_cycles(std::int64_t streamed) const {
  const std::int64_t skew = (array_.rows - 1) * array_.cell_stages + array_.cols - 1;
  const std::int64_t preload = array_.dataflow == Dataflow::OutputStationary ? 0 : array_.rows;
  return Cycles(preload + skew + streamed);
}

ArrayTime ArrayTiming::block_time(const Block& block, DType dtype) const {
  const Extents e = extents(array_.dataflow, block);
  const double rate = array_.rate[static_cast<std::size_t>(dtype)];
  const auto streamed =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(e.streamed) / rate));
  ArrayTime time;
  time.folds = ceil_div(e.on_rows, array_.rows) * ceil_div(e.on_cols, array_.cols) * block.repeat;
  const std::int64_t folds_in_turn = ceil_div(time.folds, array_.count);
  if (!array_.fold_overlap) {
    time.issue = fold_cycles(streamed) * folds_in_turn;
    return time;
  }
  const std::int64_t start = std::max(streamed, array_.min_issue.value);
  std::int64_t interval = start;
  if (block.has_new_stationary || time.folds > 1) {
    interval =
        array_.preload == Preload::Hidden ? std::max(start, array_.rows) : start + array_.rows;
    if (array_.dataflow != Dataflow::OutputStationary && array_.preload == Preload::Hidden)
      time.fill = Cycles(array_.refill == Refill::Rows ? array_.rows : 2 * array_.rows - 1);
  }
  time.issue = Cycles(interval * folds_in_turn);
  const std::int64_t skew = (array_.rows - 1) * array_.cell_stages + array_.cols - 1;
  time.latency = Cycles(std::max<std::int64_t>(0, skew + start - interval));
  return time;
}

Cycles ArrayTiming::ideal_cycles(std::int64_t macs, DType dtype) const {
  const double a_cycle = static_cast<double>(array_.rows * array_.cols * array_.count) *
                         array_.rate[static_cast<std::size_t>(dtype)];
  return Cycles(static_cast<std::int64_t>(std::floor(static_cast<double>(macs) / a_cycle)));
}

}  // namespace fluxgate::npu
