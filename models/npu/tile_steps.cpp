#include "models/npu/tile_steps.h"

#include <algorithm>

#include "models/npu/array_twin.h"

namespace fluxgate::npu {
namespace {

double volume(std::int64_t a, std::int64_t b, std::int64_t c) {
  return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
}

}  // namespace

std::vector<Step> TileSteps::build(const Tile& tile) const {
  std::vector<Step> steps;
  const std::int64_t depth = g_.shape.k;
  for (std::int64_t kc = 0; kc < depth; kc += map_.tk) {
    const std::int64_t k_end = std::min(depth, kc + map_.tk);
    for (std::int64_t n = 0; n < tile.n; n += map_.sn)
      for (std::int64_t k = kc; k < k_end; k += map_.sk)
        for (std::int64_t m = 0; m < tile.m; m += map_.sm)
          steps.push_back(step(tile, block(tile, m, n, k, k_end)));
  }
  return steps;
}

TileSteps::Block TileSteps::block(const Tile& tile, std::int64_t m, std::int64_t n, std::int64_t k,
                                  std::int64_t k_end) const {
  Block b{};
  b.m = m;
  b.n = n;
  b.k = k;
  b.rows = std::min(map_.sm, tile.m - m);
  b.cols = std::min(map_.sn, tile.n - n);
  b.depth = std::min(map_.sk, k_end - k);
  b.is_first = m == 0 && n == 0 && k == 0;
  b.is_last_rows = m + b.rows >= tile.m;
  b.is_last_cols = n + b.cols >= tile.n;
  b.is_last_depth = k + b.depth >= g_.shape.k;
  b.loads_left = tile.loads_left && n == 0;
  b.loads_right = tile.loads_right && m == 0;
  return b;
}

void TileSteps::reserve(Step& s, const Tile& tile, const Block& b) const {
  // A slab is reserved whole by the first step of its first tile and freed by the last of its last
  // tile.
  const bool is_end = b.is_last_rows && b.is_last_cols && b.is_last_depth;
  const Bytes left = to_bytes(volume(b.rows, b.depth, tile.batches) * g_.left.total());
  const Bytes right = to_bytes(volume(b.depth, b.cols, tile.batches) * g_.right.total());
  if (map_.resident == Resident::Left) {
    const Bytes slab = to_bytes(volume(tile.m, g_.shape.k, tile.batches) * g_.left.total());
    if (b.is_first && tile.loads_left) s.hold += slab;
    if (is_end && tile.releases_left) s.release += slab;
  } else {
    if (b.loads_left) s.hold += left;
    if (b.is_last_cols) s.release += left;
  }
  if (map_.resident == Resident::Right) {
    const Bytes slab = to_bytes(volume(tile.n, g_.shape.k, tile.batches) * g_.right.total());
    if (b.is_first && tile.loads_right) s.hold += slab;
    if (is_end && tile.releases_right) s.release += slab;
  } else {
    if (b.loads_right) s.hold += right;
    if (b.is_last_rows) s.release += right;
  }
  if (b.is_last_depth) {
    const Bytes extra = to_bytes(volume(b.rows, b.cols, tile.batches) * g_.extra.total());
    s.hold += extra;
    s.release += extra;
  }
}

Step TileSteps::step(const Tile& tile, const Block& b) const {
  const double left = volume(b.rows, b.depth, tile.batches);
  const double right = volume(b.depth, b.cols, tile.batches);
  const double outputs = volume(b.rows, b.cols, tile.batches);
  Step s;
  reserve(s, tile, b);
  Traffic load;
  const auto add = [&load](double elements, const Traffic& each) {
    load.dram += elements * each.dram;
    load.shared += elements * each.shared;
  };
  if (b.loads_left) add(left, g_.left);
  if (b.loads_right) add(right, g_.right);
  if (b.is_last_depth) add(outputs, g_.extra);
  s.streams = std::max(1, (b.loads_left ? 1 : 0) + (b.loads_right ? 1 : 0));
  s.load_dram = to_bytes(load.dram);
  s.load_shared = to_bytes(load.shared);
  const Bytes partial = to_bytes(outputs * static_cast<double>(d_.accumulator_bits) / 8);
  if (b.k == 0) s.opens = partial;
  const double operands = (left + right) * static_cast<double>(bits(g_.dtype)) / 8;
  const ArrayTime time =
      step_time(d_, timing_, {b.rows, b.cols, b.depth, tile.batches, b.m == 0}, g_.dtype);
  double moved = load.total();
  if (b.is_last_depth) {
    s.closes = partial;
    s.store_dram = to_bytes(outputs * g_.out.dram);
    s.store_shared = to_bytes(outputs * g_.out.shared);
    moved += outputs * g_.out.total();
  }
  s.add({Unit::Array, with_scratchpad(d_, time.issue, operands, moved), time.latency, time.fill});
  if (b.is_last_depth && (g_.epilogue_ops > 0 || g_.epilogue_special > 0)) {
    s.add({Unit::Vector,
           vector_cycles(d_, outputs * g_.epilogue_ops, outputs * g_.epilogue_special), Cycles(0),
           Cycles(0)});
    s.vector_ops = static_cast<std::int64_t>(outputs * (g_.epilogue_ops + g_.epilogue_special));
  }
  s.macs = static_cast<std::int64_t>(volume(b.rows, b.cols, b.depth)) * tile.batches;
  count_traffic(s, tile, b, moved);
  return s;
}

void TileSteps::count_traffic(Step& s, const Tile& tile, const Block& b, double moved) const {
  const double element = static_cast<double>(bits(g_.dtype)) / 8;
  const auto folds = static_cast<double>(ceil_div(b.cols, d_.array.cols));
  const double left = volume(b.rows, b.depth, tile.batches) * element * folds;
  const double right = volume(b.depth, b.cols, tile.batches) * element;
  s.scratchpad_bytes = static_cast<std::int64_t>(left + right + moved);
  s.accumulator_bytes = accumulator_traffic(d_, volume(b.rows, b.cols, tile.batches), b.depth);
}

}  // namespace fluxgate::npu
