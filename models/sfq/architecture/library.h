/// The cells an architecture is made of: what each costs and how fast it is, from the tables that
/// the circuit level measured (models/sfq/cells). No number of a cell stands anywhere else.
///
/// Timing of a clocked cell, in a period in which each data input has at most one pulse:
///   setup  longest window from a data pulse to the clock     hold  from the clock to a data pulse
///   q      longest delay from the clock to an output
/// Period of gate-level pipelining, one splitter behind a gate:
///   tree        q + splitter + setup                         all gates clocked together
///   counter     q + splitter + setup + splitter              the clock runs against the data
///   concurrent  max(setup + hold of one gate, clock to clock)  the clock runs with the data
/// and never less than a splitter's or merger's separation. Leaves out: wires (every one is a JTL
/// in the delay of its cell), skew of unequal branches; `margin` of the description covers both.
#pragma once
#include <map>
#include <string>

#include "models/sfq/cell.h"
#include "models/sfq/pulse/design.h"

namespace fluxgate::sfq {

struct GateTiming {
  double q_ps = 0, setup_ps = 0, hold_ps = 0, clock_ps = 0;
};
[[nodiscard]] GateTiming gate_timing(const Cell& cell);
/// Longest delay of any transition.
[[nodiscard]] double delay_ps(const Cell& cell);
/// Longest window between pulses of different or equal pins of a cell without clock, or between
/// two clocks.
[[nodiscard]] double separation_ps(const Cell& cell);

/// How many of each cell.
class Bill {
 public:
  Bill& add(const std::string& cell, double number);
  Bill& add(const Bill& other, double times = 1);
  [[nodiscard]] const std::map<std::string, double>& cells() const { return cells_; }

 private:
  std::map<std::string, double> cells_;
};

class Library {
 public:
  Library();
  [[nodiscard]] const Cell& at(const std::string& id) const;
  [[nodiscard]] double junctions(const Bill& bill) const;
  [[nodiscard]] double bias_a(const Bill& bill) const;
  /// Work of the bias when every cell of the bill operates once, joule.
  [[nodiscard]] double energy_j(const Bill& bill) const;
  /// Sum of the critical currents times the flux quantum: what an ERSFQ bias source does at most.
  [[nodiscard]] double critical_a(const Bill& bill) const;
  /// Clock period of gate-level pipelining.
  [[nodiscard]] double period_ps(ClockFlow flow) const;

 private:
  template <class Value>
  [[nodiscard]] double sum(const Bill& bill, Value value) const;
  std::map<std::string, Cell> cells_;
};

/// Splitters or mergers on a path through a balanced tree of `leaves`.
[[nodiscard]] std::int64_t tree_depth(std::int64_t leaves);

}  // namespace fluxgate::sfq
