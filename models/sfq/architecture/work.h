/// What a launch asks of synapses and neurons: one contraction (if any) and the operators that its
/// neurons carry out on the way (norms folded into thresholds, residual sums, pools, LIF).
///
/// A contraction streams one operand as pulses over the rows and holds the other in the synapses.
/// Pulses a row and vector: spikes: the rate; graded and analog: bit planes, half of the bits set.
#pragma once
#include <cstdint>

#include "models/sfq/architecture/description.h"
#include "sim/contract/datapath.h"

namespace fluxgate::sfq {

struct LayerWork {
  std::int64_t groups = 0;   // independent products; 0: no synapses take part
  std::int64_t vectors = 0;  // of one group, all time steps
  std::int64_t rows = 0, cols = 0;
  std::int64_t window = 1;           // vectors that read the same value
  std::int64_t held_bits = 0;        // of a value in the synapses
  bool is_held_weight = true;        // false: spikes of the network itself
  double pulses = 0;                 // a row and vector, mean
  std::int64_t planes = 0;           // bit planes of a vector; 0: unit pulses
  std::int64_t streamed_bits = 0;    // of a value of the streamed operand
  std::int64_t sum_slots = 0;        // slots a vector for residual sums
  std::int64_t neuron_elements = 0;  // handled apart from a contraction: pools, lone neurons
  std::int64_t output_elements = 0, output_bits = 1;
  bool is_from_outside = false;
};

/// ModelError naming class and operator when an operator cannot be run by spikes.
void check_operator(const Operator& op, const Description& description);
[[nodiscard]] LayerWork layer_work(Launch launch, const Description& description);
/// Operators [first, result) of one launch: a contraction with what its neurons carry.
[[nodiscard]] std::size_t layer_end(const std::vector<Operator>& operators, std::size_t first);

}  // namespace fluxgate::sfq
