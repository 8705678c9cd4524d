#include "models/sfq/characterise/laws.h"

#include <fmt/format.h>

#include <cmath>

#include "models/sfq/characterise/neuron.h"
#include "models/sfq/circuit/transient.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

constexpr double kFirstPs = 100;  // biases are up and at rest
constexpr double kRestPs = 200;   // between single pulses: 5 time constants of the soma

struct Bench {
  std::string unit;  // "SYN isyn=60u", "SOMA ith=75u"; empty: a wire
  std::vector<double> times_ps;
  double temperature_k = 0;
  std::uint64_t seed = 1;
};

std::string deck_text(const Bench& b) {
  std::string text = ".include neuron.cir\n.include bench.cir\nI0 0 s pwl(0 0";
  for (const double t : b.times_ps)
    text += fmt::format(" {}p 0 {}p 600u {}p 600u {}p 0", t, t + 2, t + 3, t + 5);
  text += ")\nXS s s1 SOURCECELL\nXI s1 n0 LOADINCELL\n";
  if (b.unit.empty())
    text += "XO n0 q LOADOUTCELL\n";
  else
    text += fmt::format(
        "XJ1 n0 n1 NJTL\nXJ2 n1 n2 NJTL\nXDUT n2 n3 {}\nXJ3 n3 n4 NJTL\nXJ4 n4 n5 NJTL\n"
        "XO n5 q LOADOUTCELL\n",
        b.unit);
  text +=
      fmt::format("XE q r LOADOUTCELL\nXK r SINKCELL\n.tran 0.05p {}p\n", b.times_ps.back() + 80);
  if (b.temperature_k > 0) text += fmt::format(".temp {}\n.neb 1T\n", b.temperature_k);
  return text;
}

/// Pulses of a junction; "B1|XO" is the arrival behind the unit.
std::vector<double> pulses_of(const Bench& bench, const std::string& junction) {
  const Netlist n = read_deck_text(deck_text(bench),
                                   share_path("models/sfq/circuits/bench of a neuron"), bench.seed);
  TransientOptions options;
  options.seed = bench.seed;
  const TransientResult result = run_transient(n, options);
  for (std::size_t i = 0; i < n.junctions.size(); ++i)
    if (n.junctions[i].name == junction) return result.pulses_ps[i];
  FG_CHECK(false);
  return {};
}
std::vector<double> pulses_behind(const Bench& bench) { return pulses_of(bench, "B1|XO"); }

std::vector<double> train(int pulses) {
  std::vector<double> times;
  for (int i = 0; i < pulses; ++i) times.push_back(kFirstPs + kRestPs * i);
  return times;
}

double delay(const std::string& unit) {
  return pulses_behind({unit, {kFirstPs}}).at(0) - pulses_behind({"", {kFirstPs}}).at(0);
}

/// From the first junction of the soma to its threshold junction.
double latency(double ith_ua) {
  const Bench bench{fmt::format("SOMA ith={}u", ith_ua), {kFirstPs}};
  return pulses_of(bench, "BJ|XT|XDUT").at(0) - pulses_of(bench, "BJ|X0|XDUT").at(0);
}

/// Shares that pass at 4.2 K.
Probit noisy_probit(const char* format, const std::vector<double>& currents, int pulses,
                    std::uint64_t seed) {
  std::vector<std::pair<double, double>> points;
  for (const double current : currents) {
    const Bench bench{fmt::format(fmt::runtime(format), current), train(pulses), kLiquidHeliumK,
                      seed};
    points.emplace_back(current, static_cast<double>(pulses_behind(bench).size()) / pulses);
  }
  return fit_probit(points, pulses);
}

/// Least ITH at which `times` give `fires` pulses.
double critical_ith(const std::vector<double>& times, std::size_t fires) {
  double low = 20, high = 110;
  while (high - low > 0.02) {
    const double middle = (low + high) / 2;
    const bool is_enough =
        pulses_behind({fmt::format("SOMA ith={}u", middle), times}).size() >= fires;
    (is_enough ? high : low) = middle;
  }
  return high;
}

struct Straight {
  double at_zero = 0, slope = 0;
};
Straight fit_line(const std::vector<std::pair<double, double>>& points) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [px, py] : points) n += 1, x += px, y += py, xx += px * px, xy += px * py;
  const double slope = (n * xy - x * y) / (n * xx - x * x);
  return {(y - slope * x) / n, slope};
}

}  // namespace

SynapseLaw measure_synapse_law(int pulses, std::uint64_t seed) {
  SynapseLaw law;
  const Probit fit = noisy_probit("SYN isyn={}u", {46, 48, 50, 52, 54, 56}, pulses, seed);
  law.mean_ua = fit.mean_ua;
  law.sigma_ua = fit.sigma_ua;
  for (const double isyn : {55.0, 60.0, 70.0, 80.0, 100.0, 140.0, 180.0, 220.0})
    law.delays_ps.emplace_back(isyn, delay(fmt::format("SYN isyn={}u", isyn)));
  return law;
}

SomaLaw measure_soma_law(int pulses, std::uint64_t seed) {
  SomaLaw law;
  const double single = critical_ith({kFirstPs}, 1);
  std::vector<std::pair<double, double>> latencies;  // (ln over, delay)
  for (const double over : {1.5, 3.0, 6.0, 10.0})
    latencies.emplace_back(std::log(over), latency(single + over));
  const Straight fired = fit_line(latencies);
  law.latency_ps = fired.at_zero;
  law.slope_ps = -fired.slope;
  law.joints_ps = delay(fmt::format("SOMA ith={}u", single + 6)) - latency(single + 6);

  // What is left of one quantum after `apart`: single - critical = quantum exp(-apart / memory).
  std::vector<std::pair<double, double>> left;
  for (const double apart : {20.0, 30.0, 40.0, 50.0, 70.0})
    left.emplace_back(apart, std::log(single - critical_ith({kFirstPs, kFirstPs + apart}, 1)));
  const Straight decay = fit_line(left);
  law.memory_ps = -1 / decay.slope;
  law.quantum_ua = std::exp(decay.at_zero);
  law.threshold_ua = single + law.quantum_ua;

  // After a pulse that fired: (quantum - reset exp(fired / memory)) exp(-apart / memory) is
  // missing.
  for (const double apart : {20.0, 30.0, 50.0, 70.0}) {
    const double ith = critical_ith({kFirstPs, kFirstPs + apart}, 2), over = ith - single;
    const double fires = law.latency_ps - law.slope_ps * std::log(over);
    const double missing = over * std::exp(apart / law.memory_ps);
    law.reset_ua += (law.quantum_ua + missing) * std::exp(-fires / law.memory_ps) / 4;
  }
  const Probit noisy = noisy_probit(
      "SOMA ith={}u", {single - 1.5, single - 0.75, single, single + 0.75, single + 1.5}, pulses,
      seed);
  law.noise_ua = noisy.sigma_ua;
  law.noise_lead_ua = single - noisy.mean_ua;
  return law;
}

}  // namespace fluxgate::sfq
