#include "models/tensor_core/tensor_core.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/plan.h"
#include "models/tensor_core/power.h"
#include "sim/fabric/clock_domain.h"

namespace fluxgate::tensor_core {
namespace {

constexpr const char* kTimedAlone = "timed alone\n";
constexpr std::int64_t kWindow = 64;  // columns that a thread reduces alone (pooling)
constexpr double kSameClock = 0.99;   // a smaller change is not worth a second simulation

double cycles_to_fs(double cycles, Hertz clock) { return cycles * kFsPerSecond / clock.value; }

TimeFs to_time(double fs) { return TimeFs(static_cast<std::int64_t>(fs)); }
bool is_depthwise(const Contraction& c) { return c.batch > 1 && c.window > 1 && c.n <= 8; }

}  // namespace

TensorCore::TensorCore(const Description& description)
    : description_(description),
      l2_(static_cast<double>(description.l2.capacity.value) * description.l2.retention,
          description.l2.dirty_share / description.l2.retention, description.l2.ways) {}

void TensorCore::check(const Graph& graph) const {
  for (const Segment& segment : graph.segments) {
    for (const Operator& op : segment.operators) {
      if (op.op_class != OpClass::Contraction) continue;
      const DType dtype = op.inputs.at(0).dtype;
      if (description_.rate(dtype) > 0 || dtype == DType::Fp32) continue;
      throw ModelError(
          fmt::format("tensor_core: no lowering for class contraction in type {} (operator '{}'); "
                      "set another workload.dtype",
                      to_string(dtype), op.name));
    }
  }
}

std::vector<Launch> TensorCore::plan(const Segment& segment) {
  is_eager_ = description_.is_eager || segment.is_eager;
  std::vector<Launch> launches;
  for (std::size_t i = 0; i < segment.operators.size();) {
    const std::size_t size = launch_size(segment.operators, i, is_eager_);
    launches.emplace_back(segment.operators.data() + i, size);
    i += size;
  }
  return launches;
}

double TensorCore::peak_macs_per_second(DType dtype) const {
  const SmDescription& sm = description_.sm;
  const double rate = description_.rate(dtype);
  const double macs = rate > 0 ? sm.tensor_flops * rate / 2 : static_cast<double>(sm.fma_lanes);
  return macs * static_cast<double>(sm.count) * description_.clock.value;
}

/// No run beats its multiply-adds at the peak rate, its special functions, nor its bytes beyond the
/// L2 at the pins' rate of the DRAM.
Bound TensorCore::bound(Launch launch) const {
  const Ends ends = ends_of(launch);
  double mac_s = 0;
  double special = 0;
  for (const Operator& op : launch) {
    if (const auto* c = std::get_if<Contraction>(&op.shape))
      mac_s += static_cast<double>(op.macs) * std::min(1.0, c->density) /
               peak_macs_per_second(op.inputs.at(0).dtype);
    if (const auto* e = std::get_if<Elementwise>(&op.shape))
      special += static_cast<double>(e->elements) * e->special;
  }
  const SmDescription& sm = description_.sm;
  const double special_s =
      special / static_cast<double>(sm.special_lanes * sm.count) / description_.clock.value * 0.5;
  double bytes = 0;
  for (const auto* list : {&ends.loads, &ends.stores})
    for (const Operand& o : *list) bytes += bytes_of(o);
  const double beyond = std::max(0.0, bytes - static_cast<double>(description_.l2.capacity.value));
  const MemoryDescription& m = description_.memory;
  const double dram_s = beyond / (dram::peak_rate(*m.standard).value *
                                  static_cast<double>(m.channels) * m.tick_scale);
  const double launch_s = seconds(description_.launch.ramp);
  Bound b;
  const double most = std::max({mac_s, special_s, dram_s});
  b.time = to_time((launch_s + most * 0.999) * kFsPerSecond);
  b.limited_by = most == dram_s ? "dram" : most == mac_s ? "tensor" : "special";
  return b;
}

Candidates TensorCore::lower(Launch launch) const {
  const Context c{description_, l2_};
  Candidates candidates = lower_class(c, launch);
  if (is_eager_ && launch.size() == 1) add_eager_kernels(c, launch.front(), candidates);
  return candidates;
}

Candidates TensorCore::lower_class(const Context& c, Launch launch) const {
  const Operator& first = launch.front();
  if (is_attention(launch)) return lower_attention(c, launch);
  switch (first.op_class) {
    case OpClass::Contraction:
      return is_depthwise(std::get<Contraction>(first.shape)) ? lower_depthwise(c, launch)
                                                              : lower_gemm(c, launch);
    case OpClass::Scan:
      return lower_scan(c, launch);
    case OpClass::Gather:
      return lower_gather(c, launch);
    case OpClass::Transform:
      return lower_transform(c, launch);
    default:
      break;
  }
  const bool has_rows = std::any_of(launch.begin(), launch.end(), [](const Operator& op) {
    const auto* r = std::get_if<Reduction>(&op.shape);
    return r != nullptr && (r->passes > 1 || r->cols > kWindow);
  });
  return has_rows ? lower_rowwise(c, launch) : lower_elementwise(c, launch);
}

Machine& TensorCore::machine() {
  if (!machine_) machine_ = std::make_unique<Machine>("gpu", description_);
  return *machine_;
}

TensorCore::KernelRun TensorCore::run_kernel(const Kernel& kernel, L2Cache& l2) {
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
  if (is_timed_alone_)
    fs += cycles_to_fs(kernel.cold_fetch_lines * description_.dram_latency_cycles, run.clock);
  else
    fs += static_cast<double>(launch.graph_gap.value);
  run.time = to_time(fs);
  return run;
}

std::vector<TensorCore::Trial> TensorCore::try_all(const Candidates& candidates) {
  std::vector<Trial> trials;
  for (const Candidate& candidate : candidates) {
    Trial trial{&candidate, {}, {}, l2_};
    const std::string* previous = &last_kernel_;
    for (const Kernel& kernel : candidate.kernels) {
      trial.runs.push_back(run_kernel(kernel, trial.after));
      trial.time += trial.runs.back().time;
      // The second kernel of a pair (split-K) is measured with the first.
      const bool is_pair = previous != &last_kernel_ && !is_eager_;
      if (!is_timed_alone_ && !is_pair && !previous->empty() && kernel.name != *previous)
        trial.time += description_.launch.code_change;
      previous = &kernel.name;
    }
    trials.push_back(std::move(trial));
  }
  std::stable_sort(trials.begin(), trials.end(),
                   [](const Trial& a, const Trial& b) { return a.time < b.time; });
  return trials;
}

std::string TensorCore::bound_by(const KernelRun& run) const {
  const Outcome& o = run.outcome;
  const std::array<std::pair<double, const char*>, 5> shares{{{o.tensor_busy, "tensor"},
                                                              {o.issue_busy, "issue"},
                                                              {o.special_busy, "special"},
                                                              {o.l2_busy, "l2"},
                                                              {o.dram_busy, "dram"}}};
  const auto most = std::max_element(shares.begin(), shares.end());
  return most->first < 0.5 ? "latency" : most->second;
}

void TensorCore::add_counts(LaunchResult& r, const Trial& trial) const {
  double tensor = 0, issue = 0, special = 0, l2_read = 0, l2_write = 0;
  std::int64_t ctas = 0;
  for (const KernelRun& run : trial.runs) {
    const double sm_cycles =
        seconds(run.outcome.elapsed) * run.clock.value * static_cast<double>(description_.sm.count);
    tensor += run.outcome.tensor_busy * sm_cycles;
    issue += run.outcome.issue_busy * sm_cycles;
    special += run.outcome.special_busy * sm_cycles;
    l2_read += run.outcome.l2_read_bytes;
    l2_write += run.outcome.l2_write_bytes;
    ctas += run.outcome.ctas;
  }
  const auto add = [&r](const char* name, const char* unit, double value) {
    r.counts.push_back({name, unit, std::llround(value)});
  };
  add("sm.tensor_busy_cycles", "cycle", tensor);
  add("sm.issue_busy_cycles", "cycle", issue);
  add("sm.special_busy_cycles", "cycle", special);
  add("l2.read_bytes", "byte", l2_read);
  add("l2.write_bytes", "byte", l2_write);
  add("grid.ctas", "cta", static_cast<double>(ctas));
  add("grid.kernels", "kernel", static_cast<double>(trial.runs.size()));
}

LaunchResult TensorCore::run(Launch launch, Reuse /*reuse*/) {
  const Candidates candidates = lower(launch);
  const std::vector<Trial> trials = try_all(candidates);
  const Trial& best = trials.front();
  LaunchResult r;
  r.time = best.time;
  r.bound = bound(launch).time;
  Invariant accounting{"accounting", true, {}};
  Invariant conservation{"conservation", true, {}};
  const KernelRun* longest = &best.runs.front();
  r.mapping = best.candidate->kernels.front().mapping;
  for (std::size_t i = 0; i < best.runs.size(); ++i) {
    const Kernel& kernel = best.candidate->kernels[i];
    const KernelRun& run = best.runs[i];
    if (run.time > longest->time) {
      longest = &run;
      r.mapping = kernel.mapping;
    }
    r.executed_macs +=
        static_cast<std::int64_t>(kernel.flops > 0 ? kernel.flops / 2 : kernel.fma_ops);
    r.dram_read += Bytes(static_cast<std::int64_t>(run.traffic.read_bytes));
    r.dram_write += Bytes(static_cast<std::int64_t>(run.traffic.write_bytes));
    const Outcome& o = run.outcome;
    const double most =
        std::max({o.tensor_busy, o.issue_busy, o.special_busy, o.l2_busy, o.dram_busy});
    if (most > 1 + 1e-6)
      accounting = {"accounting", false, fmt::format("{}: a unit is {} busy", kernel.name, most)};
    if (o.ctas != cta_count(kernel))
      conservation = {
          "conservation", false,
          fmt::format("{}: {} CTAs of {} ended", kernel.name, o.ctas, cta_count(kernel))};
  }
  r.invariants = {accounting, conservation};
  r.unit = longest->outcome.tensor_busy > 0 ? "tensor" : "vector";
  r.bound_by = bound_by(*longest);
  if (trials.size() > 1)
    r.reason = fmt::format("next: {}, {}", trials[1].candidate->kernels.front().name,
                           format_time(trials[1].time));
  add_counts(r, best);
  l2_ = best.after;
  last_kernel_ = best.candidate->kernels.front().name;
  return r;
}

std::string TensorCore::explain(Launch launch) {
  const Candidates candidates = lower(launch);
  const std::vector<Trial> trials = try_all(candidates);
  std::string text = fmt::format("{}:\n", launch.front().name);
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

std::string TensorCore::state() const {
  return (is_timed_alone_ ? kTimedAlone : "") + last_kernel_ + "\n" + l2_.state();
}

std::string TensorCore::cold_state() const {
  L2Cache full = l2_;
  full.fill_dirty();
  return kTimedAlone + std::string("\n") + full.state();
}

void TensorCore::set_state(const std::string& state) {
  const std::string mark = kTimedAlone;
  is_timed_alone_ = state.rfind(mark, 0) == 0;
  const std::string rest = is_timed_alone_ ? state.substr(mark.size()) : state;
  const std::size_t end = rest.find('\n');
  last_kernel_ = rest.substr(0, end);
  l2_.set_state(end == std::string::npos ? "" : rest.substr(end + 1));
}

namespace {

[[maybe_unused]] const bool kRegistered =
    Datapaths::add("tensor_core", {"GPU: SMs with tensor cores, L2 and HBM",
                                   [](Params& params) -> std::unique_ptr<Datapath> {
                                     return std::make_unique<TensorCore>(read_description(params));
                                   },
                                   [](Params& params) { (void)read_description(params); }});

}  // namespace
}  // namespace fluxgate::tensor_core
