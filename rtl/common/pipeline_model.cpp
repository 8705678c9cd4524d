#include "rtl/common/pipeline_model.h"

#include <algorithm>

namespace fluxgate::rtl {

PipelineModel::PipelineModel(std::size_t in_lanes, std::size_t out_lanes, std::int64_t latency,
                             std::function<Function()> make)
    : make_(std::move(make)),
      out_lanes_(out_lanes),
      latency_(latency),
      pipe_(latency),
      driven_(in_lanes) {
  reset();
}

void PipelineModel::reset() {
  function_ = make_();
  pipe_ = StallPipe(latency_);
  is_in_valid_ = is_out_ready_ = false;
  settle();
}

void PipelineModel::drive_input(std::size_t, bool is_valid, std::span<const std::int64_t> beat) {
  is_in_valid_ = is_valid;
  if (is_valid) std::copy(beat.begin(), beat.end(), driven_.begin());
}
void PipelineModel::drive_ready(std::size_t, bool is_ready) { is_out_ready_ = is_ready; }
void PipelineModel::settle() { is_moving_ = pipe_.is_moving(is_out_ready_); }
bool PipelineModel::input_ready(std::size_t) const { return is_moving_; }
bool PipelineModel::output_valid(std::size_t) const { return pipe_.is_offered(); }
void PipelineModel::read_output(std::size_t, std::span<std::int64_t> beat) const {
  pipe_.read(beat);
}

void PipelineModel::clock() {
  if (!is_moving_) return;
  if (is_in_valid_) {
    Beat result(out_lanes_);
    function_(driven_, result);
    pipe_.push(std::move(result));
  }
  pipe_.step();
}

}  // namespace fluxgate::rtl
