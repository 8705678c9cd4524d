/// A GPU with tensor cores as a datapath. A launch is what a library runs as one call: a product
/// with its epilogue, an attention, a row-wise or elementwise fusion (execution: fused), or one
/// operator (execution: eager; attention stays one kernel there too, as frameworks call it).
///
/// Candidates of a launch (tile sizes, splits; dispatch.cpp) are simulated and the fastest is kept
/// (trial.h has the formula of a kernel's time). state(): contents of the L2, and whether kernels
/// are timed alone (cold_state()).
#pragma once
#include <string>
#include <vector>

#include "models/tensor_core/description.h"
#include "models/tensor_core/energy.h"
#include "models/tensor_core/l2_cache.h"
#include "models/tensor_core/lowering.h"
#include "models/tensor_core/trial.h"
#include "sim/contract/datapath.h"

namespace fluxgate::tensor_core {

class TensorCore : public Datapath, public TeamMember {
 public:
  explicit TensorCore(const Description& description);

  void check(const Graph& graph) const override;
  [[nodiscard]] std::vector<Launch> plan(const Segment& segment) override;
  [[nodiscard]] Bound bound(Launch launch) const override;
  LaunchResult run(Launch launch, Reuse reuse) override;
  [[nodiscard]] std::string state() const override;
  void set_state(const std::string& state) override;
  [[nodiscard]] std::string cold_state() const override;
  [[nodiscard]] std::string explain(Launch launch) override;
  [[nodiscard]] std::optional<Hertz> clock() const override { return description_.clock; }
  [[nodiscard]] EnergyModel energy_model() const override { return energy_model_of(description_); }
  [[nodiscard]] double peak_macs_per_second(DType dtype) const override;
  [[nodiscard]] std::optional<Bytes> memory_capacity() const override {
    return description_.memory_capacity;
  }
  [[nodiscard]] Team team() const override { return description_.team; }
  [[nodiscard]] bool hides_inner_tensors() const override { return true; }

 private:
  [[nodiscard]] std::vector<Trial> trials_of(const Candidates& candidates);

  Description description_;
  L2Cache l2_;
  TestBench bench_;
  Surroundings around_;  // execution: of the segment that was planned last
};

}  // namespace fluxgate::tensor_core
