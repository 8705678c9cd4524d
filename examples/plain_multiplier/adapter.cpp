// Checks a block that has no handshake and no reset: FixedLatencySide adds them.
#include FG_HEADER

#include "rtl/common/fixed_latency_side.h"
#include "rtl/common/pipeline_model.h"
#include "rtl/common/random_beats.h"

using namespace fluxgate;

namespace {

constexpr std::int64_t kLatencyCycles = 2;
const KernelStreams kStreams{{{"in", {{"a", 1, 16, false}, {"b", 1, 16, false}}}},
                             {{"out", {{"y", 1, 32, false}}}}};

class Rtl final : public FixedLatencySide<FG_TOP> {
 public:
  Rtl() : FixedLatencySide(kLatencyCycles) {
    clock_and_reset(&top().clk, nullptr, ResetLevel::ActiveLow);
    const std::vector<Field>& in = kStreams.inputs[0].fields;
    operands({port(top().a, in[0]), port(top().b, in[1])});
    results({port(top().y, kStreams.outputs[0].fields[0])});
  }
};

rtl::PipelineModel::Function make_product() {
  return
      [](std::span<const std::int64_t> in, std::span<std::int64_t> out) { out[0] = in[0] * in[1]; };
}

class Operands final : public Stimulus {
 public:
  explicit Operands(std::uint64_t seed) : random_(seed) {}
  void fill(std::size_t, std::int64_t index, std::span<std::int64_t> beat) override {
    for (std::int64_t& value : beat) value = index < 2 ? index * 0xFFFF : random_.below(0x10000);
  }

 private:
  rtl::RandomBeats random_;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "plain_multiplier",
    {.summary = "16-bit unsigned product, a block without handshake",
     .timing = "a product a cycle, 2 cycles after its operands; its clock stops with the output",
     .streams = kStreams,
     .make_model =
         [] { return std::make_unique<rtl::PipelineModel>(2, 1, kLatencyCycles, make_product); },
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Operands>(seed); }});

}  // namespace
