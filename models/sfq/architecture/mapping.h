/// How a layer lies on the arrays of a time-multiplexed machine.
///
/// A tile holds `rows` x `cols` values; small groups stand side by side (block-diagonal). One slot
/// carries one pulse of one row to all columns. Slots of a vector on a tile:
///   rows x pulses + bit planes + 1 (threshold and reset) + 2 (partial sum out and in, if the rows
///   take several tiles) + residual sums (last tile of rows)
/// A neuron's accumulator is a loop of 3 gates, so that 3 vectors take turns; fewer leave slots
/// empty. When partial sums of all vectors do not fit, the vectors come in passes, and each pass
/// loads the weights again. The arrays share
///   tiles    each takes other columns or groups
///   vectors  all hold the same tile, each takes other vectors
///   rows     each holds other rows of the same columns; their sums meet in adders, one slot more
/// whichever takes the least of max(slots of the busiest array, slots in which the link brings the
/// weights). Leaves out: imbalance of pulses between tiles, positions at the border of a
/// convolution, arrays that share rows waiting for each other.
#pragma once
#include <string>
#include <vector>

#include "models/sfq/architecture/work.h"

namespace fluxgate::sfq {

inline constexpr std::int64_t kLoopGates = 3;  // levels of the full adder, sfq_design_test

/// One tile on one array, `times` times in a row with other values.
struct Step {
  double slots = 0;             // of computing
  std::int64_t load_bits = 0;   // held values, from the store or the spike buffer
  std::int64_t load_slots = 0;  // shifting them in, all rows at once
  double input_bits = 0;        // streamed values that the spike buffer does not hold
  double output_bits = 0;       // results that it does not take
  double row_pulses = 0, synapse_reads = 0;
  double partial_bits = 0;  // partial sums out and in
};
struct Program {
  std::vector<Step> steps;
};

enum class Share { Tiles, Vectors, Rows };

struct Mapping {
  Share share = Share::Tiles;
  std::int64_t packed = 1, row_tiles = 1, col_tiles = 1, group_tiles = 1, passes = 1;
  std::int64_t columns_a_value = 1;
  double slots = 0;       // of the busiest array
  double load_slots = 0;  // of the link
  std::string text, reason;
};
/// `slots_a_bit`: what the link takes for a bit; 0: weights come from an on-chip store.
[[nodiscard]] Mapping map_layer(const LayerWork& work, const Description& description,
                                double slots_a_bit);
/// Steps of each array; `is_spilled`: inputs and outputs pass the link.
[[nodiscard]] std::vector<Program> make_programs(const LayerWork& work, const Mapping& mapping,
                                                 const Description& description, bool is_spilled);
/// Slots for one vector on a tile of `rows` rows.
[[nodiscard]] double vector_slots(const LayerWork& work, std::int64_t rows, bool has_partial_sums,
                                  bool is_last);

}  // namespace fluxgate::sfq
