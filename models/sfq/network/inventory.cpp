#include "models/sfq/network/inventory.h"

#include <cmath>

#include "models/sfq/cell.h"

namespace fluxgate::sfq {
namespace {

struct Part {
  int junctions = 0;
  double bias_ua = 0, area_um2 = 0;
};

/// Sizes: lef_4_metals.lef of RSFQlib, cells with their line drivers and receivers, so an upper
/// bound. Synapse, soma and their JTLs (circuits/neuron.cir): assumed as large as a JTL each, two
/// junctions.
class Parts {
 public:
  Parts() {
    const std::map<std::string, double> area_um2 = {
        {"jtl", 40 * 70.0}, {"split", 50 * 70.0}, {"merge", 70 * 70.0}, {"not", 100 * 70.0}};
    for (const auto& [id, area] : area_um2) {
      const Cell cell = read_cell(id);
      parts_[id] = {cell.junctions, cell.bias_ua, area};
    }
    parts_["njtl"] = {2, 350, 40 * 70.0};
    parts_["syn"] = {2, 0, 40 * 70.0};     // and ISYN
    parts_["soma"] = {2, 140, 40 * 70.0};  // and ITH
  }
  [[nodiscard]] const Part& at(const std::string& id) const { return parts_.at(id); }

 private:
  std::map<std::string, Part> parts_;
};

int count(const Neuron& neuron, Role role) {
  return static_cast<int>(synapses_of(neuron, role).size());
}

}  // namespace

Inventory count_cells(const Network& network) {
  const Parts parts;
  Inventory sum;
  for (const std::vector<Sink>& sinks : sinks_of(network))
    if (sinks.size() > 1) sum.cells["split"] += static_cast<std::int64_t>(sinks.size()) - 1;
  for (const Neuron& neuron : network.neurons) {
    const int exciting = count(neuron, Role::Excites), inhibiting = count(neuron, Role::Inhibits);
    sum.cells["syn"] += exciting + inhibiting;
    sum.cells["soma"] += 1;
    sum.cells["njtl"] += 4 * (exciting + inhibiting) + 4;
    sum.cells["merge"] += exciting - 1 + std::max(0, inhibiting - 1);
    sum.cells["not"] += inhibiting > 0 ? 1 : 0;
    sum.cells["jtl"] += neuron.delay_jtls;
    sum.bias_ua += neuron.ith_ua;
    for (const Synapse& s : neuron.synapses) {
      sum.bias_ua += s.isyn_ua;
      sum.cells["jtl"] += s.delay_jtls;
    }
  }
  for (const auto& [id, n] : sum.cells) {
    sum.junctions += n * parts.at(id).junctions;
    sum.bias_ua += static_cast<double>(n) * parts.at(id).bias_ua;
    sum.area_mm2 += static_cast<double>(n) * parts.at(id).area_um2 * 1e-6;
  }
  return sum;
}

double switched_ua(const Network& network, const NeuronLaws& laws, const Case& one,
                   const Activity& activity, const Surroundings& around) {
  const Parts parts;
  const double split = parts.at("split").bias_ua, merge = parts.at("merge").bias_ua,
               jtl = parts.at("jtl").bias_ua, njtl = parts.at("njtl").bias_ua;
  std::vector<double> pulses;
  for (int i = 0; i < static_cast<int>(network.inputs.size()); ++i)
    pulses.push_back(static_cast<double>(input_train(network, one, i, around.slots).size()));
  for (const int n : activity.pulses) pulses.push_back(n);
  double sum = 0;
  const auto sinks = sinks_of(network);
  for (std::size_t s = 0; s < sinks.size(); ++s)
    if (sinks[s].size() > 1) sum += pulses[s] * split * static_cast<double>(sinks[s].size() - 1);
  for (std::size_t n = 0; n < network.neurons.size(); ++n) {
    const Neuron& neuron = network.neurons[n];
    for (const Role role : {Role::Excites, Role::Inhibits}) {
      const std::vector<int> list = synapses_of(neuron, role);
      if (list.empty()) continue;
      const std::vector<int> depths = tree_depths(static_cast<int>(list.size()));
      for (std::size_t i = 0; i < list.size(); ++i) {
        const Synapse& synapse = neuron.synapses[static_cast<std::size_t>(list[i])];
        const double in = pulses[static_cast<std::size_t>(synapse.from)];
        const double pass = laws.synapse.pass_probability(synapse.isyn_ua, around.temperature_k);
        sum += in * (synapse.delay_jtls * jtl + 2 * njtl);
        sum += in * pass * (synapse.isyn_ua + 2 * njtl + depths[i] * merge);
      }
    }
    const double fired = activity.pulses[n];
    sum += fired * (parts.at("soma").bias_ua + neuron.ith_ua + 4 * njtl + neuron.delay_jtls * jtl);
    if (count(neuron, Role::Inhibits) > 0) sum += fired * parts.at("not").bias_ua;
  }
  return sum;
}

}  // namespace fluxgate::sfq
