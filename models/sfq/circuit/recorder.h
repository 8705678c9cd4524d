/// Columns of `.print` at the print step, as CSV: time in s, then V, A and rad as JoSIM prints.
#pragma once
#include <string>
#include <vector>

#include "models/sfq/circuit/transient.h"

namespace fluxgate::sfq {

class Recorder {
 public:
  Recorder(const Netlist& netlist, const System& system);
  void step(double time, double h, const State& before, const State& after);
  /// Fills up to the end of the run and writes the file whole or not at all.
  void write(const std::string& path, const State& end);

 private:
  [[nodiscard]] double value(const Output& output, double time, const State& state) const;
  [[nodiscard]] double current(const std::string& target, double time, const State& state) const;
  void add_rows(double until, double time, double h, const State& before, const State& after);
  void add_row(double time, const State& state);

  const Netlist& netlist_;
  const System& system_;
  State now_;
  std::size_t next_row_ = 0;
  std::string text_;
};

}  // namespace fluxgate::sfq
