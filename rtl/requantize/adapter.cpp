/// Kernel requantize, 16 channels a beat: fg_requantize beside RequantizeModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/tile_marks.h"
#include "rtl/common/verilated_side.h"
#include "rtl/requantize/model.h"

namespace fluxgate::rtl {
namespace {

constexpr int kLanes = 16;

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = requantize_streams(kLanes);
    input(top().p_valid_i, top().p_ready_o,
          {port(top().p_multiplier_i, s.inputs[0].fields[0]),
           port(top().p_shift_i, s.inputs[0].fields[1]),
           port(top().p_zero_i, s.inputs[0].fields[2])});
    input(top().a_valid_i, top().a_ready_o,
          {port(top().a_first_i, s.inputs[1].fields[0]),
           port(top().a_data_i, s.inputs[1].fields[1])});
    output(top().c_valid_o, top().c_ready_i, {port(top().c_data_o, s.outputs[0].fields[0])});
  }
};

/// Corners: extremes, no shift, the longest shift, exact ties; then scales that leave a few hundred
/// steps of output, so that rounding and saturation both show.
class Tiles final : public Stimulus {
 public:
  explicit Tiles(std::uint64_t seed) : random_(seed), marks_(seed + 1, {1, 1, 1, 16, 17, 1}, 40) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 0) return fill_parameters(index, beat);
    beat[0] = marks_.next() ? 1 : 0;
    for (std::size_t i = 1; i < beat.size(); ++i) {
      const auto lane = static_cast<std::int64_t>(i);
      if (index < 4)
        beat[i] = lane % 2 == 0 ? INT32_MIN : INT32_MAX;
      else
        beat[i] = index % 4 == 0 ? lane * index - 200 : random_.signed_value(32);
    }
  }

 private:
  void fill_parameters(std::int64_t index, std::span<std::int64_t> beat) {
    const std::size_t lanes = beat.size() / 3;
    for (std::size_t i = 0; i < lanes; ++i) {
      std::int64_t multiplier = random_.signed_value(32);
      std::int64_t shift = 48 + random_.below(12);
      if (index < 2) {  // products of 2^62, all of the shifts' ends
        multiplier = i % 4 < 2 ? INT32_MIN : INT32_MAX;
        shift = index == 0 ? 0 : 63;
      } else if (random_.below(2) == 0) {  // a power of two: small accumulators meet ties
        multiplier = 1;
        shift = random_.below(30);
      }
      beat[i] = multiplier;
      beat[lanes + i] = shift;
      beat[2 * lanes + i] = index == 0 ? (i % 2 == 0 ? -128 : 127) : random_.signed_value(8);
    }
  }
  RandomBeats random_;
  TileMarks marks_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "requantize",
    {.summary = "requantiser, 16 channels a beat, INT32 to INT8, scale and zero point a channel",
     .timing = "a beat a cycle, result after 3; a tile waits for its parameters",
     .streams = requantize_streams(kLanes),
     .make_model = [] { return std::make_unique<RequantizeModel>(kLanes); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Tiles>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
