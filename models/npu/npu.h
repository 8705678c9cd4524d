/// The NPU as a datapath: cores of array, vector unit, scan unit and scratchpad on a NoC with
/// shared DRAM. A launch is an operator with its epilogue, or a fused attention; launches run one
/// after the other (each drains before the next starts: weights are not prefetched across
/// launches).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/npu/description.h"
#include "models/npu/lowering.h"
#include "models/npu/machine.h"
#include "models/npu/residency.h"
#include "sim/contract/datapath.h"

namespace fluxgate::npu {

class Npu : public Datapath {
 public:
  Npu(std::string name, const Description& description);

  void check(const Graph& graph) const override;
  [[nodiscard]] std::vector<std::string> notices(const Graph& graph) const override;
  [[nodiscard]] std::vector<Figure> figures(const RunSums& sums) const override;
  [[nodiscard]] std::vector<Launch> plan(const Segment& segment) override;
  [[nodiscard]] Bound bound(Launch launch) const override;
  LaunchResult run(Launch launch, Reuse reuse) override;
  [[nodiscard]] std::string state() const override { return residency_.state(); }
  void set_state(const std::string& state) override { residency_.set_state(state); }
  [[nodiscard]] std::string explain(Launch launch) override;
  [[nodiscard]] EnergyModel energy_model() const override;
  bool use_rtl(const RtlOptions& options) override;
  std::vector<UnitReport> finish_rtl() override;

  [[nodiscard]] std::optional<Hertz> clock() const override { return description_.clock; }
  [[nodiscard]] double peak_macs_per_second(DType dtype) const override;
  [[nodiscard]] std::optional<Bytes> memory_capacity() const override {
    return description_.memory_capacity;
  }

 private:
  [[nodiscard]] Lowered lower(const Group& group, const Placement& placement) const;
  [[nodiscard]] Placement placement() const;
  std::string name_;
  Description description_;
  ArrayTiming timing_;
  Residency residency_;
  std::unique_ptr<Machine> machine_;  // elaborated by the first run
};

}  // namespace fluxgate::npu
