/// What the command line knows of pulse-level netlists: a tool registers itself.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/core/registry.h"

namespace fluxgate {

struct PulseRequest {
  std::string netlist;               // path
  std::string violations = "error";  // policy by name
  bool has_jitter = false;
  std::uint64_t seed = 1;
};

struct PulseResult {
  std::map<std::string, std::vector<double>> pulses_ps;  // watched output -> times
  std::int64_t cells = 0, junctions = 0, events = 0, violations = 0;
  double bias_work_aj = 0;
  std::vector<std::string> notes;  // violations under warn
};

struct PulseTool {
  std::string summary;
  std::function<PulseResult(const PulseRequest&)> run;
};
using PulseTools = Registry<PulseTool>;

}  // namespace fluxgate
