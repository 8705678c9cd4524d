#include "models/sfq/characterise/neuron.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/sfq/circuit/transient.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

std::string deck_text(const NeuronBench& b) {
  const char* parameter = b.cell == "SYN" ? "isyn" : "ith";
  std::string text = fmt::format(
      ".include neuron.cir\nI0 0 i pulse(0 600u 20p 2p 2p 1p {0}p)\nXS i n0 NSOURCE\n"
      "XJ1 n0 n1 NJTL\nXJ2 n1 n2 NJTL\nXDUT n2 n3 {1} {2}={3}u\nXJ3 n3 n4 NJTL\nXJ4 n4 n5 NJTL\n"
      "RO n5 0 2\n.tran 0.05p {4}p\n",
      b.period_ps, b.cell, parameter, b.current_ua, 19 + b.period_ps * b.pulses);
  if (b.temperature_k > 0) text += fmt::format(".temp {}\n.neb 1T\n", b.temperature_k);
  return text;
}

/// Inverse of the normal distribution by bisection; called a few times.
double probit(double p) {
  double low = -8, high = 8;
  while (high - low > 1e-9) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
  }
  return low;
}

}  // namespace

NeuronRun run_neuron(const NeuronBench& bench) {
  const Netlist n = read_deck_text(
      deck_text(bench), share_path("models/sfq/circuits/bench of ") + bench.cell, bench.seed);
  TransientOptions options;
  options.seed = bench.seed;
  const TransientResult result = run_transient(n, options);
  const auto pulses_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < n.junctions.size(); ++i)
      if (n.junctions[i].name == name) return result.pulses_ps[i];
    FG_CHECK(false);
    return std::vector<double>{};
  };
  return {pulses_of("BJ|X1|XJ2"), pulses_of(bench.cell == "SYN" ? "BJ|XD|XDUT" : "BJ|XT|XDUT"),
          pulses_of("BJ|X1|XJ3")};
}

double pass_probability(double isyn_ua, int pulses, std::uint64_t seed) {
  const NeuronRun run = run_neuron({"SYN", isyn_ua, pulses, 50, 4.2, seed});
  return static_cast<double>(run.out.size()) / static_cast<double>(run.in.size());
}

double pass_threshold_ua() {
  double low = 20, high = 120;
  while (high - low > 0.05) {
    const double middle = (low + high) / 2;
    (run_neuron({"SYN", middle, 2}).out.empty() ? low : high) = middle;
  }
  return high;
}

Probit fit_probit(const std::vector<std::pair<double, double>>& points, int trials) {
  // Ends are pulled in by half a trial, weights are those of a binomial through the probit.
  double w = 0, wx = 0, wz = 0, wxx = 0, wxz = 0;
  for (const auto& [x, share] : points) {
    const double p = std::clamp(share, 0.5 / trials, 1 - 0.5 / trials);
    const double z = probit(p), density = std::exp(-z * z / 2);
    const double weight = density * density / (p * (1 - p));
    w += weight, wx += weight * x, wz += weight * z, wxx += weight * x * x, wxz += weight * x * z;
  }
  const double slope = (w * wxz - wx * wz) / (w * wxx - wx * wx);
  return {(wx - wz / slope) / w, 1 / slope};
}

int soma_pulses(double ith_ua, double period_ps, int pulses) {
  // The threshold junction is counted: a pulse it sends may still be on its way at the end.
  return static_cast<int>(run_neuron({"SOMA", ith_ua, pulses, period_ps}).decision.size());
}

}  // namespace fluxgate::sfq
