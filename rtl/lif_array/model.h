/// Model of fg_lif_array: a beat a cycle, result 3 moving cycles later (the contract of
/// TilePipeline without parameters); beats address the groups of neurons in turn. Values:
/// sim/numerics/lif.h.
#pragma once
#include <vector>

#include "rtl/common/tile_pipeline.h"
#include "sim/numerics/lif.h"

namespace fluxgate::rtl {

struct LifArrayShape {
  int neurons = 256, lanes = 16;
};
[[nodiscard]] KernelStreams lif_array_streams(const LifArrayShape& shape);

class LifArrayModel final : public TilePipeline {
 public:
  explicit LifArrayModel(const LifArrayShape& shape);

 private:
  void clear() override;
  void compute(const Beat& data, Beat& result) override;
  std::size_t lanes_;
  std::vector<std::int32_t> membranes_;
  std::size_t next_ = 0;  // first neuron of the next beat
};

}  // namespace fluxgate::rtl
