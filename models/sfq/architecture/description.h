/// What an SFQ neuromorphic machine is made of, read once. Keys are the member paths; cells are not
/// described here but in models/sfq/cells.
#pragma once
#include <optional>

#include "models/sfq/pulse/design.h"
#include "sim/core/config.h"

namespace fluxgate::sfq {

/// Spatial: every layer has synapses of its own, weights never move. TimeMultiplexed: a few arrays
/// take tile after tile of the layers' weights.
enum class ArrayMode { Spatial, TimeMultiplexed };
enum class WeightStore { ShiftRegister, Ndro, CryoCmos };

struct Description {
  ArrayMode mode = ArrayMode::TimeMultiplexed;
  std::string technology = "rsfq";     // id of models/technology: rsfq, ersfq, esfq
  std::int64_t rows = 128, cols = 64;  // of one array; spatial: rows of one bank
  std::int64_t arrays = 4;
  std::int64_t weight_bits = 4;  // of one synapse; wider weights take several columns
  bool has_shadow = true;        // a second register a synapse: loading hides behind computing
  std::int64_t membrane_bits = 16;
  Bytes partial_sums{};  // of one array: sums that wait for the next tile of rows
  ClockFlow flow = ClockFlow::Tree;
  double timing_margin = 0.1;
  WeightStore store = WeightStore::CryoCmos;
  Bytes store_capacity{};
  std::int64_t store_word_bits = 64;
  Bytes spike_buffer{};
  std::int64_t bank_depth = 64;  // bits of a shift register that move together
  std::int64_t analog_bits = 8, graded_bits = 8;
  BytesPerSecond link_rate{};  // weights and spilled spikes, cryo-CMOS to SFQ, both directions
  TimeFs link_latency{};
  std::int64_t io_lines = 32;  // to room temperature, each direction
  double line_bits_per_s = 10e9;
  TimeFs io_latency{};
  double junction_limit = 0;  // 0: none
};

[[nodiscard]] Description read_architecture(Params& params);

}  // namespace fluxgate::sfq
