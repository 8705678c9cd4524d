#include "rtl/topk_router/model.h"

#include <algorithm>

#include "sim/numerics/topk.h"

namespace fluxgate::rtl {

KernelStreams topk_router_streams(const TopkRouterShape& shape) {
  return {
      {{"t",
        {{"score", shape.experts, 16, true}, {"experts", 1, 7}, {"k", 1, 4}, {"report", 1, 1}}}},
      {{"e", {{"expert", 1, 6}, {"score", 1, 16, true}, {"last", 1, 1}}},
       {"l", {{"count", shape.lanes, shape.count_bits}, {"last", 1, 1}}}}};
}

TopkRouterModel::TopkRouterModel(const TopkRouterShape& shape) : shape_(shape) { reset(); }

void TopkRouterModel::reset() {
  chosen_.clear();
  loads_.assign(static_cast<std::size_t>(shape_.experts), 0);
  picked_ = report_beats_ = 0;
  driven_.assign(topk_router_streams(shape_).inputs[0].lanes(), 0);
  is_token_valid_ = is_expert_ready_ = is_load_ready_ = false;
  settle();
}

void TopkRouterModel::drive_input(std::size_t, bool is_valid, std::span<const std::int64_t> beat) {
  is_token_valid_ = is_valid;
  if (is_valid) std::copy(beat.begin(), beat.end(), driven_.begin());
}

void TopkRouterModel::drive_ready(std::size_t stream, bool is_ready) {
  (stream == kExperts ? is_expert_ready_ : is_load_ready_) = is_ready;
}

void TopkRouterModel::settle() {
  const std::size_t experts_left = chosen_.size() - picked_;
  const std::size_t beats_left = experts_left + report_beats_;
  const bool is_taken = experts_left > 0 ? is_expert_ready_ : is_load_ready_;
  is_token_ready_ = beats_left == 0 || (beats_left == 1 && is_taken);
}

bool TopkRouterModel::input_ready(std::size_t) const { return is_token_ready_; }
bool TopkRouterModel::output_valid(std::size_t stream) const {
  const bool is_picking = picked_ < chosen_.size();
  return stream == kExperts ? is_picking : !is_picking && report_beats_ > 0;
}

void TopkRouterModel::read_output(std::size_t stream, std::span<std::int64_t> beat) const {
  if (stream == kExperts) {
    beat[0] = chosen_[picked_];
    beat[1] = scores_[static_cast<std::size_t>(chosen_[picked_])];
    beat[2] = picked_ + 1 == chosen_.size() ? 1 : 0;
    return;
  }
  const auto lanes = static_cast<std::size_t>(shape_.lanes);
  const std::size_t first = loads_.size() - report_beats_ * lanes;
  for (std::size_t i = 0; i < lanes; ++i)
    beat[i] = loads_[first + i] % (std::int64_t{1} << shape_.count_bits);
  beat[lanes] = report_beats_ == 1 ? 1 : 0;
}

void TopkRouterModel::take_token() {
  const auto experts = static_cast<std::size_t>(shape_.experts);
  scores_.assign(driven_.begin(), driven_.begin() + shape_.experts);
  chosen_ = top_k(std::span(scores_).first(static_cast<std::size_t>(driven_[experts])),
                  static_cast<int>(driven_[experts + 1]));
  picked_ = 0;
  report_beats_ = driven_[experts + 2] != 0 ? experts / static_cast<std::size_t>(shape_.lanes) : 0;
}

void TopkRouterModel::clock() {
  if (output_valid(kExperts) && is_expert_ready_) {
    ++loads_[static_cast<std::size_t>(chosen_[picked_])];
    ++picked_;
  } else if (output_valid(kLoads) && is_load_ready_) {
    if (--report_beats_ == 0) std::fill(loads_.begin(), loads_.end(), 0);
  }
  if (is_token_valid_ && is_token_ready_) take_token();
}

}  // namespace fluxgate::rtl
