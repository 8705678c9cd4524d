#include "rtl/systolic_os/model.h"

#include <algorithm>

namespace fluxgate::rtl {

KernelStreams systolic_os_streams(const SystolicOsShape& s) {
  return {{{"a", {{"last", 1, 1}, {"data", s.rows, s.data_bits, true}}},
           {"b", {{"data", s.cols, s.data_bits, true}}}},
          {{"c", {{"last", 1, 1}, {"data", s.cols, s.acc_bits, true}}}}};
}

SystolicOsModel::SystolicOsModel(const SystolicOsShape& shape) : shape_(shape) { reset(); }

void SystolicOsModel::reset() {
  const auto rows = static_cast<std::size_t>(shape_.rows);
  const auto cols = static_cast<std::size_t>(shape_.cols);
  sums_.assign(rows * cols, 0);
  driven_column_.assign(rows + 1, 0);
  driven_row_.assign(cols, 0);
  results_.clear();
  moved_ = next_last_ = 0;
  is_column_valid_ = is_row_valid_ = is_out_ready_ = false;
  settle();
}

void SystolicOsModel::drive_input(std::size_t stream, bool is_valid,
                                  std::span<const std::int64_t> beat) {
  (stream == kColumn ? is_column_valid_ : is_row_valid_) = is_valid;
  if (is_valid)
    std::copy(beat.begin(), beat.end(), (stream == kColumn ? driven_column_ : driven_row_).begin());
}

void SystolicOsModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }

void SystolicOsModel::settle() {
  is_moving_ = !output_valid(0) || is_out_ready_;
  is_open_ = is_moving_ && (driven_column_[0] == 0 || moved_ >= next_last_);
}

bool SystolicOsModel::input_ready(std::size_t stream) const {
  return is_open_ && (stream == kColumn ? is_row_valid_ : is_column_valid_);
}
bool SystolicOsModel::output_valid(std::size_t) const {
  return !results_.empty() && results_.front().due == moved_;
}
void SystolicOsModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  std::copy(results_.front().beat.begin(), results_.front().beat.end(), beat.begin());
}

void SystolicOsModel::accumulate() {
  const std::size_t cols = driven_row_.size();
  for (std::size_t r = 0; r + 1 < driven_column_.size(); ++r)
    for (std::size_t c = 0; c < cols; ++c)
      sums_[r * cols + c] += static_cast<std::uint64_t>(driven_column_[r + 1] * driven_row_[c]);
}

void SystolicOsModel::finish_tile() {
  const auto cols = static_cast<std::size_t>(shape_.cols);
  const int shift = 64 - shape_.acc_bits;
  for (std::int64_t r = 0; r < shape_.rows; ++r) {
    Beat beat{r + 1 == shape_.rows ? 1 : 0};
    for (std::size_t c = 0; c < cols; ++c)
      beat.push_back(
          static_cast<std::int64_t>(sums_[static_cast<std::size_t>(r) * cols + c] << shift) >>
          shift);
    results_.push_back({moved_ + shape_.rows + shape_.cols - 1 + r, std::move(beat)});
  }
  std::fill(sums_.begin(), sums_.end(), 0);
  next_last_ = moved_ + shape_.rows;
}

void SystolicOsModel::clock() {
  if (!is_moving_) return;
  if (output_valid(0)) results_.pop_front();
  if (is_open_ && is_column_valid_ && is_row_valid_) {
    accumulate();
    if (driven_column_[0] != 0) finish_tile();
  }
  ++moved_;
}

}  // namespace fluxgate::rtl
