/// Kernel causal_conv1d, 16 channels a beat, 12 fraction bits: fg_causal_conv1d beside
/// CausalConv1dModel.
#include FG_HEADER

#include "rtl/causal_conv1d/model.h"
#include "rtl/common/tile_marks.h"
#include "rtl/common/verilated_side.h"

namespace fluxgate::rtl {
namespace {

constexpr CausalConvShape kShape{16, 12};

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = causal_conv1d_streams(kShape);
    input(
        top().w_valid_i, top().w_ready_o,
        {port(top().w_taps_i, s.inputs[0].fields[0]), port(top().w_bias_i, s.inputs[0].fields[1])});
    input(top().x_valid_i, top().x_ready_o,
          {port(top().x_first_i, s.inputs[1].fields[0]),
           port(top().x_data_i, s.inputs[1].fields[1])});
    output(top().y_valid_o, top().y_ready_i, {port(top().y_data_o, s.outputs[0].fields[0])});
  }
};

/// Blocks shorter than, as long as and longer than the window. Corners: the largest sums of either
/// sign, taps that make exact ties; then taps of about 1.
class Blocks final : public Stimulus {
 public:
  explicit Blocks(std::uint64_t seed) : random_(seed), marks_(seed + 1, {4, 1, 3, 5, 1, 1}, 40) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 0) return fill_taps(index, beat);
    beat[0] = marks_.next() ? 1 : 0;
    if (index < 4)
      std::fill(beat.begin() + 1, beat.end(), INT16_MIN);
    else
      random_.fill(beat.subspan(1), index % 3 == 0 ? 6 : 16);
  }

 private:
  void fill_taps(std::int64_t index, std::span<std::int64_t> beat) {
    const int tie_shift = kShape.fraction_bits - 1;
    for (std::size_t i = 0; i < beat.size(); ++i) {
      beat[i] = random_.signed_value(index % 5 == 4 ? 16 : kShape.fraction_bits + 1);
      if (index % 5 == 3) beat[i] = random_.below(3) << tie_shift;  // halves and wholes
      if (index == 0) beat[i] = i % 2 == 0 ? INT16_MIN : INT16_MAX;
    }
  }
  RandomBeats random_;
  TileMarks marks_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "causal_conv1d",
    {.summary = "causal depthwise convolution, width 4, 16 channels a beat, 16-bit fixed point",
     .timing = "a time step a cycle, result after 3; a block waits for its taps",
     .streams = causal_conv1d_streams(kShape),
     .make_model = [] { return std::make_unique<CausalConv1dModel>(kShape); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Blocks>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
