#include "rtl/common/tile_pipeline.h"

#include <algorithm>

namespace fluxgate::rtl {

TilePipeline::TilePipeline(const KernelStreams& streams, std::int64_t latency)
    : has_parameters_(streams.inputs.size() == 2),
      result_lanes_(streams.outputs[0].lanes()),
      latency_(latency),
      pipe_(latency) {
  driven_data_.resize(streams.inputs.back().lanes());
  driven_parameters_.resize(has_parameters_ ? streams.inputs[0].lanes() : 0);
}

void TilePipeline::reset() {
  pipe_ = StallPipe(latency_);
  waiting_.reset();
  parameters_valid_ = data_valid_ = is_out_ready_ = false;
  clear();
  settle();
}

void TilePipeline::drive_input(std::size_t stream, bool is_valid,
                               std::span<const std::int64_t> beat) {
  const bool is_parameter = has_parameters_ && stream == 0;
  (is_parameter ? parameters_valid_ : data_valid_) = is_valid;
  if (is_valid)
    std::copy(beat.begin(), beat.end(), (is_parameter ? driven_parameters_ : driven_data_).begin());
}

void TilePipeline::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }

void TilePipeline::settle() {
  is_moving_ = pipe_.is_moving(is_out_ready_);
  const bool is_first = has_parameters_ && driven_data_[0] != 0;
  is_data_ready_ = is_moving_ && (!is_first || waiting_);
  const bool is_start = data_valid_ && is_data_ready_ && is_first;
  is_parameter_ready_ = !waiting_ || is_start;
}

bool TilePipeline::input_ready(std::size_t stream) const {
  return has_parameters_ && stream == 0 ? is_parameter_ready_ : is_data_ready_;
}
bool TilePipeline::output_valid(std::size_t) const { return pipe_.is_offered(); }
void TilePipeline::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void TilePipeline::clock() {
  if (is_moving_) {
    if (data_valid_ && is_data_ready_) {
      if (has_parameters_ && driven_data_[0] != 0) {
        start_tile(*waiting_);
        waiting_.reset();
      }
      Beat result(result_lanes_);
      compute(driven_data_, result);
      pipe_.push(std::move(result));
    }
    pipe_.step();
  }
  if (parameters_valid_ && is_parameter_ready_) waiting_ = driven_parameters_;
}

}  // namespace fluxgate::rtl
