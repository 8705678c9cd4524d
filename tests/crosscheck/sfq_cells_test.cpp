#include <catch2/catch.hpp>

#include "sim/cosim/environment.h"

using namespace fluxgate;

TEST_CASE("the random pulses of sfq_cells violate each kind of window, and keep most") {
  constexpr std::size_t kSetup = 9, kHold = 10, kSeparation = 11;  // lanes of a `seen` beat
  constexpr std::int64_t kEvents = 20'000;
  const KernelKind& kernel = Kernels::get("sfq_cells");
  const auto model = kernel.make_model();
  SharedStimulus stimulus(kernel, 3);
  Environment environment(kernel, *model, stimulus, Stalls::None, 3);
  for (std::int64_t cycle = 0; cycle < kEvents; ++cycle) environment.step();
  std::map<std::size_t, int> violations;
  int pulses = 0;
  for (const Handshake& seen : environment.produced(0)) {
    for (const std::size_t kind : {kSetup, kHold, kSeparation})
      violations[kind] += seen.beat[kind] != 0 ? 1 : 0;
    pulses += seen.beat[2] != 0 ? 1 : 0;
  }
  for (const auto& [kind, count] : violations) {
    INFO("lane " << kind);
    CHECK(count > kEvents / 100);
    CHECK(count < kEvents / 2);
  }
  CHECK(pulses > kEvents / 10);
}
