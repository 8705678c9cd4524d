#include "rtl/common/pipeline_model.h"

#include <algorithm>

namespace fluxgate::rtl {

PipelineModel::PipelineModel(std::size_t in_lanes, std::size_t out_lanes, std::int64_t latency,
                             std::function<Function()> make)
    : make_(std::move(make)),
      stages_(static_cast<std::size_t>(latency), Stage{false, Beat(out_lanes)}),
      driven_(in_lanes) {
  reset();
}

void PipelineModel::reset() {
  function_ = make_();
  for (Stage& stage : stages_) stage.is_valid = false;
  is_in_valid_ = is_out_ready_ = false;
  settle();
}

void PipelineModel::drive_input(std::size_t, bool is_valid, std::span<const std::int64_t> beat) {
  is_in_valid_ = is_valid;
  if (is_valid) std::copy(beat.begin(), beat.end(), driven_.begin());
}
void PipelineModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }
void PipelineModel::settle() { is_moving_ = !output_valid(0) || is_out_ready_; }
bool PipelineModel::input_ready(std::size_t) const { return is_moving_; }
bool PipelineModel::output_valid(std::size_t) const { return stages_[head_].is_valid; }
void PipelineModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  std::copy(stages_[head_].beat.begin(), stages_[head_].beat.end(), beat.begin());
}

void PipelineModel::clock() {
  if (!is_moving_) return;
  Stage& entered = stages_[head_];  // its result has left: the newest operands take its place
  entered.is_valid = is_in_valid_;
  if (is_in_valid_) function_(driven_, entered.beat);
  head_ = (head_ + 1) % stages_.size();
}

}  // namespace fluxgate::rtl
