/// Pulse level: the cells of the network as tables, synapses and somas as elements with the laws of
/// their circuits, all delays with the cells' jitter. Pulses that meet in a merger or inverter are
/// lost and counted, as their circuits lose them.
#include <fmt/format.h>

#include <cmath>

#include "models/sfq/network/level.h"
#include "models/sfq/network/soma.h"
#include "models/sfq/pulse/net.h"

namespace fluxgate::sfq {
namespace {

constexpr double kFsPerPs = 1000;
TimeFs to_fs(double ps) { return TimeFs(std::llround(ps * kFsPerPs)); }

class SynapseElement : public PulseElement {
 public:
  SynapseElement(double pass, double delay_ps, Chance chance)
      : pass_(pass), delay_(to_fs(delay_ps)), chance_(chance) {}
  std::optional<TimeFs> arrive(TimeFs at) override {
    if (!chance_.happens(pass_)) return std::nullopt;
    return at + delay_;
  }

 private:
  double pass_;
  TimeFs delay_;
  Chance chance_;
};

class SomaElement : public PulseElement {
 public:
  SomaElement(Soma soma, Chance chance) : soma_(soma), chance_(chance) {}
  std::optional<TimeFs> arrive(TimeFs at) override {
    const auto fires = soma_.arrive(static_cast<double>(at.value) / kFsPerPs, chance_);
    if (!fires) return std::nullopt;
    return to_fs(*fires);
  }

 private:
  Soma soma_;
  Chance chance_;
};

/// One copy of the network for one case.
class Copy {
 public:
  Copy(const Network& network, const NeuronLaws& laws, const Surroundings& around, PulseNet& net,
       std::string name)
      : network_(network), laws_(laws), around_(around), net_(net), name_(std::move(name)) {
    leaves_.resize(network.neurons.size());
    for (std::size_t n = 0; n < network.neurons.size(); ++n)
      leaves_[n].resize(network.neurons[n].synapses.size());
    const auto sinks = sinks_of(network);
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      inputs_.push_back(net.add_cell(jtl_, name_ + network.inputs[i]));
      fan_out({inputs_.back(), 0}, sinks[i]);
    }
    for (int n = 0; n < static_cast<int>(network.neurons.size()); ++n) {
      somas_.push_back(add_neuron(n));
      fan_out(delayed({somas_.back(), 0}, network.neurons[static_cast<std::size_t>(n)].delay_jtls),
              sinks[network.inputs.size() + static_cast<std::size_t>(n)]);
    }
  }

  void inject(const Case& one) {
    for (int i = 0; i < static_cast<int>(network_.inputs.size()); ++i)
      for (const double t : input_train(network_, one, i, around_.slots))
        net_.inject({inputs_[static_cast<std::size_t>(i)], 0}, to_fs(t));
  }
  [[nodiscard]] Activity activity() const {
    Activity activity;
    for (const PulseNet::CellIndex soma : somas_)
      activity.pulses.push_back(static_cast<int>(net_.seen({soma, 0}).size()));
    return activity;
  }

 private:
  using End = PulseNet::End;

  End delayed(End from, int jtls) {
    for (int i = 0; i < jtls; ++i) {
      const auto jtl = net_.add_cell(jtl_, name_ + "jtl");
      net_.connect(from, {jtl, 0});
      from = {jtl, 0};
    }
    return from;
  }
  void fan_out(End from, const std::vector<Sink>& sinks) {
    if (sinks.empty()) return;
    if (sinks.size() == 1) {
      leaves_[static_cast<std::size_t>(sinks[0].neuron)]
             [static_cast<std::size_t>(sinks[0].synapse)] = from;
      return;
    }
    const auto split = net_.add_cell(split_, name_ + "split");
    net_.connect(from, {split, 0});
    const auto middle = sinks.begin() + static_cast<std::ptrdiff_t>((sinks.size() + 1) / 2);
    fan_out({split, 0}, {sinks.begin(), middle});
    fan_out({split, 1}, {middle, sinks.end()});
  }
  End fan_in(const std::vector<End>& from, const std::string& neuron) {
    if (from.size() == 1) return from[0];
    const auto middle = from.begin() + static_cast<std::ptrdiff_t>((from.size() + 1) / 2);
    const End left = fan_in({from.begin(), middle}, neuron);
    const End right = fan_in({middle, from.end()}, neuron);
    const auto merge = net_.add_cell(merge_, name_ + neuron + ".merge");
    net_.connect(left, {merge, 0});
    net_.connect(right, {merge, 1});
    return {merge, 0};
  }
  End add_synapses(int n, Role role) {
    const Neuron& neuron = network_.neurons[static_cast<std::size_t>(n)];
    std::vector<End> passed;
    for (const int s : synapses_of(neuron, role)) {
      const Synapse& synapse = neuron.synapses[static_cast<std::size_t>(s)];
      const End at = delayed(leaves_[static_cast<std::size_t>(n)][static_cast<std::size_t>(s)],
                             synapse.delay_jtls);
      const auto element = net_.add_element(
          std::make_unique<SynapseElement>(
              laws_.synapse.pass_probability(synapse.isyn_ua, around_.temperature_k),
              laws_.synapse.delay_ps(synapse.isyn_ua), Chance(around_.seed, stream_of(n, s))),
          name_ + neuron.id + "." + network_.source_id(synapse.from));
      net_.connect(at, {element, 0});
      passed.push_back({element, 0});
    }
    return fan_in(passed, neuron.id);
  }
  PulseNet::CellIndex add_neuron(int n) {
    const Neuron& neuron = network_.neurons[static_cast<std::size_t>(n)];
    End at = add_synapses(n, Role::Excites);
    if (!synapses_of(neuron, Role::Inhibits).empty()) {
      const End datum = add_synapses(n, Role::Inhibits);
      const auto inverter = net_.add_cell(not_, name_ + neuron.id + ".not");
      net_.connect(datum, {inverter, 0});
      net_.connect(at, {inverter, not_.clock});
      at = {inverter, 0};
    }
    const auto soma = net_.add_element(
        std::make_unique<SomaElement>(Soma(laws_.soma, neuron.ith_ua, around_.temperature_k),
                                      Chance(around_.seed, stream_of(n, -1))),
        name_ + neuron.id);
    net_.connect(at, {soma, 0});
    net_.watch({soma, 0});

    return soma;
  }

  const Network& network_;
  const NeuronLaws& laws_;
  const Surroundings& around_;
  PulseNet& net_;
  std::string name_;
  Cell jtl_ = read_cell("jtl"), split_ = read_cell("split"), merge_ = read_cell("merge"),
       not_ = read_cell("not");
  std::vector<PulseNet::CellIndex> inputs_, somas_;
  std::vector<std::vector<End>> leaves_;
};

}  // namespace

std::vector<Activity> run_pulses(const Network& network, const NeuronLaws& laws,
                                 const std::vector<Case>& cases,
                                 const std::vector<Surroundings>& around) {
  PulseNet net("net", {Violations::Lose, around.front().temperature_k > 0, around.front().seed});
  std::vector<Copy> copies;
  copies.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    copies.emplace_back(network, laws, around[i], net, fmt::format("case{}.", i));
  for (std::size_t i = 0; i < cases.size(); ++i) copies[i].inject(cases[i]);
  net.run();
  std::vector<Activity> activities;
  for (const Copy& copy : copies) activities.push_back(copy.activity());
  if (!activities.empty()) activities.front().violations = net.violations();
  return activities;
}

}  // namespace fluxgate::sfq
