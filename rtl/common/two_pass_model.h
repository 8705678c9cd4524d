/// Model of a unit that reads rows twice (fg_row_store): the first pass gathers the statistics of a
/// row as it comes in, the second makes a result beat of every beat. Written from the contract:
///   a beat is taken while fewer than `depth` beats and fewer than `rows` unread rows are inside;
///   the second pass may start `first_pass_cycles` after the last beat of the row was taken, needs
///   one beat of the side input a beat where there is one, and shows its result
///   `second_pass_cycles` later; while a result is offered and not taken, the second pass holds.
/// `Arithmetic` has: Row; add(beat); finish() -> Row; result(Row, x, side, out).
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>

#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

struct TwoPassTiming {
  std::int64_t depth = 64, rows = 32;
  std::int64_t first_pass_cycles = 0, second_pass_cycles = 0;
};

/// Streams: x (last, data), then, if any, the side input; one output (last, data).
template <class Arithmetic>
class TwoPassModel final : public Side {
 public:
  TwoPassModel(const KernelStreams& streams, const TwoPassTiming& timing)
      : timing_(timing),
        has_side_(streams.inputs.size() > 1),
        x_(streams.inputs[0].lanes()),
        side_(has_side_ ? streams.inputs[1].lanes() : 0),
        out_lanes_(streams.outputs[0].lanes()) {}

  void reset() override {
    *this = TwoPassModel(*this, Fresh{});
    settle();
  }
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override {
    (stream == 0 ? is_x_valid_ : is_side_valid_) = is_valid;
    if (is_valid) std::copy(beat.begin(), beat.end(), (stream == 0 ? x_ : side_).begin());
  }
  void drive_ready(std::size_t, bool is_ready) override { is_out_ready_ = is_ready; }
  void settle() override {
    is_moving_ = !output_valid(0) || is_out_ready_;
    is_row_there_ = !rows_.empty() && rows_.front().due <= cycle_;
    is_x_ready_ =
        static_cast<std::int64_t>(beats_.size()) < timing_.depth && unread_rows_ < timing_.rows;
  }
  [[nodiscard]] bool input_ready(std::size_t stream) const override {
    return stream == 0 ? is_x_ready_ : is_moving_ && is_row_there_;
  }
  [[nodiscard]] bool output_valid(std::size_t) const override {
    return !results_.empty() && results_.front().due == moved_;
  }
  void read_output(std::size_t, std::span<std::int64_t> beat) const override {
    std::copy(results_.front().beat.begin(), results_.front().beat.end(), beat.begin());
  }
  void clock() override {
    const bool is_taken = is_x_valid_ && is_x_ready_;
    if (is_moving_) move();
    if (is_taken) take();
    ++cycle_;
  }

 private:
  struct Fresh {};
  struct Result {
    std::int64_t due = 0;  // in moving cycles
    Beat beat;
  };
  struct Row {
    std::int64_t due = 0;  // in cycles
    typename Arithmetic::Row statistics;
  };
  TwoPassModel(const TwoPassModel& like, Fresh)
      : timing_(like.timing_),
        has_side_(like.has_side_),
        x_(like.x_.size()),
        side_(like.side_.size()),
        out_lanes_(like.out_lanes_) {}

  void take() {
    arithmetic_.add(std::span<const std::int64_t>(x_).subspan(1));
    ++in_row_;
    beats_.push_back(x_);
    Beat& stored = beats_.back();
    if (in_row_ == timing_.depth) stored[0] = 1;  // a row that is too long is cut
    if (stored[0] == 0) return;
    rows_.push_back({cycle_ + timing_.first_pass_cycles, arithmetic_.finish()});
    ++unread_rows_;
    arithmetic_ = {};
    in_row_ = 0;
  }
  void move() {
    if (output_valid(0)) results_.pop_front();
    if (is_row_there_ && (!has_side_ || is_side_valid_)) {
      const Beat& x = beats_.front();
      results_.push_back({moved_ + timing_.second_pass_cycles, Beat(out_lanes_)});
      Beat& out = results_.back().beat;
      out[0] = x[0];
      Arithmetic::result(rows_.front().statistics, std::span<const std::int64_t>(x).subspan(1),
                         side_, std::span<std::int64_t>(out).subspan(1));
      if (x[0] != 0) {
        rows_.pop_front();
        --unread_rows_;
      }
      beats_.pop_front();
    }
    ++moved_;
  }

  TwoPassTiming timing_;
  bool has_side_ = false;
  Beat x_, side_;
  std::size_t out_lanes_ = 0;
  Arithmetic arithmetic_;
  std::deque<Beat> beats_;
  std::deque<Row> rows_;
  std::deque<Result> results_;
  std::int64_t cycle_ = 0, moved_ = 0, in_row_ = 0, unread_rows_ = 0;
  bool is_x_valid_ = false, is_side_valid_ = false, is_out_ready_ = false;
  bool is_moving_ = false, is_row_there_ = false, is_x_ready_ = false;
};

}  // namespace fluxgate::rtl
