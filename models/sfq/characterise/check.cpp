/// Does the circuit do what the table says? Pulses of an output are compared in number and in time:
/// the k-th pulse must come between the k-th expected trigger and kLatestPs behind it.
#include <algorithm>

#include "models/sfq/characterise/measure.h"

namespace fluxgate::sfq {
namespace {
constexpr double kLatestPs = 60;  // from stimulus to output; five times the slowest cell
}

std::vector<std::vector<double>> stimuli_of(const Cell& cell, const Sequence& s) {
  std::vector<std::vector<double>> stimuli(cell.inputs.size());
  for (std::size_t i = 0; i < s.inputs.size(); ++i)
    stimuli[static_cast<std::size_t>(s.inputs[i])].push_back(s.times[i]);
  return stimuli;
}

std::vector<bool> levels_of(const BenchRun& run, const Sequence& s) {
  // A level may need 20 ps to come and as long to go; the end of each slot tells.
  constexpr double kSettlePs = 40;
  std::vector<bool> levels;
  for (std::size_t i = 0; i < s.times.size(); ++i) {
    const double from = s.times[i] + kSettlePs;
    const double to = i + 1 < s.times.size() ? s.times[i + 1] : s.times[i] + kLatestPs;
    levels.push_back(std::any_of(run.outputs.front().begin(), run.outputs.front().end(),
                                 [&](double t) { return t > from && t < to; }));
  }
  return levels;
}

namespace {

/// A level cell is on where the last transition gave its output.
bool has_levels_of_table(const Cell& cell, const Sequence& s, const BenchOptions& options) {
  std::vector<bool> expected;
  int state = 0;
  for (const int input : s.inputs) {
    const Transition* t = cell.find(state, input);
    if (t == nullptr) return false;
    expected.push_back(!t->outputs.empty());
    state = t->to;
  }
  return levels_of(run_bench(cell, stimuli_of(cell, s), options), s) == expected;
}

}  // namespace

bool follows_table(const Cell& cell, const Sequence& s, const BenchOptions& options) {
  if (cell.is_level) return has_levels_of_table(cell, s, options);
  std::vector<std::vector<double>> expected(cell.outputs.size());
  int state = 0;
  for (std::size_t i = 0; i < s.inputs.size(); ++i) {
    const Transition* t = cell.find(state, s.inputs[i]);
    if (t == nullptr) return false;
    for (const int out : t->outputs) expected[static_cast<std::size_t>(out)].push_back(s.times[i]);
    state = t->to;
  }
  const BenchRun run = run_bench(cell, stimuli_of(cell, s), options);
  for (std::size_t out = 0; out < expected.size(); ++out) {
    const std::vector<double>& got = run.loads[out];
    if (got.size() != expected[out].size()) return false;
    for (std::size_t i = 0; i < got.size(); ++i)
      if (got[i] < expected[out][i] || got[i] > expected[out][i] + kLatestPs) return false;
  }
  return true;
}

Sequence library_sequence(const Cell& cell) {
  // Times of RSFQlib's test benches (RSFQlib 3.0, *_testbench.cir).
  const std::vector<double> a{150, 250, 280, 540, 600, 640, 780};
  const std::vector<double> b{350, 450, 480, 560, 580, 660, 740};
  std::vector<double> clock;
  for (int i = 0; i < 10; ++i) clock.push_back(20 + 100 * i);
  std::vector<std::pair<double, int>> all;
  for (int i = 0; i < static_cast<int>(cell.inputs.size()); ++i)
    for (const double t : i == cell.clock ? clock : i == 0 ? a : b) all.emplace_back(t, i);
  std::sort(all.begin(), all.end());
  Sequence s;
  for (const auto& [time, input] : all) {
    s.inputs.push_back(input);
    s.times.push_back(time);
  }
  return s;
}

}  // namespace fluxgate::sfq
