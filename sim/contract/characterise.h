/// What the command line knows of cell characterisation: a tool registers itself.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "sim/core/registry.h"

namespace fluxgate {

struct CharacteriseRequest {
  std::string cell;
  std::string file;  // YAML to write; empty: none
  std::uint64_t seed = 1;
  double spread = 0.05;  // of every value, uniform, for the yield
  int samples = 0;       // Monte-Carlo circuits; 0: no yield
  int noise_pulses = 200;
};

/// Keys name pins: "clk_to_q", "a_clk" (a first, clk after it, worst state).
struct CharacteriseResult {
  std::string cell, summary;
  std::int64_t junctions = 0;
  double critical_ua = 0, bias_ua = 0;
  std::map<std::string, double> delays_ps;  // "clk_to_q", "clk_to_q_load", "... bias 0.9", ...
  std::map<std::string, double> setup_ps, hold_ps, separation_ps;
  std::optional<double> energy_aj, jitter_ps, yield;
  std::map<std::string, std::pair<double, double>> margin_percent;  // "dut_bias", "global_bias"
  std::map<std::string, double> curves;  // neuron cells: "pass_probability at 50 uA", ...
};

struct CharacteriseTool {
  std::string summary;
  std::function<CharacteriseResult(const CharacteriseRequest&)> run;
};
using CharacteriseTools = Registry<CharacteriseTool>;

}  // namespace fluxgate
