/// Model of a pipeline that moves as one: one input stream, one output stream, a beat a cycle, a
/// result `latency` moving cycles after its operands; nothing moves while a result is offered and
/// not taken. The values come from a function of the input beat (and of state it owns).
#pragma once
#include <functional>

#include "rtl/common/stall_pipe.h"
#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

class PipelineModel final : public Side {
 public:
  using Function =
      std::function<void(std::span<const std::int64_t> in, std::span<std::int64_t> out)>;
  /// `make` gives a function in its state after reset.
  PipelineModel(std::size_t in_lanes, std::size_t out_lanes, std::int64_t latency,
                std::function<Function()> make);

  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  std::function<Function()> make_;
  Function function_;
  std::size_t out_lanes_;
  std::int64_t latency_;
  StallPipe pipe_;
  Beat driven_;
  bool is_in_valid_ = false, is_out_ready_ = false, is_moving_ = false;
};

}  // namespace fluxgate::rtl
