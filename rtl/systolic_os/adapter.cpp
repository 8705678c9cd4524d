/// Kernel systolic_os, 16 x 16, INT8 with INT32 sums: fg_systolic_os beside SystolicOsModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/tile_marks.h"
#include "rtl/common/verilated_side.h"
#include "rtl/systolic_os/model.h"

namespace fluxgate::rtl {
namespace {

constexpr SystolicOsShape kShape{16, 16, 8, 32};

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = systolic_os_streams(kShape);
    input(
        top().a_valid_i, top().a_ready_o,
        {port(top().a_last_i, s.inputs[0].fields[0]), port(top().a_data_i, s.inputs[0].fields[1])});
    input(top().b_valid_i, top().b_ready_o, {port(top().b_data_i, s.inputs[1].fields[0])});
    output(top().c_valid_o, top().c_ready_i,
           {port(top().c_last_o, s.outputs[0].fields[0]),
            port(top().c_data_o, s.outputs[0].fields[1])});
  }
};

/// Tiles of rows, 1, rows + 1, rows - 1, 1, 1 ... operand pairs; the largest products first.
class Tiles final : public Stimulus {
 public:
  explicit Tiles(std::uint64_t seed) : random_(seed), marks_(seed + 1, {16, 1, 17, 15, 1, 1}, 40) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 0) {
      (void)marks_.next();
      beat[0] = marks_.is_last() ? 1 : 0;
      beat = beat.subspan(1);
    }
    if (index < kShape.rows)
      std::fill(beat.begin(), beat.end(), -128);
    else
      random_.fill(beat, kShape.data_bits);
  }

 private:
  RandomBeats random_;
  TileMarks marks_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "systolic_os",
    {.summary = "output-stationary systolic array, 16 x 16, INT8 with INT32 sums",
     .timing = "an operand pair a cycle, row 0 after rows + cols - 1, then a row a cycle; tiles "
               "start max(K, rows) apart",
     .streams = systolic_os_streams(kShape),
     .make_model = [] { return std::make_unique<SystolicOsModel>(kShape); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Tiles>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
