#include "models/sfq/characterise/measure.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <thread>

namespace fluxgate::sfq {
namespace {

constexpr double kApartPs = 100;  // operations that must not touch one another
constexpr double kFirstPs = 50;

/// Path to a state, then one more input.
Sequence approach(const Cell& cell, int state, int input) {
  Sequence s;
  s.inputs = cell.path_to(state);
  s.inputs.push_back(input);
  for (std::size_t i = 0; i < s.inputs.size(); ++i)
    s.times.push_back(kFirstPs + kApartPs * static_cast<double>(i));
  return s;
}

const Transition& first_output(const Cell& cell) {
  for (const Transition& t : cell.transitions)
    if (!t.outputs.empty()) return t;
  throw ConfigError("cell " + cell.id + ": no transition gives a pulse");
}

/// Same pulses behind every output, none shifted by more than 10 ps: the criterion that reproduces
/// the reference's margins (cells.csv; a JTL fails at -17.8 %, where its pulse is 10.3 ps late).
bool is_near(const BenchRun& run, const BenchRun& nominal) {
  constexpr double kMostShiftPs = 10;
  for (std::size_t out = 0; out < nominal.loads.size(); ++out) {
    const auto &got = run.loads[out], &expected = nominal.loads[out];
    if (got.size() != expected.size()) return false;
    for (std::size_t i = 0; i < got.size(); ++i)
      if (std::fabs(got[i] - expected[i]) > kMostShiftPs) return false;
  }
  return true;
}

}  // namespace

namespace {

/// From a stimulus of this input to its nominal arrival.
double offset_of(const Cell& cell, int input) {
  if (cell.is_current_driven) return 0;
  return stimulus_to_arrival_ps(input == cell.clock ? Stimulus::Clock : Stimulus::Data);
}

double first_after(const std::vector<double>& times, double from) {
  return *std::lower_bound(times.begin(), times.end(), from);
}

}  // namespace

std::vector<DelayRow> measure_delays(const Cell& cell, const BenchOptions& options) {
  std::vector<DelayRow> rows;
  for (const Transition& t : cell.transitions) {
    if (t.outputs.empty()) continue;
    const Sequence s = approach(cell, t.from, t.input);
    const BenchRun run = run_bench(cell, stimuli_of(cell, s), options);
    const auto& arrivals = run.arrivals[static_cast<std::size_t>(t.input)];
    for (const int out : t.outputs) {
      const auto& junction = run.outputs[static_cast<std::size_t>(out)];
      const auto& load = run.loads[static_cast<std::size_t>(out)];
      if (arrivals.empty() || junction.empty() || load.empty() || load.back() < arrivals.back() ||
          junction.back() < arrivals.back())
        throw ModelError("cell " + cell.id +
                         ": the circuit gives no pulse where its table has one");
      const double arrival = arrivals.back();
      const double at_load = first_after(cell.is_level ? junction : load, arrival);
      rows.push_back({t.from, t.input, out, first_after(junction, arrival) - arrival,
                      at_load - arrival, at_load - s.times.back() - offset_of(cell, t.input)});
    }
  }
  return rows;
}

std::vector<TimingWindow> measure_windows(const Cell& cell) {
  constexpr double kWidest = 40, kResolution = 0.1;
  // A merger before a merger, or before a current input, would measure itself.
  const bool is_alone = cell.subcircuit == "MERGE" || cell.is_current_driven;
  std::vector<TimingWindow> windows;
  const int inputs = static_cast<int>(cell.inputs.size());
  for (int state = 0; state < static_cast<int>(cell.states.size()); ++state)
    for (int first = 0; first < inputs; ++first)
      for (int second = 0; second < inputs; ++second) {
        // Clock and data stimuli take unequal times to the cell; windows are between arrivals.
        const double shift = offset_of(cell, first) - offset_of(cell, second);
        const auto works = [&](double apart) {
          Sequence s = approach(cell, state, first);
          s.inputs.push_back(second);
          s.times.push_back(s.times.back() + apart + shift);
          // Every input once more shows the state that was reached.
          for (int probe = inputs - 1; probe >= 0; --probe) {
            s.inputs.push_back(probe);
            s.times.push_back(s.times.back() + kApartPs);
          }
          BenchOptions options;
          if (first == second && !is_alone) options.doubled_input = first;
          return follows_table(cell, s, options);
        };
        // From far to near: a cell may work again when two pulses come as good as together.
        double high = kWidest, low = high;
        const double nearest = first == second && is_alone ? 8 : 0.05;
        if (!works(high)) continue;
        while (low > nearest && works(low)) {
          high = low;
          low = std::max(nearest, low > 12 ? low - 7 : low - 1);
        }
        if (works(low)) continue;
        while (high - low > kResolution) {
          const double middle = (low + high) / 2;
          (works(middle) ? high : low) = middle;
        }
        windows.push_back({state, first, second, high});
      }
  return windows;
}

std::pair<double, double> measure_margins(const Cell& cell, Biased which) {
  constexpr double kMost = 60, kSteps = 64;
  const Sequence s = library_sequence(cell);
  const std::vector<std::vector<double>> stimuli = stimuli_of(cell, s);
  const BenchRun nominal = run_bench(cell, stimuli);
  const auto works = [&](double percent) {
    BenchOptions options;
    (which == Biased::Cell ? options.dut_bias : options.global_bias) = 1 + percent / 100;
    const BenchRun run = run_bench(cell, stimuli, options);
    return which == Biased::Level ? levels_of(run, s) == levels_of(nominal, s)
                                  : is_near(run, nominal);
  };
  const auto edge = [&](double sign) {
    if (works(sign * kMost)) return sign * kMost;
    int good = 0, bad = static_cast<int>(kSteps);
    while (bad - good > 1) {
      const int middle = (good + bad) / 2;
      if (works(sign * kMost * middle / kSteps))
        good = middle;
      else
        bad = middle;
    }
    return sign * kMost * good / kSteps;
  };
  return {edge(-1), edge(1)};
}

double measure_energy(const Cell& cell) {
  const Transition& t = first_output(cell);
  return run_bench(cell, stimuli_of(cell, approach(cell, t.from, t.input))).bias_work_aj;
}

double measure_jitter(const Cell& cell, int pulses, std::uint64_t seed) {
  constexpr double kLiquidHelium = 4.2;  // K
  const Transition& t = first_output(cell);
  const Sequence once = approach(cell, t.from, t.input);
  Sequence many;
  for (int i = 0; i < pulses; ++i)
    for (const int input : once.inputs) {
      many.inputs.push_back(input);
      many.times.push_back(kFirstPs + kApartPs * static_cast<double>(many.times.size()));
    }
  BenchOptions options;
  options.temperature_k = kLiquidHelium;
  options.seed = seed;
  const BenchRun run = run_bench(cell, stimuli_of(cell, many), options);
  const auto& arrivals = run.arrivals[static_cast<std::size_t>(t.input)];
  double sum = 0, squares = 0;
  std::size_t next = 0, count = 0;
  for (const double out : run.loads[static_cast<std::size_t>(t.outputs.front())]) {
    while (next + 1 < arrivals.size() && arrivals[next + 1] < out) ++next;
    sum += out - arrivals[next];
    squares += (out - arrivals[next]) * (out - arrivals[next]);
    ++count;
  }
  if (count < 2) return 0;
  const auto n = static_cast<double>(count);
  return std::sqrt(std::max(0.0, squares / n - sum * sum / n / n));
}

double measure_yield(const Cell& cell, double spread, int samples, std::uint64_t seed) {
  const auto workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const Sequence s = library_sequence(cell);
  std::vector<std::future<int>> parts;
  for (int worker = 0; worker < workers; ++worker)
    parts.push_back(std::async(std::launch::async, [&, worker] {
      int good = 0;
      for (int i = worker; i < samples; i += workers) {
        BenchOptions options;
        options.spread = spread;
        options.seed = seed + static_cast<std::uint64_t>(i);
        good += follows_table(cell, s, options) ? 1 : 0;
      }
      return good;
    }));
  int good = 0;
  for (auto& part : parts) good += part.get();
  return static_cast<double>(good) / samples;
}

}  // namespace fluxgate::sfq
