/// Model of fg_requantize: a beat a cycle, result 3 moving cycles later, a tile waits for its
/// parameters (the contract of TilePipeline). Values: sim/numerics/requantize.h.
#pragma once
#include <vector>

#include "rtl/common/tile_pipeline.h"
#include "sim/numerics/requantize.h"

namespace fluxgate::rtl {

[[nodiscard]] KernelStreams requantize_streams(int lanes);

class RequantizeModel final : public TilePipeline {
 public:
  explicit RequantizeModel(int lanes);

 private:
  void clear() override;
  void start_tile(const Beat& parameters) override;
  void compute(const Beat& data, Beat& result) override;
  std::vector<Requantization> channels_;
};

}  // namespace fluxgate::rtl
