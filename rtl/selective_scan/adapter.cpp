/// Kernel selective_scan, 4 channels, 16 states: fg_selective_scan beside SelectiveScanModel.
#include FG_HEADER

#include "rtl/common/row_lengths.h"
#include "rtl/common/verilated_side.h"
#include "rtl/selective_scan/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = selective_scan_streams();
    const std::vector<Field>&p = s.inputs[0].fields, &x = s.inputs[1].fields;
    input(top().p_valid_i, top().p_ready_o, {port(top().p_a_i, p[0]), port(top().p_d_i, p[1])});
    input(top().x_valid_i, top().x_ready_o,
          {port(top().x_first_i, x[0]), port(top().x_dt_i, x[1]), port(top().x_data_i, x[2]),
           port(top().x_b_i, x[3]), port(top().x_c_i, x[4])});
    output(top().y_valid_o, top().y_ready_i, {port(top().y_data_o, s.outputs[0].fields[0])});
  }
};

/// Sequences of 1, 1, 2, 40, ... steps: first no decay and the largest inputs (h and y saturate),
/// then the fastest decay, then values as networks have them, every fourth sequence at full range.
class Sequences final : public Stimulus {
 public:
  explicit Sequences(std::uint64_t seed)
      : parameters_(seed), random_(seed + 1), lengths_(seed + 2, {1, 40, 1, 2, 3}, 30, 300) {}
  void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) override {
    if (stream == 0) {
      fill_parameters(index, beat);
      return;
    }
    lengths_.step();
    const bool is_wide = lengths_.row() % 4 == 1;
    beat[0] = lengths_.is_first() ? 1 : 0;
    for (std::size_t i = 1; i <= kScanChannels; ++i)
      beat[i] = random_.below(is_wide ? 65536 : 1 + (4096 >> random_.below(10)));
    random_.fill(beat.subspan(1 + kScanChannels), is_wide ? 16 : 10);
    if (lengths_.row() < 2) std::fill(beat.begin() + 1 + kScanChannels, beat.end(), -32768);
  }

 private:
  void fill_parameters(std::int64_t index, std::span<std::int64_t> beat) {
    constexpr std::size_t kDecays = std::size_t{kScanChannels} * kScanStates;
    for (std::int64_t& a : beat.first(kDecays))
      a = index < 2 ? 0 : index == 2 ? 65535 : parameters_.below(1 + (65536 >> (index * 3 % 8)));
    parameters_.fill(beat.subspan(kDecays), index % 4 == 1 ? 16 : 10);
  }
  RandomBeats parameters_, random_;
  RowLengths lengths_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "selective_scan",
    {.summary = "selective scan (Mamba), 4 channels of 16 states, 16-bit fixed point, 32-bit state",
     .timing = "a step a cycle, result after 9 cycles; stalls with the output",
     .streams = selective_scan_streams(),
     .make_model = [] { return std::make_unique<SelectiveScanModel>(); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Sequences>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
