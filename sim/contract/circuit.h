/// What the command line knows of circuit solvers: a solver registers itself, `fluxgate circuit`
/// runs a deck through it. Times in ps where the name says so.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/registry.h"

namespace fluxgate {

struct CircuitRequest {
  std::string deck;   // path
  std::string waves;  // CSV to write; empty: none
  std::uint64_t seed = 1;
};

struct CircuitEnergy {  // aJ, over the whole run
  double sources = 0, dissipated = 0, stored = 0;
};

struct CircuitResult {
  std::int64_t junctions = 0, nodes = 0, steps = 0, rejected = 0, factorisations = 0;
  /// Label as written in the deck, and the times at which that phase crosses (2k + 1) pi.
  std::vector<std::pair<std::string, std::vector<double>>> pulses_ps;
  CircuitEnergy energy;
  std::vector<std::string> notes;  // what of the deck was skipped
};

struct CircuitSolver {
  std::string summary;
  std::function<CircuitResult(const CircuitRequest&)> run;
};
using CircuitSolvers = Registry<CircuitSolver>;

}  // namespace fluxgate
