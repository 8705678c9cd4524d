#include "sim/explore/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/core/version.h"
#include "sim/explore/walk.h"

namespace fluxgate::explore {
namespace {

/// What a row says in the end; empty: pruned or not run yet.
std::optional<Outcome> final_outcome(const Spec& spec, const Store::Row& row) {
  if (spec.depth == Depth::Bound) return row.known.bound;
  const bool is_refused = row.known.bound && row.known.bound->status != Status::Done;
  const bool has_bounds = spec.depth == Depth::Pruned && spec.method != Method::Nsga2;
  if (has_bounds && is_refused) return row.known.bound;
  if (has_bounds && row.pruned_by) return std::nullopt;
  return row.known.approx;
}

nlohmann::ordered_json point_json(const Spec& spec, const FrontPoint& point) {
  nlohmann::ordered_json set = nlohmann::ordered_json::object();
  for (const auto& [key, text] : point.set) set[key] = text;
  nlohmann::ordered_json objectives;
  for (std::size_t i = 0; i < spec.objectives.size(); ++i)
    objectives[spec.objectives[i].name] = point.objectives[i];
  return {
      {"index", point.index}, {"set", set}, {"objectives", objectives}, {"result", point.numbers}};
}

}  // namespace

SweepResult summarise(const Spec& spec, Store& store) {
  SweepResult result;
  Front front;
  std::map<std::int64_t, FrontPoint> candidates;
  store.each([&](const Store::Row& row) {
    ++result.points;
    const auto outcome = final_outcome(spec, row);
    if (!outcome) {
      result.pruned += row.pruned_by ? 1 : 0;
      return;
    }
    if (outcome->status != Status::Done) {
      ++(outcome->status == Status::Failed ? result.failed : result.infeasible);
      ++result.reasons[outcome->reason];
      return;
    }
    ++result.done;
    const auto values = objectives_of(spec, row.set, outcome->numbers);
    if (!values) {
      ++result.without_objective;
      return;
    }
    if (front.beaten_by(*values)) return;
    front.offer(row.index, *values);
    FrontPoint point{row.index, row.set, *values, outcome->numbers};
    for (std::size_t i = 0; i < point.objectives.size(); ++i)
      if (spec.objectives[i].is_maximised) point.objectives[i] = -point.objectives[i];
    candidates[row.index] = std::move(point);
    if (candidates.size() > 2 * front.members().size() + 64) {
      std::map<std::int64_t, FrontPoint> kept;
      for (const Front::Member& m : front.members()) kept[m.index] = candidates[m.index];
      candidates = std::move(kept);
    }
  });
  for (const Front::Member& m : front.members()) result.front.push_back(candidates[m.index]);
  std::sort(result.front.begin(), result.front.end(),
            [](const FrontPoint& a, const FrontPoint& b) { return a.index < b.index; });
  return result;
}

std::string to_json(const Spec& spec, const SweepResult& r) {
  nlohmann::ordered_json json{
      {"points", r.points},       {"done", r.done},     {"infeasible", r.infeasible},
      {"failed", r.failed},       {"pruned", r.pruned}, {"without_objective", r.without_objective},
      {"evaluated", r.evaluated}, {"reused", r.reused}, {"reasons", r.reasons}};
  json["objectives"] = nlohmann::ordered_json::array();
  for (const Objective& o : spec.objectives)
    json["objectives"].push_back({{"name", o.name}, {"goal", o.is_maximised ? "max" : "min"}});
  json["pareto"] = nlohmann::ordered_json::array();
  for (const FrontPoint& point : r.front) json["pareto"].push_back(point_json(spec, point));
  return json.dump(2) + "\n";
}

SweepResult sweep(const Spec& spec, const SweepOptions& options) {
  check_objectives(spec);
  Evaluator evaluator(spec);
  evaluator.prepare();
  if (spec.method != Method::Nsga2) (void)plan_size(spec);
  Pool pool(spec, evaluator, options.jobs);  // before the database: a fork must not share it
  Store store(options.database, evaluator.sweep_key());
  store.note_sweep(spec.text, program_version());
  if (options.is_retrying_failed) store.forget_failed();
  Walk walk(spec, options, evaluator, pool, store);
  if (spec.method == Method::Nsga2) {
    walk.search();
  } else {
    walk.plan_all(spec.depth == Depth::Approx ? Tier::Approx : Tier::Bound);
    if (spec.depth == Depth::Pruned) walk.confirm();
  }
  SweepResult result = summarise(spec, store);
  store.summarise(to_json(spec, result));
  result.evaluated = walk.evaluated();
  result.reused = walk.reused();
  return result;
}

std::int64_t merge(const std::string& database, const std::vector<std::string>& others) {
  std::int64_t added = 0;
  {
    Store store(database, "");
    for (const std::string& other : others) added += store.merge(other);
  }
  for (const StoredSweep& stored : sweeps_in(database)) {
    Store store(database, stored.sweep);
    const Spec spec = read_spec_text(stored.spec, database);
    store.summarise(to_json(spec, summarise(spec, store)));
  }
  return added;
}

}  // namespace fluxgate::explore
