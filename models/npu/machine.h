/// The elaborated NPU: cores and memory system, and the run of one launch on them.
/// Periodic skipping: while a phase repeats, the state of all counters is compared at windows of
/// iterations; when two windows in a row took the same time (to 0.02 %) and did the same work, the
/// remaining whole windows but a margin are taken out of the programs, and time and counters
/// advance by that many windows at once. Reuse::No simulates every iteration.
#pragma once
#include <memory>
#include <systemc>
#include <vector>

#include "models/npu/core.h"
#include "sim/contract/datapath.h"

namespace fluxgate::npu {

struct Outcome {
  Cycles elapsed{};
  std::vector<CoreCounts> cores;  // of this launch
  MemorySystem::Counts memory;    // of this launch
  std::vector<Invariant> invariants;
};

class Machine {
 public:
  explicit Machine(const Description& description);
  [[nodiscard]] Outcome run(const Programs& programs, Reuse reuse);

 private:
  using Snapshot = std::vector<std::int64_t>;
  struct Window {
    TimeFs at{};
    Snapshot values;
    std::size_t phase = 0;
    std::vector<std::int64_t> iterations;
  };
  void observe_iteration();
  void skip(const Window& from, const Window& to);
  [[nodiscard]] bool is_periodic(const Window& a, const Window& b, const Window& c) const;
  [[nodiscard]] Window observe() const;
  [[nodiscard]] Snapshot snapshot() const;
  [[nodiscard]] Outcome outcome(const Snapshot& before, Cycles elapsed) const;
  void check_progress() const;

  const Description& description_;
  ClockDomain clock_;
  std::vector<std::unique_ptr<Core>> cores_;
  std::unique_ptr<MemorySystem> memory_;
  const Programs* programs_ = nullptr;
  Snapshot skipped_;
  Cycles skipped_cycles_{};
  std::vector<Window> windows_;  // the last three
  std::int64_t window_iterations_ = 4;
};

}  // namespace fluxgate::npu
