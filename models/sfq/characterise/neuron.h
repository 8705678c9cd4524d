/// Synapse and soma of the neuromorphic network, measured on their bench (circuits/neuron.cir):
/// pass probability against weight current, pulses out against threshold current and input rate.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fluxgate::sfq {

struct NeuronRun {
  std::vector<double> in, decision, out;  // last input junction, BD or BT, first of the output JTL
};
struct NeuronBench {
  std::string cell;       // "SYN" or "SOMA"
  double current_ua = 0;  // ISYN or ITH
  int pulses = 24;
  double period_ps = 50;
  double temperature_k = 0;
  std::uint64_t seed = 1;
};
[[nodiscard]] NeuronRun run_neuron(const NeuronBench& bench);

/// Share of pulses that pass a synapse, noise at 4.2 K.
[[nodiscard]] double pass_probability(double isyn_ua, int pulses, std::uint64_t seed);
/// Weight current at which a synapse without noise begins to pass, by bisection to 0.05 uA.
[[nodiscard]] double pass_threshold_ua();
/// Normal distribution through points (current, probability), by least squares on the probits.
struct Probit {
  double mean_ua = 0, sigma_ua = 0;
};
[[nodiscard]] Probit fit_probit(const std::vector<std::pair<double, double>>& points, int trials);
[[nodiscard]] int soma_pulses(double ith_ua, double period_ps, int pulses);

}  // namespace fluxgate::sfq
