/// The steps of one output tile of a contraction on the array.
/// Step: load the blocks that are new; array for max(block_time, scratchpad time); at the last
/// depth the epilogue on the vector unit, then the store.
#pragma once
#include <vector>

#include "models/npu/mapping.h"

namespace fluxgate::npu {

struct Tile {
  std::int64_t m = 1, n = 1, batches = 1;
  bool loads_left = true, loads_right = true;        // false: its resident slab is there already
  bool releases_left = true, releases_right = true;  // last tile that uses the resident slab
};

class TileSteps {
 public:
  TileSteps(const Description& d, const Gemm& gemm, const Mapping& mapping)
      : d_(d), timing_(d.array), g_(gemm), map_(mapping) {}
  [[nodiscard]] std::vector<Step> build(const Tile& tile) const;

 private:
  struct Block {  // place and extents inside the tile
    std::int64_t m, n, k, rows, cols, depth;
    bool is_first, is_last_rows, is_last_cols, is_last_depth;
    bool loads_left, loads_right;
  };
  [[nodiscard]] Block block(const Tile& tile, std::int64_t m, std::int64_t n, std::int64_t k,
                            std::int64_t k_end) const;
  [[nodiscard]] Step step(const Tile& tile, const Block& b) const;
  void reserve(Step& step, const Tile& tile, const Block& b) const;
  /// Bytes for the energy: an operand enters the array once a fold over the columns.
  void count_traffic(Step& step, const Tile& tile, const Block& b, double moved) const;

  const Description& d_;
  ArrayTiming timing_;
  const Gemm& g_;
  const Mapping& map_;
};

}  // namespace fluxgate::npu
