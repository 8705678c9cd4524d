/// What an NPU is made of: every number of the description, read once. Keys are the member paths
/// ("array.rows", "noc.port_rate"); a preset holds only what differs from the defaults in
/// description.cpp.
#pragma once
#include <array>
#include <memory>
#include <optional>

#include "sim/core/config.h"
#include "sim/fabric/memory/memory_system.h"
#include "sim/graph/operator.h"

namespace fluxgate::npu {

enum class Dataflow { WeightStationary, OutputStationary, InputStationary };
enum class Preload { Hidden, Exposed };
/// What a preload costs that finds the pipeline empty: rows (fg_systolic_ws), or 2 rows - 1
/// (ONNXim).
enum class Refill { Rows, TwiceRows };
enum class MapperPolicy { Search, Gemmini };

struct ArrayDescription {
  std::int64_t rows = 128, cols = 128;
  std::int64_t count = 1;  // arrays per core that share its scratchpad
  Dataflow dataflow = Dataflow::WeightStationary;
  bool fold_overlap = true;
  Preload preload = Preload::Hidden;
  Refill refill = Refill::Rows;
  Cycles min_issue{1};
  std::int64_t cell_stages = 1;        // pipeline stages of a cell on the way of a partial sum
  std::array<double, kDTypes> rate{};  // MACs a cell and cycle by DType; 0 = not supported
};

class ArrayTwin;

struct Description {
  Hertz clock{1e9};
  std::int64_t cores = 1;
  ArrayDescription array;
  std::int64_t vector_lanes = 128, special_lanes = 32;
  Cycles vector_startup{8};
  std::int64_t scan_lanes = 0;  // 0: no scan unit
  Cycles scan_startup{16};
  Bytes scratchpad{};
  std::int64_t scratchpad_banks = 1;
  Bytes bank_width{};
  std::int64_t scratchpad_ports = 2;
  /// Cycles until the first operand of a step comes round: 0 for random access; a shift register
  /// turns once, as long as one of its divisions: capacity / (divisions x banks x bank width).
  Cycles turn{};
  Bytes accumulator{};
  std::int64_t accumulator_bits = 32;
  Cycles launch{};  // sequencer: decode and start of one launch
  MemoryDescription memory;
  std::optional<Bytes> memory_capacity;
  Bytes shared_capacity{0};        // 0: no shared on-chip memory
  std::string technology = "7nm";  // table of energy and area
  double other_area_mm2 = 0, other_power_w = 0;
  double temperature_c = 65;  // of the chip: leakage, refresh
  std::optional<double> power_limit_w;
  MapperPolicy mapper = MapperPolicy::Search;
  std::string mapping_file;
  std::string cold_technology;  // superconducting table of models/technology; empty: CMOS
  std::int64_t cryo_lines = 0;  // lines between 4 K and 300 K
  std::int64_t scratchpad_divisions = 1;
  std::shared_ptr<ArrayTwin> array_twin;  // RTL in the loop; empty: the formula

  [[nodiscard]] double rate(DType dtype) const {
    return array.rate[static_cast<std::size_t>(dtype)];
  }
};

[[nodiscard]] Description read_description(Params& params);

}  // namespace fluxgate::npu
