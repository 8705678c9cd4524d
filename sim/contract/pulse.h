/// What the command line knows of pulse-level netlists: a tool registers itself.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/contract/cold_power.h"
#include "sim/core/registry.h"

namespace fluxgate {

struct PulseRequest {
  std::string netlist;               // path
  std::string violations = "error";  // policy by name
  bool has_jitter = false;
  std::uint64_t seed = 1;
};

/// What a design of gates became: cells, path balancing and clock network.
struct PulseDesign {
  int levels = 0;  // clocks from inputs to outputs
  int balancing_flip_flops = 0, splitters = 0, clock_splitters = 0, delay_jtls = 0;
  std::map<std::string, std::int64_t> cells;  // by kind, all of the above included
  double bias_ua = 0;
  ColdPower power;
  std::map<std::string, std::vector<bool>> bits;  // of each output, one a period
};

struct PulseResult {
  std::map<std::string, std::vector<double>> pulses_ps;  // watched output -> times
  std::int64_t cells = 0, junctions = 0, events = 0, violations = 0;
  double bias_work_aj = 0;
  std::vector<std::string> notes;  // violations under warn
  std::optional<PulseDesign> design;
};

struct PulseTool {
  std::string summary;
  std::function<PulseResult(const PulseRequest&)> run;
};
using PulseTools = Registry<PulseTool>;

}  // namespace fluxgate
