/// `fluxgate sweep` and `fluxgate merge`: design-space exploration that survives whatever stops it.
#include "sim/explore/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <thread>

#include "sim/cli/command.h"
#include "sim/core/progress.h"
#include "sim/explore/evaluate.h"
#include "sim/explore/slurm.h"

namespace fluxgate {
namespace {

using namespace explore;

struct Options {
  std::string spec, database, shard, slurm;
  std::int64_t shards = 8;
  std::vector<std::string> sbatch;
  int jobs = 0;
  bool is_json = false, is_retrying = false, is_dry = false;
};

Shard read_shard(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.number);
  const bool has_slash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = has_slash ? std::from_chars(first.ptr + 1, end, shard.of) : first;
  if (!has_slash || second.ec != std::errc{} || second.ptr != end || shard.number < 1 ||
      shard.number > shard.of)
    throw UsageError(fmt::format("--shard {}: write I/N with I from 1 to N, such as 2/8", text));
  return shard;
}

/// A stage may end before its plan: what its end rules out is not counted.
class Stages {
 public:
  void tell(const Progress& p) {
    if (stage_ != p.stage) end();
    stage_ = p.stage;
    planned_ = p.planned;
    tell_progress(p.stage, p.finished, p.planned);
  }
  void end() const {
    if (stage_ != nullptr) tell_progress(stage_, planned_, planned_);
  }

 private:
  const char* stage_ = nullptr;
  std::int64_t planned_ = 0;
};

void print_front(const Spec& spec, const SweepResult& r) {
  std::string head;
  for (const Objective& o : spec.objectives) head += fmt::format("{:>16}", o.name);
  fmt::print("\n  {:>8}{}  settings\n", "point", head);
  for (const FrontPoint& point : r.front) {
    fmt::print("  {:>8}", point.index);
    for (const double value : point.objectives) fmt::print("{:>16.6g}", value);
    std::string set;
    for (const auto& [key, text] : point.set) set += fmt::format("  {}={}", key, text);
    fmt::print("{}\n", set);
  }
}

void print(const Spec& spec, const SweepResult& r, const std::string& database) {
  fmt::print("{} points: {} simulated, {} ruled out by their bound, {} infeasible, {} failed\n",
             r.points, r.done, r.pruned, r.infeasible, r.failed);
  fmt::print("{} results made now, {} found in {}\n", r.evaluated, r.reused, database);
  if (r.without_objective != 0)
    fmt::print("{} points have no value for an objective: no model gives it there\n",
               r.without_objective);
  for (const auto& [reason, count] : r.reasons) fmt::print("  {:>8} x {}\n", count, reason);
  if (!r.front.empty()) print_front(spec, r);
}

std::string default_database(const std::string& spec) {
  return std::filesystem::path(spec).replace_extension(".db").string();
}

/// The spec is checked here, not by the first task that starts.
void act_on_cluster(const Options& o, const Spec& spec) {
  check_objectives(spec);
  Evaluator(spec).prepare();
  const Submitted s = submit({o.spec, o.slurm, o.shards, std::max(o.jobs, 1), o.sbatch, !o.is_dry});
  if (o.is_dry)
    fmt::print("written: {0}/array.sbatch {0}/merge.sbatch\n", o.slurm);
  else
    fmt::print("array {}, merge {}: {}\n", s.array_job, s.merge_job, s.database);
}

void act(const Options& o) {
  const Spec spec = read_spec(o.spec);
  if (!o.slurm.empty()) {
    act_on_cluster(o, spec);
    return;
  }
  SweepOptions options;
  options.database = o.database.empty() ? default_database(o.spec) : o.database;
  options.jobs =
      o.jobs > 0 ? o.jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  options.shard = read_shard(o.shard);
  options.is_retrying_failed = o.is_retrying;
  Stages stages;
  options.progress = [&stages](const Progress& p) { stages.tell(p); };
  const SweepResult result = sweep(spec, options);
  stages.end();
  if (o.is_json)
    fmt::print("{}", to_json(spec, result));
  else
    print(spec, result, options.database);
}

[[maybe_unused]] const bool kSweep = Commands::add(
    "sweep", {"explore a design space; run again to continue", "fluxgate sweep space.yaml --jobs 8",
              [](CLI::App& app) -> std::function<void()> {
                auto o = std::make_shared<Options>();
                app.add_option("spec", o->spec, "keys, method and objectives (.yaml)")->required();
                app.add_option("--db", o->database, "SQLite file; default: beside the spec");
                app.add_option("--jobs", o->jobs, "worker processes; default: the cores")
                    ->check(CLI::PositiveNumber);
                app.add_option("--shard", o->shard, "I/N: only every N-th point, from the I-th on");
                app.add_option("--slurm", o->slurm,
                               "folder for scripts and shards: submit a job array and a merge");
                app.add_option("--shards", o->shards, "tasks of the job array")
                    ->default_val(8)
                    ->check(CLI::PositiveNumber);
                app.add_option("--sbatch", o->sbatch,
                               "option for sbatch, such as --sbatch=--partition=long; repeatable");
                app.add_flag("--dry-run", o->is_dry, "with --slurm: write the scripts only");
                app.add_flag("--retry-failed", o->is_retrying, "run failed points again");
                app.add_flag("--json", o->is_json, "one JSON object on stdout");
                return [o] { act(*o); };
              }});

struct MergeOptions {
  std::string out;
  std::vector<std::string> others;
};
[[maybe_unused]] const bool kMerge = Commands::add(
    "merge",
    {"put the rows of several sweep databases into one",
     "fluxgate merge all.db part-1.db part-2.db", [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<MergeOptions>();
       app.add_option("out", o->out, "database that gets the rows")->required();
       app.add_option("others", o->others, "databases to read")->required();
       return [o] {
         const std::int64_t added = merge(o->out, o->others);
         fmt::print("{} points added to {}\n", added, o->out);
       };
     }});

}  // namespace
}  // namespace fluxgate
