#include "sim/cli/run_options.h"

#include <fmt/format.h>

namespace fluxgate {
namespace {

void require_positive(const char* name, std::int64_t value, bool is_given) {
  if (is_given && value < 1)
    throw UsageError(fmt::format("{}: {} is not a size; give 1 or more", name, value));
}

}  // namespace

void add_run_options(CLI::App& app, CommonOptions& o) {
  app.add_option("--arch", o.arch, "hardware: an id of 'fluxgate list archs' or a .yaml file")
      ->required();
  app.add_option("--phase", o.phase, "forward, prefill or decode; default: the network's first");
  app.add_option("--batch", o.batch, "independent inputs")->default_val(1);
  app.add_option("--seq", o.seq, "tokens of the input; for decode: the context");
  app.add_option("--tokens", o.tokens, "decode this many tokens in a row");
  app.add_option("--set", o.sets,
                 "KEY=VALUE of the hardware, workload.KEY=VALUE of the network; repeatable");
  app.add_option("--tier", o.tier, "bound (closed form) or approx (simulation)")
      ->default_val("approx");
  app.add_option("--seed", o.seed, "seed of everything random")->default_val(1);
  app.add_flag("--exact", o.is_exact, "simulate every launch and tile, reuse nothing");
  app.add_flag("--json", o.is_json, "one JSON object on stdout");
}

Split split_sets(const CommonOptions& options) {
  Split split;
  for (const std::string& set : options.sets)
    (set.rfind("workload.", 0) == 0 ? split.workload : split.arch).push_back(set);
  if (!options.mapping.empty()) split.arch.push_back("mapper.file=" + options.mapping);
  return split;
}

RunOptions to_run_options(const CommonOptions& o, const std::string& workload) {
  require_positive("--batch", o.batch, true);
  require_positive("--seq", o.seq, o.seq != 0);
  require_positive("--tokens", o.tokens, o.tokens != 0);
  if (o.tier != "bound" && o.tier != "approx")
    throw UsageError(fmt::format("--tier {}: unknown tier; known: bound, approx", o.tier));
  RunOptions run;
  run.workload = workload;
  run.graph.phase = o.phase;
  run.graph.batch = o.batch;
  if (o.seq != 0) run.graph.seq = o.seq;
  run.graph.sets = split_sets(o).workload;
  if (o.tokens != 0) {
    if (o.phase != "decode") throw UsageError("--tokens: only with --phase decode");
    if (o.seq == 0) throw UsageError("--tokens: give the context with --seq");
    run.tokens = o.tokens;
  }
  run.tier = o.tier == "bound" ? Tier::Bound : Tier::Approx;
  run.reuse = o.is_exact ? Reuse::No : Reuse::Yes;
  run.seed = o.seed;
  run.graph.seed = o.seed;
  return run;
}

}  // namespace fluxgate
