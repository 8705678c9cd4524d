/// Transient analysis with error-controlled steps.
///
/// Method: ESDIRK of order 4 (stepper.h) on a ladder of step sizes 2^(k/4), on sparse LU by KLU
/// (factor.h); a step ends at every corner of a stimulus, so that none is jumped over. Where
/// nothing moves, nodes sleep (window.h, awake.h); a circuit that sleeps altogether goes straight
/// to the next corner. Start: JoSIM settles a circuit whose sources act before t = 0 for min(1000,
/// 2 * 10^(2 (|log10 step| - 12) + 1)) steps, junction capacitances acting as conductances 3 C / (2
/// step); then t = 0. Without such sources everything starts at rest. Pulses: times at which a
/// junction's phase crosses (2k + 1) pi, from the cubic through phases and rates at the ends of a
/// step (order 4 as the steps).
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/sfq/circuit/stepper.h"

namespace fluxgate::sfq {

enum class Sleep { Allowed, Never };

struct TransientOptions {
  double tolerance_rad = 5e-5;  // local error of a junction phase in a step, less below 1 rad
  std::uint64_t seed = 1;
  Sleep sleep = Sleep::Allowed;
  /// Called after each accepted step with its start, its length, both states and the stepper.
  std::function<void(double time, double h, const State& before, const State& after,
                     const Stepper& stepper, const Window& window)>
      on_step;
};

struct TransientResult {
  std::int64_t steps = 0, rejected = 0, solves = 0, factorisations = 0;
  double line_energy_ua_rad = 0;  // taken in by the transmission lines
  State end{0};
  /// Pulse times in ps of every junction, in the order of the netlist.
  std::vector<std::vector<double>> pulses_ps;
};

/// ConfigError for a floating node, a singular matrix, a step that underflows.
[[nodiscard]] TransientResult run_transient(const Netlist& netlist,
                                            const TransientOptions& options);

}  // namespace fluxgate::sfq
