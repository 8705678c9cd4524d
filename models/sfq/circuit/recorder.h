/// Columns of `.print` at the print step, as CSV: time in s, then V, A and rad as JoSIM prints.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "models/sfq/circuit/transient.h"

namespace fluxgate::sfq {

/// Branch values at one time inside a step.
struct Sample {
  const State &before, &after;
  double time, h, u;  // u: place in the step, 0..1
  [[nodiscard]] double flux(int plus, int minus) const;
  [[nodiscard]] double rate(int plus, int minus) const;
  [[nodiscard]] double acceleration(int plus, int minus) const;
};

class Recorder {
 public:
  Recorder(const Netlist& netlist, const System& system);
  void step(double time, double h, const State& before, const State& after);
  /// Fills up to the end of the run and writes the file whole or not at all.
  void write(const std::string& path, const State& end);

 private:
  using Column = std::function<double(const Sample&)>;
  struct Ends {
    int plus, minus;
  };
  [[nodiscard]] Ends ends(const std::string& element) const;
  [[nodiscard]] Column column(const Output& output) const;
  [[nodiscard]] Column current(const Output& output) const;
  [[nodiscard]] Column source_current(const Output& output) const;
  void add_rows(double until, double time, double h, const State& before, const State& after);

  const Netlist& netlist_;
  const System& system_;
  std::vector<Column> columns_;
  std::size_t next_row_ = 0;
  std::string text_;
};

}  // namespace fluxgate::sfq
