/// Registers the tool behind `fluxgate neuro`: runs the cases of a network at a level, decides
/// each, and finds by bisection how far each current may go.
#include "sim/contract/neuro.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>

#include "models/sfq/network/chance.h"
#include "models/sfq/network/inventory.h"
#include "models/sfq/network/level.h"

namespace fluxgate::sfq {
namespace {

std::uint64_t seed_of_case(std::uint64_t seed, std::size_t index) {
  return split_mix(seed + kSplitMixStep * (index + 1)) >> 1U;
}

/// Every current by its own factor, uniform in 1 +- spread.
void spread_currents(Network& network, double spread, std::uint64_t seed) {
  if (spread == 0) return;
  for (std::size_t n = 0; n < network.neurons.size(); ++n) {
    Neuron& neuron = network.neurons[n];
    const auto factor = [&](int synapse) {
      return 1 + spread * (2 * Chance(~seed, stream_of(static_cast<int>(n), synapse)).share() - 1);
    };
    neuron.ith_ua *= factor(-1);
    for (std::size_t s = 0; s < neuron.synapses.size(); ++s)
      neuron.synapses[s].isyn_ua *= factor(static_cast<int>(s));
  }
}

struct Setting {
  NeuroLevel level;
  double temperature_k;
  std::uint64_t seed;
  int slots, jobs;
};

std::vector<Activity> run_cases(const Network& network, const NeuronLaws& laws,
                                const Setting& setting) {
  const auto around = [&](std::size_t i) {
    return Surroundings{setting.temperature_k, seed_of_case(setting.seed, i), setting.slots};
  };
  std::vector<Surroundings> surroundings;
  for (std::size_t i = 0; i < network.cases.size(); ++i) surroundings.push_back(around(i));
  if (setting.level == NeuroLevel::Pulse)
    return run_pulses(network, laws, network.cases, surroundings);
  const Architecture architecture(network, laws);
  std::vector<Activity> activities(network.cases.size());
  const auto work = [&](std::size_t first) {
    for (std::size_t i = first; i < activities.size(); i += static_cast<std::size_t>(setting.jobs))
      activities[i] = setting.level == NeuroLevel::Circuit
                          ? run_circuit(network, network.cases[i], surroundings[i])
                          : architecture.run(network.cases[i], surroundings[i]);
  };
  std::vector<std::future<void>> workers;
  for (int job = 1; job < setting.jobs; ++job)
    workers.push_back(std::async(std::launch::async, work, static_cast<std::size_t>(job)));
  work(0);
  for (auto& worker : workers) worker.get();
  return activities;
}

double output_rate(const Network& network, const Activity& activity, int output, int slots) {
  return static_cast<double>(activity.pulses[static_cast<std::size_t>(
             network.outputs[static_cast<std::size_t>(output)])]) /
         slots;
}

/// One output: above the decision rate or not. Several: the loudest, the first of equals.
int decide(const Network& network, const Activity& activity, int slots) {
  if (network.outputs.size() == 1)
    return output_rate(network, activity, 0, slots) > network.decision_rate ? 1 : 0;
  int best = 0;
  for (int o = 1; o < static_cast<int>(network.outputs.size()); ++o)
    if (output_rate(network, activity, o, slots) > output_rate(network, activity, best, slots))
      best = o;
  return best;
}

bool all_right(const Network& network, const NeuronLaws& laws, const Setting& setting) {
  const std::vector<Activity> activities = run_cases(network, laws, setting);
  for (std::size_t i = 0; i < activities.size(); ++i)
    if (decide(network, activities[i], setting.slots) != network.cases[i].expected) return false;
  return true;
}

/// Every current that can be tuned, and all at once; scale(network, factor).
using Scale = std::function<void(Network&, double)>;
std::map<std::string, Scale> tunable(const Network& network) {
  std::map<std::string, Scale> scales;
  const auto all = [](Network& n, double factor, bool has_weights, bool has_thresholds) {
    for (Neuron& neuron : n.neurons) {
      if (has_thresholds) neuron.ith_ua *= factor;
      if (!has_weights) continue;
      for (Synapse& s : neuron.synapses) s.isyn_ua *= factor;
    }
  };
  scales["all"] = [all](Network& n, double factor) { all(n, factor, true, true); };
  scales["all weights"] = [all](Network& n, double factor) { all(n, factor, true, false); };
  scales["all thresholds"] = [all](Network& n, double factor) { all(n, factor, false, true); };
  constexpr std::size_t kMostSingle = 8;  // neurons; a large network is scaled as a whole
  if (network.neurons.size() > kMostSingle) return scales;
  for (std::size_t i = 0; i < network.neurons.size(); ++i) {
    const Neuron& neuron = network.neurons[i];
    scales[neuron.id + ".ith_ua"] = [i](Network& n, double f) { n.neurons[i].ith_ua *= f; };
    for (std::size_t s = 0; s < neuron.synapses.size(); ++s)
      scales[neuron.id + "." + network.source_id(neuron.synapses[s].from)] =
          [i, s](Network& n, double f) { n.neurons[i].synapses[s].isyn_ua *= f; };
  }
  return scales;
}

/// Percent to one side up to which every case stays right, to 1 %; at most 100 up and 100 down.
double margin(const Network& network, const NeuronLaws& laws, const Setting& setting,
              const Scale& scale, int sign) {
  const auto works = [&](int percent) {
    Network changed = network;
    scale(changed, 1 + sign * percent / 100.0);
    return all_right(changed, laws, setting);
  };
  int good = 0, bad = 100;
  if (works(bad)) return sign * bad;
  while (bad - good > 1) {
    const int middle = (good + bad) / 2;
    (works(middle) ? good : bad) = middle;
  }
  return sign * good;
}

void add_margins(const Network& network, const NeuronLaws& laws, const Setting& setting,
                 NeuroResult& result) {
  if (!all_right(network, laws, setting))
    throw ModelError(
        fmt::format("{}: not every case is right at nominal currents, so there is no "
                    "margin to find",
                    network.id));
  for (const auto& [name, scale] : tunable(network))
    result.margin_percent[name] = {margin(network, laws, setting, scale, -1),
                                   margin(network, laws, setting, scale, 1)};
}

void add_cases(const Network& network, const std::vector<Activity>& activities, int slots,
               NeuroResult& result) {
  constexpr std::size_t kSmall = 16;  // neurons that are shown one by one
  int right = 0;
  for (std::size_t i = 0; i < activities.size(); ++i) {
    const Case& one = network.cases[i];
    const int decided = decide(network, activities[i], slots);
    right += decided == one.expected ? 1 : 0;
    NeuroCase& shown = result.cases.emplace_back();
    shown.name = one.name;
    shown.expected = fmt::format("{}", one.expected);
    shown.decided = fmt::format("{}", decided);
    for (std::size_t n = 0; n < network.neurons.size(); ++n) {
      const bool is_output = std::find(network.outputs.begin(), network.outputs.end(),
                                       static_cast<int>(n)) != network.outputs.end();
      if (is_output || network.neurons.size() <= kSmall)
        shown.rates[network.neurons[n].id] = static_cast<double>(activities[i].pulses[n]) / slots;
    }
    result.violations += activities[i].violations;
    if (network.outputs.size() > 1) continue;
    const double apart = (output_rate(network, activities[i], 0, slots) - network.decision_rate) /
                         network.decision_rate * (one.expected == 1 ? 1 : -1);
    result.decision_rate = network.decision_rate;
    result.classification_margin = std::min(result.classification_margin.value_or(apart), apart);
  }
  result.accuracy = static_cast<double>(right) / static_cast<double>(activities.size());
}

void add_hardware(const Network& network, const NeuronLaws& laws, const Setting& setting,
                  const std::vector<Activity>& activities, NeuroResult& result) {
  const Inventory inventory = count_cells(network);
  result.junctions = inventory.junctions;
  result.cells = inventory.cells;
  result.synapses = inventory.cells.at("syn");
  result.neurons = inventory.cells.at("soma");
  result.bias_ua = inventory.bias_ua;
  result.area_mm2 = inventory.area_mm2;
  double switched = 0;
  for (std::size_t i = 0; i < activities.size(); ++i)
    switched += switched_ua(network, laws, network.cases[i], activities[i],
                            {setting.temperature_k, 0, setting.slots});
  const double seconds =
      static_cast<double>(activities.size()) * setting.slots * network.slot_ps * 1e-12;
  result.power.static_rsfq = inventory.bias_ua * 1e-6 * kBiasVolt;
  result.power.dynamic = switched * 1e-6 * kFluxQuantum / seconds;
  result.power.cables =
      kCableWatt * static_cast<double>(network.inputs.size() + network.outputs.size());
}

NeuroResult run(const NeuroRequest& request) {
  Network network = read_network(request.network);
  for (const std::string& assignment : request.changes) change(network, assignment);
  if (request.cases > 0 && static_cast<std::size_t>(request.cases) < network.cases.size())
    network.cases.resize(static_cast<std::size_t>(request.cases));
  spread_currents(network, request.bias_spread, request.seed);
  const NeuronLaws laws = read_laws();
  const Setting setting{request.level, request.temperature_k, request.seed,
                        request.slots > 0 ? request.slots : network.slots, request.jobs};
  NeuroResult result;
  result.network = network.id;
  result.summary = network.summary;
  result.slot_ps = network.slot_ps;
  result.slots = setting.slots;
  if (request.has_margins && request.level == NeuroLevel::Pulse)
    throw UsageError("--margins: at level circuit or architecture");
  const std::vector<Activity> activities = run_cases(network, laws, setting);
  add_cases(network, activities, setting.slots, result);
  add_hardware(network, laws, setting, activities, result);
  if (request.has_margins) add_margins(network, laws, setting, result);
  return result;
}

[[maybe_unused]] const bool kRegistered =
    NeuroTools::add("rsfq", {"spiking networks of SFQ synapses and somas", run});

}  // namespace
}  // namespace fluxgate::sfq
