/// Kernel systolic_ws, 16 x 16, INT8 with INT32 sums: fg_systolic_ws beside SystolicWsModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"
#include "rtl/systolic_ws/model.h"

namespace fluxgate::rtl {
namespace {

constexpr SystolicShape kShape{16, 16, 8, 32};

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = systolic_ws_streams(kShape);
    input(top().w_valid_i, top().w_ready_o, {port(top().w_data_i, s.inputs[0].fields[0])});
    input(top().a_valid_i, top().a_ready_o,
          {port(top().a_first_i, s.inputs[1].fields[0]),
           port(top().a_data_i, s.inputs[1].fields[1])});
    output(top().c_valid_o, top().c_ready_i, {port(top().c_data_o, s.outputs[0].fields[0])});
  }
};

/// Tiles of 1, rows, rows + 1, ... operand rows; extremes first, then random values.
class Tiles final : public Stimulus {
 public:
  explicit Tiles(std::uint64_t seed) : random_(seed), tile_rows_(seed + 1) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 1) {
      beat[0] = left_ == 0 ? 1 : 0;
      if (left_ == 0) left_ = next_tile();
      --left_;
      beat = beat.subspan(1);
    }
    if (index < kShape.rows)
      std::fill(beat.begin(), beat.end(), -128);  // the largest products and sums
    else
      random_.fill(beat, kShape.data_bits);
  }

 private:
  std::int64_t next_tile() {
    constexpr std::array<std::int64_t, 5> kCorners{1, kShape.rows, kShape.rows + 1, 1, 40};
    return tile_ < kCorners.size() ? kCorners[tile_++] : 1 + tile_rows_.below(40);
  }
  RandomBeats random_, tile_rows_;
  std::size_t tile_ = 0;
  std::int64_t left_ = 0;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "systolic_ws",
    {.summary = "weight-stationary systolic array, 16 x 16, INT8 with INT32 sums",
     .timing = "a row a cycle, result after rows + cols - 1; tiles start max(T, rows) apart",
     .streams = systolic_ws_streams(kShape),
     .make_model = [] { return std::make_unique<SystolicWsModel>(kShape); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Tiles>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
