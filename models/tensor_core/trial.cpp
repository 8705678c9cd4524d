#include "models/tensor_core/trial.h"

#include <algorithm>
#include <cmath>

#include "models/tensor_core/power.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kSettled = 0.001;   // change of a clock that is left alone
constexpr double kSameClock = 0.99;  // a smaller change is not worth a second simulation

double cycles_to_fs(double cycles, Hertz clock) { return cycles * kFsPerSecond / clock.value; }

TimeFs to_time(double fs) { return TimeFs(static_cast<std::int64_t>(fs)); }

}  // namespace

Machine& TestBench::machine() {
  if (!machine_) machine_ = std::make_unique<Machine>("gpu", description_);
  return *machine_;
}

TimeFs TestBench::call_time(const Kernel& kernel, const KernelRun& run,
                            const Surroundings& around) const {
  const LaunchDescription& launch = description_.launch;
  double fs = static_cast<double>((launch.ramp + run.outcome.elapsed).value);
  fs += cycles_to_fs(kernel.setup_cycles, run.clock);
  if (around.is_timed_alone)
    fs += cycles_to_fs(kernel.cold_fetch_lines * description_.dram_latency_cycles, run.clock);
  else
    fs += static_cast<double>(launch.graph_gap.value);
  return to_time(fs);
}

KernelRun TestBench::run_kernel(const Kernel& kernel, L2Cache& l2, const Surroundings& around) {
  KernelRun run;
  run.traffic = l2.access(kernel);
  run.clock = kernel.flops > 0 ? std::min(description_.clock, description_.tensor_clock)
                               : description_.clock;
  run.outcome = machine().run(kernel, run.traffic, run.clock);
  const PowerDescription& power = description_.power;
  const KernelTime time{0, seconds(run.outcome.elapsed) * run.clock.value};
  const Hertz limited =
      limited_clock(description_, work_of(power, activity_of(kernel, run.traffic)), time,
                    power.limit_w * power.burst_share, run.clock);
  if (limited.value < kSameClock * run.clock.value) {
    run.clock = limited;
    run.outcome = machine().run(kernel, run.traffic, run.clock);
  }
  run.time = call_time(kernel, run, around);
  return run;
}

namespace {

/// Time against clock through two runs of a kernel.
KernelTime through(const KernelRun& fast, const KernelRun& slow) {
  const double cycles =
      (seconds(slow.time) - seconds(fast.time)) / (1 / slow.clock.value - 1 / fast.clock.value);
  const double fixed_s = seconds(fast.time) - cycles / fast.clock.value;
  if (fixed_s < 0) return {0, seconds(slow.time) * slow.clock.value};
  return {fixed_s, cycles};
}

}  // namespace

void TestBench::hold_limit(const Kernel& kernel, const Surroundings& around, KernelRun& run) {
  const PowerDescription& power = description_.power;
  const Work work = work_of(power, activity_of(kernel, run.traffic));
  const KernelRun fast = run;
  KernelTime time{0, seconds(run.time) * run.clock.value};
  constexpr int kRounds = 4;  // the later ones correct for what does not follow the clock
  for (int i = 0; i < kRounds; ++i) {
    const Hertz clock =
        limited_clock(description_, work, time, power.limit_w * power.regulation_share, fast.clock);
    if (std::abs(clock.value / run.clock.value - 1) < kSettled) return;
    run.clock = clock;
    run.outcome = machine().run(kernel, run.traffic, clock);
    run.time = call_time(kernel, run, around);
    if (run.clock.value < fast.clock.value) time = through(fast, run);
  }
}

Sustained TestBench::sustain(const Trial& trial, const Surroundings& around) {
  Sustained all;
  all.time = trial.time;
  double core_j = 0;
  double scaled_j = 0;
  TimeFs longest{};
  for (std::size_t i = 0; i < trial.runs.size(); ++i) {
    const Kernel& kernel = trial.candidate->kernels[i];
    KernelRun run = trial.runs[i];
    if (!around.is_timed_alone) hold_limit(kernel, around, run);
    const double sm_cycles =
        seconds(run.time) * run.clock.value * static_cast<double>(description_.sm.count);
    const double mine_j = work_of(description_.power, activity_of(kernel, run.traffic)).core_j +
                          clock_energy(description_, sm_cycles);
    core_j += mine_j;
    scaled_j += mine_j * energy_scale(description_.power, run.clock);
    all.time += run.time - trial.runs[i].time;
    all.sm_cycles += sm_cycles;
    if (run.time > longest) all.clock = run.clock;
    longest = std::max(longest, run.time);
  }
  all.energy_scale = core_j > 0 ? scaled_j / core_j : 1;
  return all;
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
