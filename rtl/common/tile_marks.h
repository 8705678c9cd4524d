/// First-beat marks of a stimulus: tiles of the given corner lengths first, then 1..longest beats.
#pragma once
#include <vector>

#include "rtl/common/random_beats.h"

namespace fluxgate::rtl {

class TileMarks {
 public:
  TileMarks(std::uint64_t seed, std::vector<std::int64_t> corners, std::int64_t longest)
      : random_(seed), corners_(std::move(corners)), longest_(longest) {}
  /// Moves on to the next beat. Is it the first of a tile?
  [[nodiscard]] bool next() {
    const bool is_first = left_ == 0;
    if (is_first) left_ = tile_ < corners_.size() ? corners_[tile_++] : 1 + random_.below(longest_);
    --left_;
    return is_first;
  }
  [[nodiscard]] bool is_last() const { return left_ == 0; }

 private:
  RandomBeats random_;
  std::vector<std::int64_t> corners_;
  std::int64_t longest_;
  std::size_t tile_ = 0;
  std::int64_t left_ = 0;
};

}  // namespace fluxgate::rtl
