/// Kernel systolic_ws_bf16, 4 x 4, BF16 with FP32 sums: fg_systolic_ws_bf16 beside
/// SystolicWsBf16Model.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/tile_marks.h"
#include "rtl/common/verilated_side.h"
#include "rtl/systolic_ws_bf16/model.h"

namespace fluxgate::rtl {
namespace {

constexpr int kRows = 4, kCols = 4;

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = systolic_ws_bf16_streams(kRows, kCols);
    input(top().w_valid_i, top().w_ready_o, {port(top().w_data_i, s.inputs[0].fields[0])});
    input(top().a_valid_i, top().a_ready_o,
          {port(top().a_first_i, s.inputs[1].fields[0]),
           port(top().a_data_i, s.inputs[1].fields[1])});
    output(top().c_valid_o, top().c_ready_i, {port(top().c_data_o, s.outputs[0].fields[0])});
  }
};

/// Beats of four kinds in turn: near 1 with either sign (cancellation), short mantissas (ties and
/// exact cancellation), products around the smallest numbers (subnormals, underflow), any bits
/// (infinities, NaN, overflow). Corners first: zeros of either sign, ends of the range.
class Tiles final : public Stimulus {
 public:
  explicit Tiles(std::uint64_t seed) : random_(seed), marks_(seed + 1, {1, 4, 5, 1, 16}, 40) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 1) {
      beat[0] = marks_.next() ? 1 : 0;
      beat = beat.subspan(1);
    }
    constexpr std::array<std::int64_t, 8> kCorners{0x0000, 0x8000, 0x0001, 0x807F,
                                                   0x7F7F, 0xFF7F, 0x3F80, 0xFF80};
    for (std::int64_t& bits : beat)
      bits =
          index < 40 ? kCorners[static_cast<std::size_t>(random_.below(8))] : value(index / 16 % 4);
  }

 private:
  std::int64_t value(std::int64_t kind) {
    const std::int64_t any = random_.below(65536);
    const std::int64_t sign_and_mantissa = any & 0x807F;
    if (kind == 0) return sign_and_mantissa | (124 + random_.below(6)) << 7;
    if (kind == 1) return (any & 0x8060) | (115 + random_.below(24)) << 7;
    if (kind == 2) return sign_and_mantissa | (52 + random_.below(16)) << 7;
    return any;
  }
  RandomBeats random_;
  TileMarks marks_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "systolic_ws_bf16",
    {.summary = "weight-stationary systolic array, 4 x 4, BF16 with FP32 sums",
     .timing = "a row a cycle, result after rows + cols; tiles start max(T, rows) apart",
     .streams = systolic_ws_bf16_streams(kRows, kCols),
     .make_model = [] { return std::make_unique<SystolicWsBf16Model>(kRows, kCols); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Tiles>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
