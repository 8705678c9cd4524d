#include "models/tensor_core/trial_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/tensor_core/activity.h"
#include "models/tensor_core/energy.h"

namespace fluxgate::tensor_core {

std::string bound_by(const KernelRun& run) {
  const Outcome& o = run.outcome;
  const std::array<std::pair<double, const char*>, 5> shares{{{o.tensor_busy, "tensor"},
                                                              {o.issue_busy, "issue"},
                                                              {o.special_busy, "special"},
                                                              {o.l2_busy, "l2"},
                                                              {o.dram_busy, "dram"}}};
  const auto most = std::max_element(shares.begin(), shares.end());
  return most->first < 0.5 ? "latency" : most->second;
}

namespace {

struct Busy {
  double tensor = 0, issue = 0, special = 0, active = 0, grid = 0;
  std::int64_t ctas = 0;
};

/// Cycles of the tensor pipes with an MMA in them: what a FLOP counter over the peak rate gives.
double active_cycles(const Kernel& kernel, const Description& d) {
  if (kernel.flops <= 0) return 0;
  const double path = kernel.mma_operands == MmaOperands::Registers ? d.sm.sync_share : 1;
  return kernel.flops / (d.sm.tensor_flops * d.rate(kernel.mma_type) * path);
}

Busy busy_of(const Trial& trial, const Description& d) {
  Busy b;
  for (std::size_t i = 0; i < trial.runs.size(); ++i) {
    const KernelRun& run = trial.runs[i];
    const double sm_cycles =
        seconds(run.outcome.elapsed) * run.clock.value * static_cast<double>(d.sm.count);
    b.active += active_cycles(trial.candidate->kernels[i], d);
    b.tensor += run.outcome.tensor_busy * sm_cycles;
    b.issue += run.outcome.issue_busy * sm_cycles;
    b.special += run.outcome.special_busy * sm_cycles;
    b.grid += sm_cycles;
    b.ctas += run.outcome.ctas;
  }
  return b;
}

struct Actions {
  std::array<double, kTypes> tensor_macs{};
  Activity sum;
};

Actions actions_of(const Trial& trial) {
  Actions all;
  Activity& s = all.sum;
  for (std::size_t i = 0; i < trial.runs.size(); ++i) {
    const Activity a = activity_of(trial.candidate->kernels[i], trial.runs[i].traffic);
    all.tensor_macs.at(static_cast<std::size_t>(a.type)) += a.tensor_flops / 2;
    s.fma_ops += a.fma_ops;
    s.instructions += a.instructions;
    s.special_ops += a.special_ops;
    s.register_bytes += a.register_bytes;
    s.shared_bytes += a.shared_bytes;
    s.l2_read_bytes += a.l2_read_bytes;
    s.l2_write_bytes += a.l2_write_bytes;
    s.dram_read_bytes += a.dram_read_bytes;
    s.dram_write_bytes += a.dram_write_bytes;
  }
  return all;
}

}  // namespace

void add_counts(const Trial& trial, const Sustained& sustained, const Description& d,
                LaunchResult& r) {
  const Busy busy = busy_of(trial, d);
  const Actions actions = actions_of(trial);
  const Activity& a = actions.sum;
  const auto add = [&r](const std::string& name, const char* unit, double value) {
    r.counts.push_back({name, unit, std::llround(value)});
  };
  add("sm.tensor_busy_cycles", "cycle", busy.tensor);
  add("sm.issue_busy_cycles", "cycle", busy.issue);
  add("sm.special_busy_cycles", "cycle", busy.special);
  add("sm.tensor_active_cycles", "cycle", busy.active);
  add("sm.grid_cycles", "cycle", busy.grid);
  for (const DType dtype : kTensorTypes)
    add(tensor_count(dtype), "mac", actions.tensor_macs.at(static_cast<std::size_t>(dtype)));
  add("sm.fma_ops", "mac", a.fma_ops);
  add("sm.lane_instructions", "instruction", a.instructions);
  add("sm.special_ops", "operation", a.special_ops);
  add("sm.register_bytes", "byte", a.register_bytes);
  add("sm.shared_bytes", "byte", a.shared_bytes);
  add("sm.awake_cycles", "SM cycle", sustained.sm_cycles);
  add("l2.read_bytes", "byte", a.l2_read_bytes);
  add("l2.write_bytes", "byte", a.l2_write_bytes);
  add("l2.lookup_bytes", "byte",
      a.l2_read_bytes + a.l2_write_bytes +
          d.l2.far_share() * (a.dram_read_bytes + a.l2_write_bytes));
  add("dram.read_bytes", "byte", a.dram_read_bytes);
  add("dram.write_bytes", "byte", a.dram_write_bytes);
  add("grid.ctas", "cta", static_cast<double>(busy.ctas));
  add("grid.kernels", "kernel", static_cast<double>(trial.runs.size()));
}

namespace {

/// No unit is busier than all the time; every CTA ended.
std::vector<Invariant> invariants_of(const Trial& trial) {
  Invariant accounting{"accounting", true, {}};
  Invariant conservation{"conservation", true, {}};
  for (std::size_t i = 0; i < trial.runs.size(); ++i) {
    const Kernel& kernel = trial.candidate->kernels[i];
    const Outcome& o = trial.runs[i].outcome;
    const double most =
        std::max({o.tensor_busy, o.issue_busy, o.special_busy, o.l2_busy, o.dram_busy});
    if (most > 1 + 1e-6)
      accounting = {"accounting", false, fmt::format("{}: a unit is {} busy", kernel.name, most)};
    if (o.ctas != cta_count(kernel))
      conservation = {
          "conservation", false,
          fmt::format("{}: {} CTAs of {} ended", kernel.name, o.ctas, cta_count(kernel))};
  }
  return {accounting, conservation};
}

}  // namespace

LaunchResult result_of(const std::vector<Trial>& trials) {
  const Trial& best = trials.front();
  LaunchResult r;
  r.time = best.time;
  r.invariants = invariants_of(best);
  std::size_t longest = 0;
  for (std::size_t i = 0; i < best.runs.size(); ++i) {
    const Kernel& kernel = best.candidate->kernels[i];
    const KernelRun& run = best.runs[i];
    if (run.time > best.runs[longest].time) longest = i;
    r.executed_macs +=
        static_cast<std::int64_t>(kernel.flops > 0 ? kernel.flops / 2 : kernel.fma_ops);
    r.dram_read += Bytes(static_cast<std::int64_t>(run.traffic.read_bytes));
    r.dram_write += Bytes(static_cast<std::int64_t>(run.traffic.write_bytes));
  }
  r.clock = best.runs[longest].clock;
  r.mapping = best.candidate->kernels[longest].mapping;
  r.unit = best.runs[longest].outcome.tensor_busy > 0 ? "tensor" : "vector";
  r.bound_by = bound_by(best.runs[longest]);
  if (trials.size() > 1)
    r.reason = fmt::format("next: {}, {}", trials[1].candidate->kernels.front().name,
                           format_time(trials[1].time));
  return r;
}

std::string explanation_of(const std::vector<Trial>& trials) {
  std::string text;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    text += fmt::format("  {} {}\n", i == 0 ? "chosen  " : "rejected", format_time(trials[i].time));
    for (std::size_t k = 0; k < trials[i].runs.size(); ++k) {
      const KernelRun& run = trials[i].runs[k];
      text += fmt::format(
          "    {}\n      {}, bound by {}, {:.0f} MHz, tensor {:.0f} %, L2 {:.0f} %, DRAM {:.0f} "
          "%\n",
          trials[i].candidate->kernels[k].mapping, format_time(run.time), bound_by(run),
          run.clock.value / 1e6, 100 * run.outcome.tensor_busy, 100 * run.outcome.l2_busy,
          100 * run.outcome.dram_busy);
    }
  }
  return text;
}

}  // namespace fluxgate::tensor_core
