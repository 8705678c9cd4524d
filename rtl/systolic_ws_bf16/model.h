/// Model of fg_systolic_ws_bf16: the contract of SystolicWsModel with a latency of Rows + Cols.
/// Values: sim/numerics/bf16.h, sums from row 0 to the last.
#pragma once
#include "rtl/systolic_ws/model.h"

namespace fluxgate::rtl {

/// All fields travel as their bits.
[[nodiscard]] KernelStreams systolic_ws_bf16_streams(int rows, int cols);

class SystolicWsBf16Model final : public SystolicWsModel {
 public:
  SystolicWsBf16Model(int rows, int cols)
      : SystolicWsModel({rows, cols, 16, 32}, std::int64_t{rows} + cols) {}

 private:
  void multiply(const Beat& operands, const Beat& weights, Beat& result) const override;
};

}  // namespace fluxgate::rtl
