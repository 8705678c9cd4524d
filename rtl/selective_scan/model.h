/// Model of fg_selective_scan: arithmetic of sim/numerics, cycles of the contract: a step a cycle,
/// its y 9 moving cycles later; a first step waits for a beat of parameters and takes it; nothing
/// moves while a y is offered and not taken.
#pragma once
#include <vector>

#include "rtl/common/stall_pipe.h"
#include "sim/numerics/selective_scan.h"

namespace fluxgate::rtl {

constexpr int kScanChannels = 4, kScanStates = 16;
[[nodiscard]] KernelStreams selective_scan_streams();

class SelectiveScanModel final : public Side {
 public:
  SelectiveScanModel();
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 private:
  static constexpr std::size_t kParameters = 0;
  void start_sequence();
  [[nodiscard]] Beat step();

  Beat parameters_, step_;
  StallPipe pipe_;
  std::vector<SelectiveScanChannel> channels_;
  bool is_parameter_valid_ = false, is_step_valid_ = false, is_out_ready_ = false;
  bool is_parameter_ready_ = false, is_step_ready_ = false;
};

}  // namespace fluxgate::rtl
