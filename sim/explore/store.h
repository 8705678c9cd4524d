/// The one file of a sweep. Table `points`: a row a point, by its 128-bit name: what it is and what
/// each tier gave; rows are added and completed, never changed. Table `plan`: which point is which
/// number of which sweep, and whether its bound ruled it out. Writers of several sweeps take turns;
/// a transaction holds what came back in at most 100 ms, so a kill loses no more than that.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/engine.h"
#include "sim/explore/database.h"
#include "sim/explore/outcome.h"
#include "sim/explore/plan.h"

namespace fluxgate::explore {

struct Known {
  std::optional<Outcome> bound, approx;
};

class Store {
 public:
  /// A new file gets its tables; another program's database is refused.
  Store(const std::string& file, std::string sweep, Access access = Access::Write);

  void note_sweep(const std::string& spec_text, const std::string& version);
  [[nodiscard]] Known find(const std::string& key);
  void save(const Point& point, const std::string& key, Tier tier, const Outcome& outcome);
  /// The point belongs to this sweep; `lower` orders the confirmation of a pruned sweep.
  void plan(std::int64_t index, const std::string& key, std::optional<double> lower);
  void prune(std::int64_t index, std::int64_t by);
  /// Failed points of this sweep count as not run.
  void forget_failed();
  void summarise(const std::string& json);

  struct Row {
    std::int64_t index = 0;
    std::string key;
    Assignment set;
    Known known;
    std::optional<double> lower;
    std::optional<std::int64_t> pruned_by;
  };
  /// Rows of this sweep by number, or by (lower, number) from behind `after` on, at most `limit`.
  void each(const std::function<void(const Row&)>& action);
  [[nodiscard]] std::vector<Row> by_lower(std::optional<Row> after, std::int64_t limit);

  void commit_if_due();
  void commit();
  /// Rows of another file that this one has not. Returns how many.
  std::int64_t merge(const std::string& other);

 private:
  void begin();
  [[nodiscard]] static Row row_of(const Statement& s);

  Database database_;
  std::string sweep_;
  std::optional<Statement> find_, insert_, bound_, approx_, plan_, prune_;
  bool is_open_ = false;
  std::chrono::steady_clock::time_point opened_;
};

/// Names of the sweeps in a file, newest last, with text and summary.
struct StoredSweep {
  std::string sweep, spec, version, summary;
};
[[nodiscard]] std::vector<StoredSweep> sweeps_in(const std::string& file);

}  // namespace fluxgate::explore
