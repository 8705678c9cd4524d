#include "models/tensor_core/trial.h"

#include <algorithm>

#include "models/tensor_core/power.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kSameClock = 0.99;  // a smaller change is not worth a second simulation

double cycles_to_fs(double cycles, Hertz clock) { return cycles * kFsPerSecond / clock.value; }

TimeFs to_time(double fs) { return TimeFs(static_cast<std::int64_t>(fs)); }

}  // namespace

Machine& TestBench::machine() {
  if (!machine_) machine_ = std::make_unique<Machine>("gpu", description_);
  return *machine_;
}

KernelRun TestBench::run_kernel(const Kernel& kernel, L2Cache& l2, const Surroundings& around) {
  KernelRun run;
  run.traffic = l2.access(kernel);
  run.clock = kernel.flops > 0 ? std::min(description_.clock, description_.tensor_clock)
                               : description_.clock;
  run.outcome = machine().run(kernel, run.traffic, run.clock);
  const Hertz limited = limited_clock(description_.power, kernel, run.outcome, run.clock);
  if (limited.value < kSameClock * run.clock.value) {
    run.clock = limited;
    run.outcome = machine().run(kernel, run.traffic, run.clock);
  }
  const LaunchDescription& launch = description_.launch;
  double fs = static_cast<double>((launch.ramp + run.outcome.elapsed).value);
  fs += cycles_to_fs(kernel.setup_cycles, run.clock);
  if (around.is_timed_alone)
    fs += cycles_to_fs(kernel.cold_fetch_lines * description_.dram_latency_cycles, run.clock);
  else
    fs += static_cast<double>(launch.graph_gap.value);
  run.time = to_time(fs);
  return run;
}

std::vector<Trial> TestBench::try_all(const Candidates& candidates, const L2Cache& l2,
                                      const Surroundings& around) {
  std::vector<Trial> trials;
  for (const Candidate& candidate : candidates) {
    Trial trial{&candidate, {}, {}, l2};
    const std::string* previous = &around.last_kernel;
    for (const Kernel& kernel : candidate.kernels) {
      trial.runs.push_back(run_kernel(kernel, trial.after, around));
      trial.time += trial.runs.back().time;
      // The second kernel of a pair (split-K) is measured with the first.
      const bool is_pair = previous != &around.last_kernel && around.execution == Execution::Fused;
      if (!around.is_timed_alone && !is_pair && !previous->empty() && kernel.name != *previous)
        trial.time += description_.launch.code_change;
      previous = &kernel.name;
    }
    trials.push_back(std::move(trial));
  }
  std::stable_sort(trials.begin(), trials.end(),
                   [](const Trial& a, const Trial& b) { return a.time < b.time; });
  return trials;
}

}  // namespace fluxgate::tensor_core
