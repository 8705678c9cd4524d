// Checks @name@.sv against a model; docs/cosim.md explains each part.
#include FG_HEADER

#include "rtl/common/pipeline_model.h"
#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"

using namespace fluxgate;

namespace {

constexpr std::int64_t kLatencyCycles = 1;

// (1) The streams, in the order in which everything below speaks of them.
const KernelStreams kStreams{{{"pair", {{"a", 1, 8, true}, {"b", 1, 8, true}}}},
                             {{"sum", {{"value", 1, 9, true}}}}};

// (2) The RTL: which port is which.
class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const std::vector<Field>& pair = kStreams.inputs[0].fields;
    input(top().pair_valid_i, top().pair_ready_o,
          {port(top().pair_a_i, pair[0]), port(top().pair_b_i, pair[1])});
    output(top().sum_valid_o, top().sum_ready_i,
           {port(top().sum_value_o, kStreams.outputs[0].fields[0])});
  }
};

// (3) The model: values from a function, cycles from PipelineModel.
rtl::PipelineModel::Function make_sum() {
  return
      [](std::span<const std::int64_t> in, std::span<std::int64_t> out) { out[0] = in[0] + in[1]; };
}

// (4) The stimulus: corners first, then random values.
class Pairs final : public Stimulus {
 public:
  explicit Pairs(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    random_.fill(beat, 8);
    if (index < 4) beat[0] = index % 2 == 0 ? -128 : 127;
    if (index < 4) beat[1] = index < 2 ? -128 : 127;
  }

 private:
  rtl::RandomBeats random_;
};

// (5) The name under which `fluxgate cosim` finds it.
[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "@name@",
    {.summary = "sum of two signed bytes",
     .timing = "a pair a cycle, its sum a cycle later; stalls with the output",
     .streams = kStreams,
     .make_model =
         [] { return std::make_unique<rtl::PipelineModel>(2, 1, kLatencyCycles, make_sum); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Pairs>(seed); }});

}  // namespace
