/// A network of synapses and somas as it is described in models/sfq/network/<id>.yaml.
///
/// Inputs are trains: one pulse in a share (the level, 0..1) of the time slots, evenly spread, at
/// the input's phase in the slot. A neuron merges what its exciting synapses pass; with inhibiting
/// synapses these pulses clock an inverter whose datum is what the inhibiting synapses pass, so
/// that an inhibiting pulse takes away the next exciting one; a soma follows. Fan-out is a tree of
/// splitters, fan-in a tree of mergers.
#pragma once
#include <string>
#include <vector>

#include "sim/core/config.h"

namespace fluxgate::sfq {

enum class Role { Excites, Inhibits };

struct Synapse {
  int from = 0;  // inputs first, then neurons
  double isyn_ua = 0;
  Role role = Role::Excites;
  int delay_jtls = 0;
};

struct Neuron {
  std::string id;
  double ith_ua = 0;
  std::vector<Synapse> synapses;
  int delay_jtls = 0;  // between the soma and its fan-out
};

struct Case {
  std::string name;
  std::vector<double> levels;  // of the inputs
  int expected = 0;            // one output: 1 above the decision rate; else the loudest output
};

struct Network {
  std::string id, summary;
  double slot_ps = 0;
  int slots = 0;
  double decision_rate = 0;  // pulses a slot; networks with one output
  std::vector<std::string> inputs;
  std::vector<double> phases_ps;
  std::vector<Neuron> neurons;  // sources before sinks
  std::vector<int> outputs;     // neurons
  std::vector<Case> cases;

  [[nodiscard]] int sources() const { return static_cast<int>(inputs.size() + neurons.size()); }
  [[nodiscard]] const std::string& source_id(int source) const;
};

/// `id`: of a file that ships, or a path. ConfigError with place.
[[nodiscard]] Network read_network(const std::string& id);
[[nodiscard]] std::vector<std::string> network_ids();
/// "h1.ith_ua=90" or "h1.a=55" (the synapse from `a`).
void change(Network& network, const std::string& assignment);

/// Times in ps at which an input has its pulses.
[[nodiscard]] std::vector<double> input_train(const Network& network, const Case& one, int input,
                                              int slots);

/// Depth of each leaf of the tree that splitters or mergers make, left half the larger.
[[nodiscard]] std::vector<int> tree_depths(int leaves);
/// How a source's pulses reach the synapse: (neuron, synapse) in the order of the splitter's
/// leaves.
struct Sink {
  int neuron = 0, synapse = 0;
};
[[nodiscard]] std::vector<std::vector<Sink>> sinks_of(const Network& network);
/// Indices of the synapses of one role.
[[nodiscard]] std::vector<int> synapses_of(const Neuron& neuron, Role role);

}  // namespace fluxgate::sfq
