#include "models/sfq/network/network.h"

#include <fmt/format.h>

#include <cmath>

namespace fluxgate::sfq {

const std::string& Network::source_id(int source) const {
  const auto index = static_cast<std::size_t>(source);
  return index < inputs.size() ? inputs[index] : neurons[index - inputs.size()].id;
}

void change(Network& network, const std::string& assignment) {
  const std::size_t dot = assignment.find('.'), equals = assignment.find('=');
  std::size_t used = 0;
  double value = NAN;
  try {
    value = std::stod(assignment.substr(equals + 1), &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (dot == std::string::npos || equals == std::string::npos || dot > equals || used == 0 ||
      equals + 1 + used != assignment.size() || !std::isfinite(value))
    throw UsageError(
        fmt::format("--set {}: write NEURON.ith_ua=VALUE or NEURON.SOURCE=VALUE (uA)", assignment));
  const std::string id = assignment.substr(0, dot),
                    key = assignment.substr(dot + 1, equals - dot - 1);
  for (Neuron& neuron : network.neurons) {
    if (neuron.id != id) continue;
    if (key == "ith_ua") {
      neuron.ith_ua = value;
      return;
    }
    for (Synapse& synapse : neuron.synapses)
      if (network.source_id(synapse.from) == key) {
        synapse.isyn_ua = value;
        return;
      }
    throw UsageError(
        fmt::format("--set {}: neuron '{}' has no synapse from '{}'", assignment, id, key));
  }
  throw UsageError(fmt::format("--set {}: no neuron '{}'", assignment, id));
}

std::vector<double> input_train(const Network& network, const Case& one, int input, int slots) {
  const auto index = static_cast<std::size_t>(input);
  std::vector<double> times;
  const double level = one.levels[index];
  for (int slot = 0; slot < slots; ++slot)
    if (std::floor((slot + 1) * level + 1e-9) > std::floor(slot * level + 1e-9))
      times.push_back(slot * network.slot_ps + network.phases_ps[index]);
  return times;
}

std::vector<int> tree_depths(int leaves) {
  if (leaves == 1) return {0};
  std::vector<int> depths = tree_depths((leaves + 1) / 2);
  for (const int depth : tree_depths(leaves / 2)) depths.push_back(depth);
  for (int& depth : depths) ++depth;
  return depths;
}

std::vector<std::vector<Sink>> sinks_of(const Network& network) {
  std::vector<std::vector<Sink>> sinks(static_cast<std::size_t>(network.sources()));
  for (int n = 0; n < static_cast<int>(network.neurons.size()); ++n) {
    const Neuron& neuron = network.neurons[static_cast<std::size_t>(n)];
    for (int s = 0; s < static_cast<int>(neuron.synapses.size()); ++s)
      sinks[static_cast<std::size_t>(neuron.synapses[static_cast<std::size_t>(s)].from)].push_back(
          {n, s});
  }
  return sinks;
}

std::vector<int> synapses_of(const Neuron& neuron, Role role) {
  std::vector<int> found;
  for (int s = 0; s < static_cast<int>(neuron.synapses.size()); ++s)
    if (neuron.synapses[static_cast<std::size_t>(s)].role == role) found.push_back(s);
  return found;
}

}  // namespace fluxgate::sfq
