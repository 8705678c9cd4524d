/// Waves on lossless lines: what leaves one end arrives at the other after the delay. A step never
/// exceeds the shortest delay, so that what arrives is always known. Between accepted steps the
/// wave is a cubic with finite-difference slopes.
#pragma once
#include <deque>
#include <vector>

#include "models/sfq/circuit/window.h"

namespace fluxgate::sfq {

class Lines {
 public:
  explicit Lines(const Netlist& netlist);
  [[nodiscard]] bool empty() const { return waves_.empty(); }
  [[nodiscard]] double shortest_delay() const;
  /// Adds the arriving waves to the rows of the ports.
  void add(double time, const std::vector<int>& local, double* rhs) const;
  /// Remembers what leaves at the end of an accepted step and what energy went in (Simpson).
  void record(double time, double h, const State& before, const State& after);
  /// Energy taken in so far, uA rad.
  [[nodiscard]] double energy() const { return energy_; }
  /// Adds the echoes of corners: a wave front arrives after multiples of the delay.
  void add_echoes(std::vector<Corner>& corners, double stop_ps) const;

 private:
  struct Sample {
    double time, leaving[2];
  };
  struct Wave {
    const Line* line;
    double conductance;
    std::deque<Sample> past;
  };
  [[nodiscard]] static double arriving(const Wave& w, int end, double time);

  std::vector<Wave> waves_;
  double energy_ = 0;
};

}  // namespace fluxgate::sfq
