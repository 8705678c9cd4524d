/// Row lengths of a stimulus in beats: corners first, then random up to `usual`; every 16th row is
/// up to `longest`.
#pragma once
#include <vector>

#include "rtl/common/random_beats.h"

namespace fluxgate::rtl {

class RowLengths {
 public:
  RowLengths(std::uint64_t seed, std::vector<std::int64_t> corners, std::int64_t usual,
             std::int64_t longest)
      : random_(seed), corners_(std::move(corners)), usual_(usual), longest_(longest) {}
  /// Goes on by one beat.
  void step() {
    is_first_ = left_ == 0;
    if (is_first_) left_ = next();
    --left_;
  }
  [[nodiscard]] bool is_first() const { return is_first_; }
  [[nodiscard]] bool is_last() const { return left_ == 0; }
  [[nodiscard]] std::size_t row() const { return row_ - 1; }

 private:
  std::int64_t next() {
    const std::size_t row = row_++;
    if (row < corners_.size()) return corners_[row];
    return 1 + random_.below(row % 16 == 0 ? longest_ : usual_);
  }
  RandomBeats random_;
  std::vector<std::int64_t> corners_;
  std::int64_t usual_, longest_, left_ = 0;
  std::size_t row_ = 0;
  bool is_first_ = false;
};

}  // namespace fluxgate::rtl
