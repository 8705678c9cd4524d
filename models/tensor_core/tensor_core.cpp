#include "models/tensor_core/tensor_core.h"

#include <fmt/format.h>

#include "models/tensor_core/plan.h"
#include "models/tensor_core/trial_report.h"

namespace fluxgate::tensor_core {
namespace {

constexpr const char* kTimedAlone = "timed alone\n";

}  // namespace

TensorCore::TensorCore(const Description& description)
    : description_(description),
      l2_(static_cast<double>(description.l2.capacity.value) * description.l2.retention,
          description.l2.dirty_share / description.l2.retention, description.l2.ways),
      bench_(description_) {}

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
  around_.execution =
      description_.is_eager || segment.is_eager ? Execution::Eager : Execution::Fused;
  std::vector<Launch> launches;
  for (std::size_t i = 0; i < segment.operators.size();) {
    const std::size_t size =
        launch_size(segment.operators, i, around_.execution == Execution::Eager);
    launches.emplace_back(segment.operators.data() + i, size);
    i += size;
  }
  return launches;
}

std::vector<Trial> TensorCore::trials_of(const Candidates& candidates) {
  return bench_.try_all(candidates, l2_, around_);
}

LaunchResult TensorCore::run(Launch launch, Reuse /*reuse*/) {
  const Candidates candidates = lower({description_, l2_}, launch, around_.execution);
  const std::vector<Trial> trials = trials_of(candidates);
  const Trial& best = trials.front();
  LaunchResult r = result_of(trials);
  r.bound = bound(launch).time;
  const Sustained sustained = bench_.sustain(best, around_);
  r.sustained_time = sustained.time;
  r.energy_scale = sustained.energy_scale;
  r.sustained_clock = sustained.clock;
  add_counts(best, sustained, description_, r);
  l2_ = best.after;
  around_.last_kernel = best.candidate->kernels.front().name;
  return r;
}

std::string TensorCore::explain(Launch launch) {
  const Candidates candidates = lower({description_, l2_}, launch, around_.execution);
  return fmt::format("{}:\n", launch.front().name) + explanation_of(trials_of(candidates));
}

std::string TensorCore::state() const {
  return (around_.is_timed_alone ? kTimedAlone : "") + around_.last_kernel + "\n" + l2_.state();
}

std::string TensorCore::cold_state() const {
  L2Cache full = l2_;
  full.fill_dirty(description_.l2.flushed_dirty);
  return kTimedAlone + std::string("\n") + full.state();
}

void TensorCore::set_state(const std::string& state) {
  const std::string mark = kTimedAlone;
  around_.is_timed_alone = state.rfind(mark, 0) == 0;
  const std::string rest = around_.is_timed_alone ? state.substr(mark.size()) : state;
  const std::size_t end = rest.find('\n');
  around_.last_kernel = rest.substr(0, end);
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
