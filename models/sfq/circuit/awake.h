/// Which nodes are awake. A node is busy when its flux moves faster than `kQuiet` or something
/// drives it; awake are the busy ones and all within `kMargin` elements of them. When motion
/// reaches the rim of what is awake (the last `kRim` elements), the set is drawn anew. Error made:
/// a sleeping node hides at most kQuiet * (its time constant), 1e-3 rad for 10 ns.
#pragma once
#include <vector>

#include "models/sfq/circuit/sources.h"
#include "models/sfq/circuit/state.h"

namespace fluxgate::sfq {

class Awake {
 public:
  Awake(const Netlist& netlist, const System& system);

  /// Draws the set; all awake when sleeping is not worth it.
  void draw(const State& state, const Sources& sources);
  /// True when motion has come so near to sleeping nodes that draw() is due.
  [[nodiscard]] bool is_rim_busy(const State& state) const;
  [[nodiscard]] const std::vector<char>& flags() const { return flags_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// How many would be awake now.
  [[nodiscard]] std::size_t count_needed(const State& state, const Sources& sources);

 private:
  [[nodiscard]] bool is_moving(const State& state, std::size_t i) const;
  std::vector<char> grow(const State& state, const Sources& sources, std::size_t& count) const;

  std::vector<int> neighbour_start_, neighbours_;
  std::vector<char> pinned_, flags_;
  std::vector<int> rim_;
  double quiet_;  // rad/ps
  std::size_t count_ = 0;
};

}  // namespace fluxgate::sfq
