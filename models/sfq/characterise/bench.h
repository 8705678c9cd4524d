/// The bench around a cell: converter and JTL before each input, JTL and 2 ohm behind each output
/// (models/sfq/circuits/bench.cir), as the reference data use it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/sfq/cell.h"

namespace fluxgate::sfq {

enum class Stimulus { Data, Clock };

struct BenchOptions {
  double dut_bias = 1, global_bias = 1;  // scales
  double temperature_k = 0;              // noise with JoSIM's definition at 1 THz, step 0.05 ps
  double spread = 0;                     // of every value of the cell under test and the bench
  std::uint64_t seed = 1;
  int doubled_input = -1;  // fed by two converters and a merger: its pulses may be close together
  std::string load;        // sub-circuit behind the outputs instead of the JTL: "SPLIT", "DFF"
};

/// Times in ps; one list a pin.
struct BenchRun {
  std::vector<std::vector<double>> arrivals;  // first junction of each input switches
  std::vector<std::vector<double>> outputs;   // junction of each output switches
  std::vector<std::vector<double>>
      loads;                // first junction of the load, or the toggle of a level cell
  double bias_work_aj = 0;  // of the cell's bias, after the ramp
};

/// Runs until 60 ps after the last stimulus; one list of stimulus times an input.
[[nodiscard]] BenchRun run_bench(const Cell& cell, const std::vector<std::vector<double>>& stimuli,
                                 const BenchOptions& options = {});
/// Time from a stimulus to the nominal arrival (cell.h) it causes.
[[nodiscard]] double stimulus_to_arrival_ps(Stimulus kind);
/// Junctions, sum of critical currents and bias of the cell's circuit.
void measure_circuit(Cell& cell);

}  // namespace fluxgate::sfq
