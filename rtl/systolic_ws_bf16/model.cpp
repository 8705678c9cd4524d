#include "rtl/systolic_ws_bf16/model.h"

#include "sim/numerics/bf16.h"

namespace fluxgate::rtl {

KernelStreams systolic_ws_bf16_streams(int rows, int cols) {
  return {{{"w", {{"data", cols, 16}}}, {"a", {{"first", 1, 1}, {"data", rows, 16}}}},
          {{"c", {{"data", cols, 32}}}}};
}

void SystolicWsBf16Model::multiply(const Beat& operands, const Beat& weights, Beat& result) const {
  for (std::size_t c = 0; c < result.size(); ++c) {
    std::uint32_t sum = 0;
    for (std::size_t r = 0; r < operands.size(); ++r)
      sum = fp32_add(sum, bf16_mul(static_cast<std::uint16_t>(operands[r]),
                                   static_cast<std::uint16_t>(weights[r * result.size() + c])));
    result[c] = sum;
  }
}

}  // namespace fluxgate::rtl
