/// Kernel lif_array, 256 neurons, 16 a beat: fg_lif_array beside LifArrayModel.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"
#include "rtl/lif_array/model.h"

namespace fluxgate::rtl {
namespace {

constexpr LifArrayShape kShape{256, 16};
constexpr std::int64_t kGroups = kShape.neurons / kShape.lanes;

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = lif_array_streams(kShape);
    const std::vector<Field>& x = s.inputs[0].fields;
    input(top().x_valid_i, top().x_ready_o,
          {port(top().x_clear_i, x[0]), port(top().x_leak_i, x[1]), port(top().x_zero_i, x[2]),
           port(top().x_threshold_i, x[3]), port(top().x_current_i, x[4])});
    output(top().s_valid_o, top().s_ready_i,
           {port(top().s_spike_o, s.outputs[0].fields[0]),
            port(top().s_membrane_o, s.outputs[0].fields[1])});
  }
};

/// Sequences of whole time steps under one rule each. Corners: no clear after reset, currents at
/// both ends (into saturation), threshold 0, sums that just reach the threshold.
class Sequences final : public Stimulus {
 public:
  explicit Sequences(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    if (index % kGroups == 0) start_step(index / kGroups);
    beat[0] = is_clear_ ? 1 : 0;
    beat[1] = leak_;
    beat[2] = is_zero_ ? 1 : 0;
    beat[3] = threshold_;
    for (std::int64_t& current : beat.subspan(4)) {
      current = random_.signed_value(16) >> current_shift_;
      if (random_.below(8) == 0) current = threshold_ > INT16_MAX ? INT16_MIN : threshold_;
    }
    if (index >= 4 * kGroups && index < 300 * kGroups && index / kGroups % 8 == 7)
      std::fill(beat.begin() + 4, beat.end(), leak_ % 2 == 0 ? INT16_MIN : INT16_MAX);
  }

 private:
  void start_step(std::int64_t step) {
    is_clear_ = false;
    if (step % 12 != 0) return;  // the rule changes every 12 steps, membranes often stay
    is_clear_ = step > 0 && random_.below(2) == 0;
    leak_ = random_.below(16);
    is_zero_ = random_.below(2) == 0;
    threshold_ = step == 12 ? 0 : random_.below(65536) >> random_.below(8);
    current_shift_ = static_cast<int>(random_.below(6));
  }
  RandomBeats random_;
  bool is_clear_ = false, is_zero_ = false;
  std::int64_t leak_ = 0, threshold_ = 0;
  int current_shift_ = 0;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "lif_array",
    {.summary = "leaky integrate-and-fire neurons, 256 by 16 a beat, integer membranes",
     .timing = "16 neurons a cycle, result after 3",
     .streams = lif_array_streams(kShape),
     .make_model = [] { return std::make_unique<LifArrayModel>(kShape); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Sequences>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
