/// Models of the units around fg_row_norm (layer_norm, rms_norm): arithmetic of sim/numerics,
/// cycles of the contract. The second pass of a row may start 13 cycles after its last beat was
/// taken; a result is offered 5 moving cycles after its beat (and that of g) was read.
#pragma once
#include <array>

#include "rtl/common/row_lengths.h"
#include "rtl/common/two_pass_model.h"
#include "sim/numerics/row_norm.h"

namespace fluxgate::rtl {

constexpr int kNormLanes = 8;
constexpr TwoPassTiming kNormTiming{
    .depth = 64, .rows = 32, .first_pass_cycles = 13, .second_pass_cycles = 5};

/// Streams x (last, data), g (gain and, for layer norm, bias), y (last, data).
[[nodiscard]] inline KernelStreams row_norm_streams(Norm kind) {
  const Field data{"data", kNormLanes, 16, true}, last{"last", 1, 1, false};
  std::vector<Field> g{{"gain", kNormLanes, 16, true}};
  if (kind == Norm::Layer) g.push_back({"bias", kNormLanes, 16, true});
  return {{{"x", {last, data}}, {"g", g}}, {{"y", {last, data}}}};
}

template <Norm kKind>
struct NormRow : RowNorm {
  NormRow() : RowNorm(kKind) {}
  static void result(const Row& row, std::span<const std::int64_t> x,
                     std::span<const std::int64_t> g, std::span<std::int64_t> out) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::int64_t bias = kKind == Norm::Layer ? g[kNormLanes + i] : 0;
      out[i] = normalise(row, x[i], g[i], bias);
    }
  }
};

/// Rows of one beat, the longest, one too long; all zero, all equal, the extremes, one outlier
/// (its result saturates at either end);
/// then random values in ranges of 2 to 2^16 about a random middle, every eighth row mostly zeros;
/// random gains and biases.
class NormRows final : public Stimulus {
 public:
  explicit NormRows(std::uint64_t seed)
      : random_(seed), gains_(seed + 1), lengths_(seed + 2, {1, 1, 64, 1, 65, 64, 2, 9}, 12, 64) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 1) {
      gains_.fill(beat, index < kOutlierBeats[0] ? 13 : 16);
      // Gain 1: exact halves are frequent.
      if (index % 4 == 1) std::fill_n(beat.begin(), kNormLanes, 4096);
      if (index == kOutlierBeats[0]) std::fill(beat.begin(), beat.end(), -32768);
      if (index == kOutlierBeats[1]) std::fill(beat.begin(), beat.end(), 32767);
      return;
    }
    lengths_.step();
    beat[0] = lengths_.is_last() ? 1 : 0;
    if (lengths_.is_first()) {
      width_ = static_cast<int>(1 + random_.below(16));
      middle_ = random_.signed_value(16);
    }
    for (std::int64_t& x : beat.subspan(1)) x = value(lengths_.row());
    if (index == kOutlierBeats[0] || index == kOutlierBeats[1]) beat[1] = 32767;
  }

 private:
  /// First beats of the two rows with one outlier: sqrt(512) times the largest gain saturates.
  static constexpr std::array<std::int64_t, 2> kOutlierBeats{67, 132};
  std::int64_t value(std::size_t row) {
    constexpr std::int64_t kLow = -32768, kHigh = 32767;
    switch (row) {
      case 0:
        return 0;
      case 1:
        return kLow;
      case 2:
        return kHigh;
      case 3:
        return random_.below(2) == 0 ? kLow : kHigh;
      case 4:
      case 5:
        return 0;
      default:
        if (row % 8 == 6) return random_.below(64) == 0 ? middle_ : 0;
        return std::clamp(middle_ + random_.signed_value(width_), kLow, kHigh);
    }
  }
  RandomBeats random_, gains_;
  RowLengths lengths_;
  int width_ = 1;
  std::int64_t middle_ = 0;
};

}  // namespace fluxgate::rtl
