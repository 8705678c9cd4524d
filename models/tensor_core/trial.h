/// Candidates of a launch, each simulated on the machine; the fastest is what the library runs.
///
/// Time of a kernel = launch.ramp + simulated grid + setup_cycles at the clock that the power limit
/// leaves, and launch.graph_gap unless kernels are timed one by one; code_change after another
/// kernel, cold_fetch_lines DRAM latencies when the L2 is cold.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/tensor_core/description.h"
#include "models/tensor_core/l2_cache.h"
#include "models/tensor_core/lowering.h"
#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {

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

/// A trial that is repeated for seconds, so that the power limit holds as a mean.
struct Sustained {
  TimeFs time{};
  double energy_scale = 1;  // of the core's actions, mean of the kernels by energy
  double sm_cycles = 0;     // of all SMs, awake
  Hertz clock{};            // of the longest kernel
};

/// What holds when a launch starts.
struct Surroundings {
  bool is_timed_alone = false;
  Execution execution = Execution::Fused;
  std::string last_kernel;
};

class TestBench {
 public:
  explicit TestBench(const Description& description) : description_(description) {}
  /// Trials of all candidates, fastest first; each starts from the same L2.
  [[nodiscard]] std::vector<Trial> try_all(const Candidates& candidates, const L2Cache& l2,
                                           const Surroundings& around);
  /// Kernels that are timed alone are not sustained: their own clock stays.
  [[nodiscard]] Sustained sustain(const Trial& trial, const Surroundings& around);

 private:
  [[nodiscard]] KernelRun run_kernel(const Kernel& kernel, L2Cache& l2, const Surroundings& around);
  void hold_limit(const Kernel& kernel, const Surroundings& around, KernelRun& run);
  [[nodiscard]] TimeFs call_time(const Kernel& kernel, const KernelRun& run,
                                 const Surroundings& around) const;
  [[nodiscard]] Machine& machine();

  const Description& description_;
  std::unique_ptr<Machine> machine_;  // elaborated by the first run
};

}  // namespace fluxgate::tensor_core
