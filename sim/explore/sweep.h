/// A sweep from its spec to rows and a front. Order of work never depends on the number of jobs:
///   bound, approx   every point of the plan in that tier
///   pruned          all bounds; then rounds in the order of (least first objective, number): who
///   is
///                   not ruled out by the front at the start of the round (objective.h) is
///                   simulated; a round has 8 members, each next twice as many up to 256
///   nsga2           a generation at a time; its seed and earlier outcomes decide the next
/// What the database has is not computed again.
#pragma once
#include <functional>
#include <string>

#include "sim/explore/objective.h"
#include "sim/explore/store.h"

namespace fluxgate::explore {

struct Shard {
  std::int64_t number = 1, of = 1;
};

struct Progress {
  std::int64_t finished = 0, planned = 0, evaluated = 0;
  const char* stage = "";
};

struct SweepOptions {
  std::string database;
  int jobs = 1;
  Shard shard;
  bool is_retrying_failed = false;
  std::function<void(const Progress&)> progress;  // at most every 100 ms
};

struct FrontPoint {
  std::int64_t index = 0;
  Assignment set;
  std::vector<double> objectives;  // as named, not negated
  Numbers numbers;
};

struct SweepResult {
  std::int64_t points = 0;  // of the plan, without those a constraint excludes
  std::int64_t done = 0, infeasible = 0, failed = 0, pruned = 0;
  std::int64_t without_objective = 0;           // done, but no model gives an objective
  std::int64_t evaluated = 0, reused = 0;       // tier results made now, found in the database
  std::map<std::string, std::int64_t> reasons;  // of infeasible and failed points
  std::vector<FrontPoint> front;                // by number
};

[[nodiscard]] SweepResult sweep(const Spec& spec, const SweepOptions& options);

/// Counts and front of the rows that a database has of a sweep.
[[nodiscard]] SweepResult summarise(const Spec& spec, Store& store);
/// One JSON object, keys of interface.md and more.
[[nodiscard]] std::string to_json(const Spec& spec, const SweepResult& result);
/// Adds the rows of `others` to `database` (made if absent) and brings its summaries up to date.
[[nodiscard]] std::int64_t merge(const std::string& database,
                                 const std::vector<std::string>& others);

}  // namespace fluxgate::explore
