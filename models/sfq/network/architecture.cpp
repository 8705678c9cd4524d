/// Architecture level: each neuron in turn takes the trains of its sources, thins them by its
/// synapses' pass probabilities, shifts each by the delay of its way (splitters, JTLs, synapse,
/// mergers), drops what a merger swallows (closer than its measured window), pairs exciting and
/// inhibiting pulses as the inverter does, and feeds the soma's law. Cost: one draw a pulse and
/// synapse.
/// Leaves out: jitter, the setup window of the inverter, delays that change inside a merger's
/// window.
#include <algorithm>

#include "models/sfq/cell.h"
#include "models/sfq/network/level.h"
#include "models/sfq/network/soma.h"

namespace fluxgate::sfq {
namespace {

double first_delay(const Cell& cell) {
  for (const Transition& t : cell.transitions)
    if (!t.delay_ps.empty()) return t.delay_ps.front();
  throw ModelError("cell " + cell.id + ": no delay is measured");
}

double merge_window(const Cell& merge) {
  double widest = 0;
  for (const TimingWindow& w : merge.windows) widest = std::max(widest, w.least_ps);
  return widest;
}

/// A merger gives one pulse for two that come within `window`.
void swallow(std::vector<double>& times, double window) {
  std::sort(times.begin(), times.end());
  std::size_t kept = 0;
  for (const double t : times)
    if (kept == 0 || t - times[kept - 1] >= window) times[kept++] = t;
  times.resize(kept);
}

/// Exciting pulses that find no inhibiting one since the exciting one before.
std::vector<double> invert(const std::vector<double>& exciting,
                           const std::vector<double>& inhibiting) {
  std::vector<double> passed;
  std::size_t next = 0;
  for (const double t : exciting) {
    const std::size_t before = next;
    while (next < inhibiting.size() && inhibiting[next] < t) ++next;
    if (next == before) passed.push_back(t);
  }
  return passed;
}

}  // namespace

std::uint64_t stream_of(int neuron, int synapse) {
  return (static_cast<std::uint64_t>(neuron) << 20U) + static_cast<std::uint64_t>(synapse + 1);
}

Architecture::Architecture(const Network& network, const NeuronLaws& laws)
    : network_(network), laws_(laws) {
  jtl_ps_ = first_delay(read_cell("jtl"));
  const double split = first_delay(read_cell("split"));
  const Cell merge = read_cell("merge");
  merge_window_ps_ = merge_window(merge);
  invert_ps_ = first_delay(read_cell("not"));
  for (const Neuron& neuron : network.neurons) {
    std::vector<double>& delays = delays_ps_.emplace_back();
    for (const Synapse& s : neuron.synapses)
      delays.push_back(laws.synapse.delay_ps(s.isyn_ua) + s.delay_jtls * jtl_ps_);
    for (const Role role : {Role::Excites, Role::Inhibits}) {
      const std::vector<int> list = synapses_of(neuron, role);
      if (list.empty()) continue;
      const std::vector<int> depths = tree_depths(static_cast<int>(list.size()));
      for (std::size_t i = 0; i < list.size(); ++i)
        delays[static_cast<std::size_t>(list[i])] += depths[i] * first_delay(merge);
    }
  }
  for (const std::vector<Sink>& sinks : sinks_of(network)) {
    if (sinks.empty()) continue;
    const std::vector<int> depths = tree_depths(static_cast<int>(sinks.size()));
    for (std::size_t i = 0; i < sinks.size(); ++i)
      delays_ps_[static_cast<std::size_t>(sinks[i].neuron)]
                [static_cast<std::size_t>(sinks[i].synapse)] += depths[i] * split;
  }
}

Activity Architecture::run(const Case& one, const Surroundings& around) const {
  std::vector<std::vector<double>> trains;
  for (int i = 0; i < static_cast<int>(network_.inputs.size()); ++i)
    trains.push_back(input_train(network_, one, i, around.slots));
  Activity activity;
  for (int n = 0; n < static_cast<int>(network_.neurons.size()); ++n) {
    const Neuron& neuron = network_.neurons[static_cast<std::size_t>(n)];
    std::vector<double> fan_in[2];
    for (int s = 0; s < static_cast<int>(neuron.synapses.size()); ++s) {
      const Synapse& synapse = neuron.synapses[static_cast<std::size_t>(s)];
      Chance chance(around.seed, stream_of(n, s));
      const double pass = laws_.synapse.pass_probability(synapse.isyn_ua, around.temperature_k);
      const double delay = delays_ps_[static_cast<std::size_t>(n)][static_cast<std::size_t>(s)];
      for (const double t : trains[static_cast<std::size_t>(synapse.from)])
        if (chance.happens(pass))
          fan_in[synapse.role == Role::Excites ? 0 : 1].push_back(t + delay);
    }
    const bool is_inverted = !synapses_of(neuron, Role::Inhibits).empty();
    for (std::vector<double>& times : fan_in) swallow(times, merge_window_ps_);
    std::vector<double> into = is_inverted ? invert(fan_in[0], fan_in[1]) : fan_in[0];
    Soma soma(laws_.soma, neuron.ith_ua, around.temperature_k);
    Chance chance(around.seed, stream_of(n, -1));
    std::vector<double>& out = trains.emplace_back();
    for (const double t : into)
      if (const auto fires = soma.arrive(t + (is_inverted ? invert_ps_ : 0), chance))
        out.push_back(*fires + neuron.delay_jtls * jtl_ps_);
    activity.pulses.push_back(static_cast<int>(out.size()));
  }
  return activity;
}

}  // namespace fluxgate::sfq
