/// A GPU with tensor cores as a datapath. A launch is what a library runs as one call: a product
/// with its epilogue, an attention, a row-wise or elementwise fusion (execution: fused), or one
/// operator (execution: eager; attention stays one kernel there too, as frameworks call it).
///
/// Time of a kernel = launch.ramp + setup_cycles + simulated grid (machine.h) at the clock that the
/// power limit leaves (power.h), and launch.graph_gap unless kernels are timed one by one. Code
/// comes from the L2 after another kernel (code_change), from DRAM when the L2 is cold
/// (cold_fetch_lines loads in a row). Candidates of a launch (tile sizes, splits) are simulated and
/// the fastest is kept. state(): contents of the L2, and whether kernels are timed alone
/// (cold_state()).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/tensor_core/description.h"
#include "models/tensor_core/l2_cache.h"
#include "models/tensor_core/lowering.h"
#include "models/tensor_core/machine.h"
#include "sim/contract/datapath.h"

namespace fluxgate::tensor_core {

class TensorCore : public Datapath {
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
  [[nodiscard]] double peak_macs_per_second(DType dtype) const override;
  [[nodiscard]] std::optional<Bytes> memory_capacity() const override {
    return description_.memory_capacity;
  }
  [[nodiscard]] bool hides_inner_tensors() const override { return true; }

 private:
  struct KernelRun {
    TimeFs time{};
    Hertz clock{};
    Outcome outcome;
    DramTraffic traffic;
  };
  struct Trial {
    const Candidate* candidate = nullptr;
    TimeFs time{};
    std::vector<KernelRun> runs;
    L2Cache after;
  };
  [[nodiscard]] Candidates lower(Launch launch) const;
  [[nodiscard]] Candidates lower_class(const Context& c, Launch launch) const;
  [[nodiscard]] KernelRun run_kernel(const Kernel& kernel, L2Cache& l2);
  [[nodiscard]] std::vector<Trial> try_all(const Candidates& candidates);
  [[nodiscard]] Machine& machine();
  [[nodiscard]] std::string bound_by(const KernelRun& run) const;
  void add_counts(LaunchResult& r, const Trial& trial) const;

  Description description_;
  L2Cache l2_;
  bool is_timed_alone_ = false;
  std::string last_kernel_;
  bool is_eager_ = false;             // of the segment that was planned last
  std::unique_ptr<Machine> machine_;  // elaborated by the first run
};

}  // namespace fluxgate::tensor_core
