#include "sim/engine/context.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/progress.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kEndless = std::int64_t{1} << 30;

class Study {
 public:
  Study(Arch& arch, const RunOptions& options) : arch_(arch), options_(options) {}

  [[nodiscard]] Graph graph(const char* phase, std::int64_t context) const {
    return load_workload(options_.workload, at(phase, context).graph);
  }

  [[nodiscard]] ContextPoint point(std::int64_t context, Bytes recurrent) {
    ContextPoint p;
    p.context = context;
    const Graph prefill = graph("prefill", context);
    p.prefill_memory = memory_parts(prefill, *arch_.datapath);
    p.decode_memory = memory_parts(graph("decode", context), *arch_.datapath);
    p.recurrent_state = recurrent;
    p.kv_cache = p.prefill_memory.state - recurrent;
    if (fits(p.prefill_memory)) {
      const RunResult r = run_at("prefill", context);
      p.prefill = r.time;
      for (const OperatorResult& op : r.operators)
        p.prefill_classes[op.op_class] += seconds(op.time) / seconds(r.time);
    }
    if (fits(p.decode_memory)) p.decode = run_at("decode", context).time;
    return p;
  }

  /// The longest context whose memory fits; empty when none does or every one up to kEndless.
  [[nodiscard]] std::optional<std::int64_t> longest(const char* phase) const {
    const auto fits_at = [&](std::int64_t context) {
      return fits(memory_parts(graph(phase, context), *arch_.datapath));
    };
    if (!fits_at(1)) return {};
    std::int64_t fitting = 1;
    while (fitting < kEndless && fits_at(2 * fitting)) fitting *= 2;
    if (fitting >= kEndless) return {};
    std::int64_t beyond = 2 * fitting;
    while (beyond - fitting > 1) {
      const std::int64_t middle = (fitting + beyond) / 2;
      (fits_at(middle) ? fitting : beyond) = middle;
    }
    return fitting;
  }

 private:
  [[nodiscard]] RunOptions at(const char* phase, std::int64_t context) const {
    RunOptions options = options_;
    options.graph.phase = phase;
    options.graph.seq = context;
    return options;
  }
  [[nodiscard]] RunResult run_at(const char* phase, std::int64_t context) {
    arch_.datapath->set_state("");
    return run(arch_, at(phase, context));
  }
  [[nodiscard]] bool fits(const MemoryNeed& need) const {
    const auto capacity = arch_.datapath->memory_capacity();
    return !capacity || need.total() <= *capacity;
  }

  Arch& arch_;
  const RunOptions& options_;
};

void require_language_model(const std::string& workload) {
  WorkloadOptions options;
  for (const char* phase : {"prefill", "decode"}) {
    options.phase = phase;
    options.seq = 1;
    (void)load_workload(workload, options);
  }
}

}  // namespace

ContextStudy study_context(Arch& arch, const RunOptions& options,
                           const std::vector<std::int64_t>& contexts) {
  require_language_model(options.workload);
  Study study(arch, options);
  ContextStudy result;
  const auto state_at = [&](std::int64_t context) {
    return memory_parts(study.graph("prefill", context), *arch.datapath).state;
  };
  const Graph smallest = study.graph("prefill", 1);
  result.workload = smallest.workload;
  result.params = count(smallest).params;
  result.capacity = arch.datapath->memory_capacity();
  const Bytes recurrent = state_at(1) * 2 - state_at(2);
  const auto total = static_cast<std::int64_t>(contexts.size());
  for (const std::int64_t context : contexts) {
    tell_progress("contexts", static_cast<std::int64_t>(result.points.size()), total);
    result.points.push_back(study.point(context, recurrent));
  }
  tell_progress("contexts", total, total);
  result.longest_prefill = study.longest("prefill");
  result.longest_decode = study.longest("decode");
  return result;
}

}  // namespace fluxgate
