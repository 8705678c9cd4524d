/// Model of fg_causal_conv1d: a beat a cycle, result 3 moving cycles later, a block waits for its
/// taps (the contract of TilePipeline). Values: sim/numerics/causal_conv.h.
#pragma once
#include <vector>

#include "rtl/common/tile_pipeline.h"
#include "sim/numerics/causal_conv.h"

namespace fluxgate::rtl {

struct CausalConvShape {
  int lanes = 16, fraction_bits = 12;
};
[[nodiscard]] KernelStreams causal_conv1d_streams(const CausalConvShape& shape);

class CausalConv1dModel final : public TilePipeline {
 public:
  explicit CausalConv1dModel(const CausalConvShape& shape);

 private:
  void clear() override;
  void start_tile(const Beat& parameters) override;
  void compute(const Beat& data, Beat& result) override;
  std::vector<CausalConvChannel> channels_;
};

}  // namespace fluxgate::rtl
