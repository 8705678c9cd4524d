/// Worker processes. A slot is a process forked before any SystemC object, thread or database
/// exists; it forks a child for each task (approx: one elaboration a process) or for a chunk of
/// them (bound). A child that crashes or passes the time limit costs its task only; the slot
/// reports why. When the program dies, however it dies, slots and children die with it
/// (parent-death signal).
#pragma once
#include <sys/types.h>

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "sim/explore/evaluate.h"

namespace fluxgate::explore {

struct Task {
  std::int64_t index = 0;
  Assignment set;
  Tier tier = Tier::Approx;
};

class Pool {
 public:
  Pool(const Spec& spec, Evaluator& evaluator, int jobs);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  using Next = std::function<std::optional<Task>()>;  // empty: no more
  using Done = std::function<void(const Task&, const Outcome&)>;
  /// Until `next` is empty and every task has come back, in any order. `tick` is called at least
  /// every 100 ms; it may throw, which leaves the pool unusable.
  void run(const Next& next, const Done& done, const std::function<void()>& tick);

 private:
  struct Slot {
    pid_t pid = 0;
    int socket = -1;
    std::deque<Task> tasks;  // sent, not yet back
  };
  void feed(Slot& slot, const Next& next);
  void receive(Slot& slot, const Done& done);

  std::vector<Slot> slots_;
  bool is_drained_ = false;
};

}  // namespace fluxgate::explore
