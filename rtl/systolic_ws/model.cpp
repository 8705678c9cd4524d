#include "rtl/systolic_ws/model.h"

#include <algorithm>

namespace fluxgate::rtl {

KernelStreams systolic_ws_streams(const SystolicShape& s) {
  return {{{"w", {{"data", s.cols, s.data_bits, true}}},
           {"a", {{"first", 1, 1, false}, {"data", s.rows, s.data_bits, true}}}},
          {{"c", {{"data", s.cols, s.acc_bits, true}}}}};
}

SystolicWsModel::SystolicWsModel(const SystolicShape& shape, std::int64_t latency)
    : shape_(shape), latency_(latency), pipe_(latency) {
  SystolicWsModel::reset();
}

void SystolicWsModel::reset() {
  const auto cells = static_cast<std::size_t>(shape_.rows) * static_cast<std::size_t>(shape_.cols);
  weights_.assign(cells, 0);
  next_weights_.assign(cells, 0);
  driven_weights_.assign(static_cast<std::size_t>(shape_.cols), 0);
  driven_operands_.assign(static_cast<std::size_t>(shape_.rows), 0);
  loaded_ = 0;
  pipe_ = StallPipe(latency_);
  weights_valid_ = operands_valid_ = is_out_ready_ = false;
  settle();
}

void SystolicWsModel::drive_input(std::size_t stream, bool is_valid,
                                  std::span<const std::int64_t> beat) {
  (stream == kWeights ? weights_valid_ : operands_valid_) = is_valid;
  if (!is_valid) return;
  if (stream == kWeights) {
    std::copy(beat.begin(), beat.end(), driven_weights_.begin());
  } else {
    is_first_ = beat[0] != 0;
    std::copy(beat.begin() + 1, beat.end(), driven_operands_.begin());
  }
}

void SystolicWsModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }

void SystolicWsModel::settle() {
  is_moving_ = !output_valid(0) || is_out_ready_;
  const bool is_full = loaded_ == shape_.rows;
  is_operand_ready_ = is_moving_ && (!is_first_ || is_full);
  const bool is_swap = operands_valid_ && is_operand_ready_ && is_first_;
  is_weight_ready_ = is_moving_ && (!is_full || is_swap);
}

bool SystolicWsModel::input_ready(std::size_t stream) const {
  return stream == kWeights ? is_weight_ready_ : is_operand_ready_;
}
bool SystolicWsModel::output_valid(std::size_t) const { return pipe_.is_offered(); }
void SystolicWsModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void SystolicWsModel::multiply(const Beat& operands, const Beat& weights, Beat& result) const {
  const auto cols = static_cast<std::size_t>(shape_.cols);
  const int shift = 64 - shape_.acc_bits;
  for (std::size_t c = 0; c < cols; ++c) {
    std::uint64_t sum = 0;  // modulo 2^64 covers modulo 2^acc_bits
    for (std::size_t r = 0; r < operands.size(); ++r)
      sum += static_cast<std::uint64_t>(operands[r] * weights[r * cols + c]);
    result[c] = static_cast<std::int64_t>(sum << shift) >> shift;
  }
}

void SystolicWsModel::clock() {
  if (!is_moving_) return;
  if (operands_valid_ && is_operand_ready_) {
    if (is_first_) {
      weights_.swap(next_weights_);
      loaded_ = 0;
    }
    Beat result(static_cast<std::size_t>(shape_.cols));
    multiply(driven_operands_, weights_, result);
    pipe_.push(std::move(result));
  }
  if (weights_valid_ && is_weight_ready_) {
    std::copy(driven_weights_.begin(), driven_weights_.end(),
              next_weights_.begin() + loaded_ * shape_.cols);
    ++loaded_;
  }
  pipe_.step();
}

}  // namespace fluxgate::rtl
