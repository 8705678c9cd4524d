/// Model of fg_systolic_ws: the same values and the same cycles, from the timing contract instead
/// of the cells: a result row Rows + Cols - 1 moving cycles after its operand row; a tile waits for
/// Rows weight rows; nothing moves while a result row is offered and not taken.
#pragma once
#include <cstdint>
#include <vector>

#include "rtl/common/stall_pipe.h"
#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

struct SystolicShape {
  int rows = 16, cols = 16, data_bits = 8, acc_bits = 32;
};
[[nodiscard]] KernelStreams systolic_ws_streams(const SystolicShape& shape);

class SystolicWsModel : public Side {
 public:
  explicit SystolicWsModel(const SystolicShape& shape)
      : SystolicWsModel(shape, shape.rows + shape.cols - 1) {}
  void reset() override;
  void drive_input(std::size_t stream, bool is_valid, std::span<const std::int64_t> beat) override;
  void drive_ready(std::size_t stream, bool is_ready) override;
  void settle() override;
  [[nodiscard]] bool input_ready(std::size_t stream) const override;
  [[nodiscard]] bool output_valid(std::size_t stream) const override;
  void read_output(std::size_t stream, std::span<std::int64_t> beat) const override;
  void clock() override;

 protected:
  /// For an array of the same contract with other arithmetic and another latency.
  SystolicWsModel(const SystolicShape& shape, std::int64_t latency);
  /// result[c] = sum over r of operands[r] * weights[r][c].
  virtual void multiply(const Beat& operands, const Beat& weights, Beat& result) const;

 private:
  static constexpr std::size_t kWeights = 0, kOperands = 1;

  SystolicShape shape_;
  std::int64_t latency_;
  Beat weights_, next_weights_;  // rows x cols
  std::int64_t loaded_ = 0;
  StallPipe pipe_;
  bool weights_valid_ = false, operands_valid_ = false, is_first_ = false, is_out_ready_ = false;
  bool is_moving_ = false, is_operand_ready_ = false, is_weight_ready_ = false;
  Beat driven_weights_, driven_operands_;
};

}  // namespace fluxgate::rtl
