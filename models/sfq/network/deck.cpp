/// Circuit level: the deck of a network. Sources and ends are those of bench.cir, splitters,
/// mergers, inverters and JTLs those of the library, synapse and soma those of neuron.cir.
#include <fmt/format.h>

#include "models/sfq/circuit/transient.h"
#include "models/sfq/network/level.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

constexpr double kSettledPs = 100;  // biases are up and at rest before the first slot
constexpr double kTailPs = 100;     // a layer's delay is below this

class DeckWriter {
 public:
  DeckWriter(const Network& network, const Case& one, const Surroundings& around)
      : network_(network) {
    text_ = ".include neuron.cir\n.include bench.cir\n";
    for (const char* cell : {"jtl", "split", "merge", "not"})
      text_ += fmt::format(".include {}.cir\n", cell);
    const auto sinks = sinks_of(network);
    leaves_.resize(network.neurons.size());
    for (std::size_t n = 0; n < network.neurons.size(); ++n)
      leaves_[n].resize(network.neurons[n].synapses.size());
    for (int i = 0; i < static_cast<int>(network.inputs.size()); ++i)
      fan_out(add_input(one, i, around.slots), sinks[static_cast<std::size_t>(i)]);
    for (int n = 0; n < static_cast<int>(network.neurons.size()); ++n)
      fan_out(add_neuron(n), sinks[network.inputs.size() + static_cast<std::size_t>(n)]);
    const double end = kSettledPs + around.slots * network.slot_ps +
                       kTailPs * static_cast<double>(2 + network.neurons.size());
    text_ += fmt::format(".tran 0.05p {}p\n", end);
    if (around.temperature_k > 0) text_ += fmt::format(".temp {}\n.neb 1T\n", around.temperature_k);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string node() { return fmt::format("n{}", nodes_++); }
  /// One cell from nodes to a new node.
  std::string cell(const std::string& name, const std::string& type, const std::string& inputs) {
    const std::string q = node();
    text_ += fmt::format("X{} {} {} {}\n", name, inputs, q, type);
    return q;
  }
  std::string chain(std::string from, const std::string& type, int length) {
    for (int i = 0; i < length; ++i) from = cell(fmt::format("J{}", nodes_), type, from);
    return from;
  }
  std::string add_input(const Case& one, int input, int slots) {
    std::string wave = "pwl(0 0";
    for (const double time : input_train(network_, one, input, slots)) {
      const double t = kSettledPs + time;
      wave += fmt::format(" {0}p 0 {1}p 600u {2}p 600u {3}p 0", t, t + 2, t + 3, t + 5);
    }
    const std::string s = node();
    text_ += fmt::format("I{0} 0 {1} {2})\n", input, s, wave);
    return cell(fmt::format("LI{}", input), "LOADINCELL",
                cell(fmt::format("SI{}", input), "SOURCECELL", s));
  }
  /// Splitters from one node to the synapses of `sinks`, the larger half left.
  void fan_out(const std::string& from, const std::vector<Sink>& sinks) {
    if (sinks.empty()) {
      text_ += fmt::format("XE{0} {0} e{0} LOADOUTCELL\nXK{0} e{0} SINKCELL\n", from);
      return;
    }
    if (sinks.size() == 1) {
      leaves_[static_cast<std::size_t>(sinks[0].neuron)]
             [static_cast<std::size_t>(sinks[0].synapse)] = from;
      return;
    }
    const std::string a = node(), b = node();
    text_ += fmt::format("XP{0} {0} {1} {2} SPLIT\n", from, a, b);
    const auto middle = sinks.begin() + static_cast<std::ptrdiff_t>((sinks.size() + 1) / 2);
    fan_out(a, {sinks.begin(), middle});
    fan_out(b, {middle, sinks.end()});
  }
  std::string fan_in(const std::vector<std::string>& from) {
    if (from.size() == 1) return from[0];
    const auto middle = from.begin() + static_cast<std::ptrdiff_t>((from.size() + 1) / 2);
    const std::string left = fan_in({from.begin(), middle});
    const std::string right = fan_in({middle, from.end()});
    return cell(fmt::format("M{}", nodes_), "MERGE", left + " " + right);
  }
  std::string add_synapses(int n, Role role) {
    const Neuron& neuron = network_.neurons[static_cast<std::size_t>(n)];
    std::vector<std::string> passed;
    for (const int s : synapses_of(neuron, role)) {
      const Synapse& synapse = neuron.synapses[static_cast<std::size_t>(s)];
      std::string at = leaves_[static_cast<std::size_t>(n)][static_cast<std::size_t>(s)];
      at = chain(chain(at, "JTL", synapse.delay_jtls), "NJTL", 2);
      at = cell(fmt::format("SYN{}_{}", n, s), fmt::format("SYN isyn={}u", synapse.isyn_ua), at);
      passed.push_back(chain(at, "NJTL", 2));
    }
    return fan_in(passed);
  }
  std::string add_neuron(int n) {
    const Neuron& neuron = network_.neurons[static_cast<std::size_t>(n)];
    std::string at = add_synapses(n, Role::Excites);
    if (!synapses_of(neuron, Role::Inhibits).empty()) {
      const std::string datum = add_synapses(n, Role::Inhibits);
      at = cell(fmt::format("NOT{}", n), "NOT", datum + " " + at);
    }
    at = cell(fmt::format("SOMA{}", n), fmt::format("SOMA ith={}u", neuron.ith_ua),
              chain(at, "NJTL", 2));
    return chain(chain(at, "NJTL", 2), "JTL", neuron.delay_jtls);
  }

  const Network& network_;
  std::string text_;
  std::vector<std::vector<std::string>> leaves_;  // node before each synapse
  int nodes_ = 0;
};

}  // namespace

std::string network_deck(const Network& network, const Case& one, const Surroundings& around) {
  return DeckWriter(network, one, around).text();
}

Activity run_circuit(const Network& network, const Case& one, const Surroundings& around) {
  const Netlist netlist =
      read_deck_text(network_deck(network, one, around),
                     share_path("models/sfq/circuits/deck of ") + network.id, around.seed);
  TransientOptions options;
  options.seed = around.seed;
  const TransientResult result = run_transient(netlist, options);
  Activity activity;
  activity.pulses.resize(network.neurons.size());
  for (std::size_t n = 0; n < network.neurons.size(); ++n)
    for (std::size_t j = 0; j < netlist.junctions.size(); ++j)
      if (netlist.junctions[j].name == fmt::format("BJ|XT|XSOMA{}", n))
        activity.pulses[n] = static_cast<int>(result.pulses_ps[j].size());
  return activity;
}

}  // namespace fluxgate::sfq
