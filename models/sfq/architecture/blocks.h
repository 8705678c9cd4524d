/// The blocks of an SFQ machine as bills of cells, and what they do in a run.
///
/// Synapse, a bit: an NDRO that a row's pulse reads, its leaf of the row's splitter tree and of the
/// column's merger tree; with a shadow register a flip-flop to shift through. Accumulator, a bit: a
/// full adder of gates (2 XOR, 2 AND, OR, 3 flip-flops, 4 splitters) in a loop. Neuron, a bit: an
/// NDRO with the threshold, read when the neuron fires, its splitter and merger; an AND and a
/// merger for the leak. Shift registers: a flip-flop a bit. Every clocked cell has one leaf of a
/// clock tree, a splitter. Leaves out: wiring JTLs beyond one a clocked cell, decoders, control.
#pragma once
#include <string>
#include <vector>

#include "models/sfq/architecture/library.h"
#include "models/sfq/architecture/work.h"

namespace fluxgate::sfq {

struct MachinePart {
  std::string name;
  Bill bill;
};
using Parts = std::vector<MachinePart>;

[[nodiscard]] Bill synapse_bit(const Description& d);
[[nodiscard]] Bill adder_bit();        // without its clock tree
[[nodiscard]] Bill adder_bit_clock();  // eight clocked cells
[[nodiscard]] Bill neuron_bit();
[[nodiscard]] Bill shift_bit();  // with its clock leaf

/// Parts of `columns` physical columns with `synapse_bits` bits in all.
[[nodiscard]] Parts array_parts(const Description& d, double synapse_bits, double columns,
                                double rows);
/// Weight store, spike buffer, encoders, lines to room temperature.
[[nodiscard]] Parts memory_parts(const Description& d);
void add_parts(Parts& sum, const Parts& more);

/// Additive quantities of a launch; each has a price (energy.h of this folder).
struct ArrayActivity {
  double synapse_reads = 0;   // bit and pulse
  double merger_pulses = 0;   // pulses on their way down a column
  double adder_slots = 0;     // accumulator bit and slot
  double neuron_updates = 0;  // neuron bit and vector
  // Flip-flop and shift: spike buffer, encoders, shadow registers, partial sums, weight store.
  double shift_moves = 0, encoder_moves = 0, shadow_moves = 0, partial_moves = 0, store_moves = 0;
  double store_reads = 0;  // bits out of an NDRO store
  double link_bits = 0, io_bits = 0;
};

}  // namespace fluxgate::sfq
