/// What every way of walking a sweep shares: asks the database first, then the workers.
#pragma once
#include "sim/explore/front.h"
#include "sim/explore/pool.h"
#include "sim/explore/sweep.h"

namespace fluxgate::explore {

class Walk {
 public:
  Walk(const Spec& spec, const SweepOptions& options, Evaluator& evaluator, Pool& pool,
       Store& store)
      : spec_(spec), options_(options), evaluator_(evaluator), pool_(pool), store_(store) {}

  /// Every point that `next` gives, in one tier; `seen` gets each outcome, known or new, in any
  /// order.
  using Source = std::function<std::optional<Point>()>;
  using Seen = std::function<void(const Point&, const std::string& key, const Outcome&)>;
  void run(Tier tier, const Source& next, const Seen& seen);

  void plan_all(Tier tier);
  void confirm();
  void search();  // nsga2

  void set_stage(const char* stage, std::int64_t planned);
  void count_finished(std::int64_t n) { progress_.finished += n; }
  [[nodiscard]] std::int64_t evaluated() const { return progress_.evaluated; }
  [[nodiscard]] std::int64_t reused() const { return reused_; }

 private:
  void tick();

  const Spec& spec_;
  const SweepOptions& options_;
  Evaluator& evaluator_;
  Pool& pool_;
  Store& store_;
  Progress progress_;
  std::int64_t reused_ = 0;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace fluxgate::explore
