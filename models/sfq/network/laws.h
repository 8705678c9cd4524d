/// Laws of synapse and soma, as their circuits (circuits/neuron.cir) show them; each with the two
/// JTLs before and behind it, between JTLs of the library. Written by `fluxgate characterise syn`
/// and `soma`.
///
/// Synapse: a pulse passes with probability Phi((isyn - mean) / sigma); sigma grows as sqrt(T).
/// Soma: a memory current i decays with time constant memory_ps. A pulse adds quantum_ua; when
/// over = i + ith - threshold_ua is then above 0, the soma fires latency_ps - slope_ps ln(over)
/// later, which takes reset_ua; the JTLs around it delay by joints_ps more. Thermal noise of
/// noise_ua rms lives in the same memory (Ornstein-Uhlenbeck), so that what noise did to one pulse
/// is still there at the next. While the threshold junction decides, noise has more than one
/// chance, which lowers the threshold by noise_lead_ua. Both grow as sqrt(T). Leaves out: pulses
/// that a soma fires by itself (its ITH stays below 100 uA, the threshold junction's critical
/// current), the spread that noise gives a delay near the threshold.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace fluxgate::sfq {

struct SynapseLaw {
  double mean_ua = 0, sigma_ua = 0;                  // at 4.2 K
  std::vector<std::pair<double, double>> delays_ps;  // (isyn, delay), ascending
  [[nodiscard]] double pass_probability(double isyn_ua, double temperature_k) const;
  /// Between the points linear, beyond them the nearest.
  [[nodiscard]] double delay_ps(double isyn_ua) const;
};

struct SomaLaw {
  double quantum_ua = 0, reset_ua = 0, threshold_ua = 0, memory_ps = 0;
  double latency_ps = 0, slope_ps = 0, joints_ps = 0;
  double noise_ua = 0, noise_lead_ua = 0;  // at 4.2 K
};

inline constexpr double kLiquidHeliumK = 4.2;

struct NeuronLaws {
  SynapseLaw synapse;
  SomaLaw soma;
};
/// From models/sfq/network/laws/syn.yaml and soma.yaml.
[[nodiscard]] NeuronLaws read_laws();
[[nodiscard]] std::string to_yaml(const SynapseLaw& law);
[[nodiscard]] std::string to_yaml(const SomaLaw& law);

}  // namespace fluxgate::sfq
