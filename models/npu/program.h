/// What one core executes for one launch: steps with their loads, stages and stores.
/// A step reserves `hold` bytes of scratchpad before its load starts and gives back `release` bytes
/// after its last stage; it reserves `opens` bytes of accumulator when its first stage starts and
/// gives back `closes` bytes when its store is done (at once without a store).
#pragma once
#include <array>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate::npu {

enum class Unit { Array, Vector, Scan };
inline constexpr std::size_t kUnits = 3;
inline constexpr std::size_t kMaxStages = 4;

struct Stage {
  Unit unit = Unit::Array;
  Cycles issue{};    // the unit is busy this long
  Cycles latency{};  // then the result takes this long
  Cycles fill{};     // in front, when the unit was not busy just before
};

struct Step {
  Bytes load_dram{}, load_shared{};
  int streams = 1;
  Bytes hold{}, release{};
  Bytes opens{}, closes{};
  Bytes store_dram{}, store_shared{};
  std::array<Stage, kMaxStages> stages{};
  std::size_t stage_count = 0;
  std::int64_t macs = 0, vector_ops = 0, scratchpad_bytes = 0, accumulator_bytes = 0;

  void add(const Stage& stage) { stages[stage_count++] = stage; }
};

/// `body` executed `repeat` times.
struct Phase {
  std::vector<Step> body;
  std::int64_t repeat = 1;
};
using Program = std::vector<Phase>;  // of one core
using Programs = std::vector<Program>;

}  // namespace fluxgate::npu
