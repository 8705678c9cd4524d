// Checks own_mac.sv against a model of ten lines. docs/cosim.md goes through this file.
#include FG_HEADER

#include "rtl/common/pipeline_model.h"
#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"

using namespace fluxgate;

namespace {

constexpr int kLanes = 4;
constexpr std::int64_t kLatencyCycles = 3;

// (1) The streams, in the order in which everything below speaks of them.
const KernelStreams kStreams{
    {{"op", {{"first", 1, 1, false}, {"a", kLanes, 8, true}, {"b", kLanes, 8, true}}}},
    {{"sum", {{"acc", 1, 32, true}}}}};

// (2) The RTL: which port is which.
class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    clock_and_reset(&top().clk, &top().rst, ResetLevel::ActiveHigh);
    const std::vector<Field>& op = kStreams.inputs[0].fields;
    input(top().op_valid, top().op_ready,
          {port(top().op_first, op[0]), port(top().op_a, op[1]), port(top().op_b, op[2])});
    output(top().sum_valid, top().sum_ready, {port(top().sum_acc, kStreams.outputs[0].fields[0])});
  }
};

// (3) The model: values from a function, cycles from PipelineModel.
rtl::PipelineModel::Function make_mac() {
  return [acc = std::int64_t{0}](std::span<const std::int64_t> in,
                                 std::span<std::int64_t> out) mutable {
    const auto a = in.subspan(1, kLanes);
    const auto b = in.subspan(1 + kLanes, kLanes);
    if (in[0] != 0) acc = 0;
    for (std::size_t i = 0; i < kLanes; ++i) acc += a[i] * b[i];
    out[0] = static_cast<std::int32_t>(acc);  // the sum wraps at 32 bits
  };
}

// (4) The stimulus: corners first, then random values and random lengths of sums.
class Operands final : public Stimulus {
 public:
  explicit Operands(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    const bool is_corner = index < 4;
    beat[0] = index == 0 || (!is_corner && random_.below(8) == 0) ? 1 : 0;
    if (is_corner)
      std::fill(beat.begin() + 1, beat.end(), -128);  // the largest product
    else
      random_.fill(beat.subspan(1), 8);
  }

 private:
  rtl::RandomBeats random_;
};

// (5) The name under which `fluxgate cosim` finds it.
[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "own_mac",
    {.summary = "four INT8 products a beat, accumulated in 32 bits",
     .timing = "a beat a cycle, its sum 3 cycles later; stalls with the output",
     .streams = kStreams,
     .make_model =
         [] {
           return std::make_unique<rtl::PipelineModel>(1 + 2 * kLanes, 1, kLatencyCycles, make_mac);
         },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Operands>(seed); }});

}  // namespace
