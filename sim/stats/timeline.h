/// What a run does over time: equal numbers of launches a bin, at most kMostBins of them. When they
/// are full, neighbours are joined, so sums over the bins stay those of the run.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate {

struct Timeline {
  static constexpr std::size_t kMostBins = 256;
  struct Bin {
    TimeFs end{};
    TimeFs energy_time{};  // time its energy was counted over (LaunchResult::sustained_time)
    Bytes dram{};
    std::int64_t executed_macs = 0;
    double energy_j = 0;
    Bytes activations{}, state{};  // most bytes alive at once
  };
  std::vector<Bin> bins;
  std::int64_t launches_a_bin = 1;
  Bytes weights{};
  std::optional<Bytes> capacity;

  /// The next launch: `next.end` is at or after the end of the last bin.
  void add(const Bin& next);
  [[nodiscard]] Bytes peak() const;  // weights, state and activations at once

 private:
  std::int64_t in_last_ = 0;  // launches in the last bin
};

}  // namespace fluxgate
