/// What is measured of a cell, each from the circuit alone.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/sfq/characterise/bench.h"

namespace fluxgate::sfq {

/// Delays of one transition that gives a pulse, ps: from the input's first junction to the junction
/// of the output, and to the first junction of the load; and from nominal arrival to arrival.
struct DelayRow {
  int state = 0, input = 0, output = 0;
  double to_junction = 0, to_load = 0, nominal = 0;
};
[[nodiscard]] std::vector<DelayRow> measure_delays(const Cell& cell, const BenchOptions& options);

/// Shortest distance of two arrivals in each state after which the cell still follows its table.
/// Bisection to 0.1 ps; pairs that work at any distance have no row.
[[nodiscard]] std::vector<TimingWindow> measure_windows(const Cell& cell);

/// Lowest and highest scale of the bias at which the library's stimulus gives the pulses of nominal
/// bias within 10 ps, as percent from nominal; bisection to 60/64 %, +-60 when it never fails.
/// Level: everything scaled, and the output level must be right (level cells).
enum class Biased { Cell, Everything, Level };
[[nodiscard]] std::pair<double, double> measure_margins(const Cell& cell, Biased which);

/// Work of the bias currents in one operation (the way to a state and the pulse it gives), aJ.
[[nodiscard]] double measure_energy(const Cell& cell);
/// Standard deviation of the first delay over `pulses` operations with noise; pulse cells only.
[[nodiscard]] double measure_jitter(const Cell& cell, int pulses, std::uint64_t seed);
/// Share of `samples` circuits, every value spread uniformly, that follow the table; in parallel.
[[nodiscard]] double measure_yield(const Cell& cell, double spread, int samples,
                                   std::uint64_t seed);

/// Inputs one after another.
struct Sequence {
  std::vector<int> inputs;
  std::vector<double> times;  // ascending
};
[[nodiscard]] std::vector<std::vector<double>> stimuli_of(const Cell& cell, const Sequence& s);
/// Runs the sequence and compares, pulse by pulse, with the table.
[[nodiscard]] bool follows_table(const Cell& cell, const Sequence& s, const BenchOptions& options);
/// Whether a level cell is on in each slot of the sequence.
[[nodiscard]] std::vector<bool> levels_of(const BenchRun& run, const Sequence& s);
/// The stimulus of the library's benches, for the inputs the cell has.
[[nodiscard]] Sequence library_sequence(const Cell& cell);

}  // namespace fluxgate::sfq
