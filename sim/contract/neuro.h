/// What the command line knows of spiking networks in SFQ: a tool registers itself. A network runs
/// at one of three levels; rates are pulses a time slot.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/contract/cold_power.h"
#include "sim/core/registry.h"

namespace fluxgate {

enum class NeuroLevel { Circuit, Pulse, Architecture };

struct NeuroRequest {
  std::string network;  // id or path of a description
  NeuroLevel level = NeuroLevel::Architecture;
  int slots = 0;  // time slots a case; 0: as the description says
  int cases = 0;  // the first so many; 0: all
  double temperature_k = 4.2;
  double bias_spread = 0;  // every weight and threshold current varies by so much, uniform
  std::uint64_t seed = 1;
  int jobs = 1;
  std::vector<std::string> changes;  // "h1.ith_ua=90", "h1.a=55" (synapse from a, uA)
  bool has_margins = false;
};

struct NeuroCase {
  std::string name, expected, decided;
  std::map<std::string, double> rates;  // of every neuron (small networks) or every output
};

struct NeuroResult {
  std::string network, summary;
  std::vector<NeuroCase> cases;
  double accuracy = 0;
  std::optional<double> decision_rate, classification_margin;  // networks with one output
  double slot_ps = 0;
  int slots = 0;
  std::int64_t junctions = 0, synapses = 0, neurons = 0, violations = 0;
  std::map<std::string, std::int64_t> cells;
  double bias_ua = 0;
  std::optional<double> area_mm2;
  ColdPower power;                                                  // dynamic: mean over the cases
  std::map<std::string, std::pair<double, double>> margin_percent;  // by current, and "all"
};

struct NeuroTool {
  std::string summary;
  std::function<NeuroResult(const NeuroRequest&)> run;
};
using NeuroTools = Registry<NeuroTool>;

}  // namespace fluxgate
