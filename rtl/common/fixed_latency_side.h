/// One side of a cross-check that is Verilated RTL without a handshake: operands in, the result a
/// fixed number of clock edges later, operands every cycle (an FPU, a table, a plain multiplier).
/// The handshake is kept here: valid travels beside the block, and the block's clock stands still
/// while a result is offered and not taken. Timing: as PipelineModel of the same latency; a
/// combinational block (latency 0) is registered here and counts as latency 1. An adapter names
/// its ports in the order of its one input and one output stream:
///
///   Rtl() : FixedLatencySide(2) {
///     clock_and_reset(&top().clk, nullptr, ResetLevel::ActiveLow);
///     operands({port(top().a, ...), port(top().b, ...)});
///     results({port(top().y, ...)});
///   }
#pragma once
#include <algorithm>
#include <utility>

#include "rtl/common/verilated_side.h"

namespace fluxgate {

template <class Top>
class FixedLatencySide : public VerilatedSide<Top> {
 public:
  explicit FixedLatencySide(std::int64_t latency)
      : is_combinational_(latency == 0),
        valid_(static_cast<std::size_t>(std::max<std::int64_t>(1, latency))) {}

  void reset() override {
    VerilatedSide<Top>::reset();
    std::fill(valid_.begin(), valid_.end(), false);
    head_ = 0;
    is_in_valid_ = is_out_ready_ = false;
    settle();
  }
  void drive_input(std::size_t, bool is_valid, std::span<const std::int64_t> beat) override {
    is_in_valid_ = is_valid;
    if (is_valid) this->write(operands_, beat);
  }
  void drive_ready(std::size_t, bool is_ready) override { is_out_ready_ = is_ready; }
  void settle() override { is_moving_ = !output_valid(0) || is_out_ready_; }
  [[nodiscard]] bool input_ready(std::size_t) const override { return is_moving_; }
  [[nodiscard]] bool output_valid(std::size_t) const override { return valid_[head_]; }
  void read_output(std::size_t, std::span<std::int64_t> beat) const override {
    if (is_combinational_)
      std::copy(registered_.begin(), registered_.end(), beat.begin());
    else
      this->read(results_, beat);
  }
  void clock() override {
    if (!is_moving_) return;
    valid_[head_] = is_in_valid_;
    head_ = (head_ + 1) % valid_.size();
    this->clock_edge();
    if (is_combinational_) this->read(results_, registered_);
  }

 protected:
  void operands(std::vector<PackedPort> ports) { operands_ = std::move(ports); }
  void results(std::vector<PackedPort> ports) {
    results_ = std::move(ports);
    std::size_t lanes = 0;
    for (const PackedPort& p : results_) lanes += static_cast<std::size_t>(p.field.lanes);
    registered_.assign(lanes, 0);
  }

 private:
  bool is_combinational_;
  std::vector<bool> valid_;  // ring: head_ belongs to the result at the output
  std::size_t head_ = 0;
  std::vector<PackedPort> operands_, results_;
  Beat registered_;
  bool is_in_valid_ = false, is_out_ready_ = false, is_moving_ = true;
};

}  // namespace fluxgate
