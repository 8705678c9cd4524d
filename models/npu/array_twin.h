/// RTL in the loop for the array: the time of a block is measured on fg_systolic_ws (Verilated, 16
/// x 16, INT8) instead of taken from the formula. A block runs from reset with random operands of
/// its real shape, on model and RTL; all result rows and cycles are compared:
///   fill      first operand row taken, counted from the first weight row
///   issue     from there until the first row of a next tile could be taken
///   latency   from there until the last result row is offered
/// Measured once a shape. Sampling (`--rtl-sample N`) leaves the formula in place and measures N of
/// the shapes that occurred, none above kMostSampledCycles.
/// Leaves out: other array sizes, types and dataflows (refused), several arrays a core.
#pragma once
#include <map>
#include <optional>
#include <tuple>

#include "models/npu/array_timing.h"
#include "sim/contract/unit.h"

namespace fluxgate::npu {

class ArrayTwin {
 public:
  /// ModelError when the description is not that of the kernel.
  ArrayTwin(const Description& description, std::optional<std::int64_t> sample, std::uint64_t seed);

  [[nodiscard]] ArrayTime time(const Block& block, DType dtype, const ArrayTime& formula);
  /// Measures the sampled shapes, if any, and says what was compared. MismatchError when RTL and
  /// formula differ in a sampled shape.
  [[nodiscard]] UnitReport finish();

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t, bool>;
  static constexpr std::int64_t kMostSampledCycles = 2'000'000;

  [[nodiscard]] ArrayTime measure(const Block& block);
  void compare(const Block& block, const ArrayTime& formula);

  std::optional<std::int64_t> sample_;
  std::uint64_t seed_;
  std::map<Key, ArrayTime> times_;  // measured, or of the formula while sampling
  UnitReport report_{"systolic", "systolic_ws", 0, 0, 0};
};

/// Of a step on the array: measured on RTL when that is in the loop, else the formula.
[[nodiscard]] ArrayTime step_time(const Description& d, const ArrayTiming& timing,
                                  const Block& block, DType dtype);

}  // namespace fluxgate::npu
