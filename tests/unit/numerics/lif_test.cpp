#include "sim/numerics/lif.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <cmath>

using namespace fluxgate;

TEST_CASE("a neuron fires at its threshold and resets by its rule") {
  CHECK(!lif_step(0, 9, {0, 10, LifReset::Zero}).is_spike);
  CHECK(lif_step(0, 10, {0, 10, LifReset::Zero}).is_spike);
  CHECK(lif_step(5, 10, {0, 10, LifReset::Zero}).membrane == 0);
  CHECK(lif_step(5, 10, {0, 10, LifReset::Subtract}).membrane == 5);
}

TEST_CASE("the leak is the floor of the shifted membrane, and the sum saturates") {
  constexpr std::int32_t kMost = (1 << 23) - 1;
  CHECK(lif_step(15, 0, {4, 30000, LifReset::Zero}).membrane == 15);
  CHECK(lif_step(16, 0, {4, 30000, LifReset::Zero}).membrane == 15);
  CHECK(lif_step(-1, 0, {4, 30000, LifReset::Zero}).membrane == 0);
  CHECK(lif_step(kMost, 32767, {0, 65535, LifReset::Subtract}).membrane == kMost - 65535);
  CHECK(lif_step(-kMost - 1, -32768, {0, 1, LifReset::Zero}).membrane == -kMost - 1);
}

// Each step leaks less than one unit too little, and the leak shrinks what is left of it:
// e' < e (1 - 2^-leak) + 1, so 0 <= e < 2^leak for ever.
TEST_CASE("without spikes the membrane stays within 2^leak above the real recurrence") {
  rc::prop("0 <= integer - real < 2^leak", [] {
    const auto leak = *rc::gen::inRange(1, 9);
    const auto currents = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-120, 121));
    const LifRule rule{leak, INT32_MAX, LifReset::Zero};
    std::int32_t membrane = 0;
    double real = 0;
    for (const int current : currents) {
      membrane = lif_step(membrane, current, rule).membrane;
      real += current - std::ldexp(real, -leak);
      RC_ASSERT(membrane - real >= -1e-6);  // the real one is rounded to double itself
      RC_ASSERT(membrane - real < std::ldexp(1.0, leak));
    }
  });
}

TEST_CASE("without leak and with reset by subtraction the rate is current / threshold") {
  rc::prop("n steps give floor(n current / threshold) spikes", [] {
    const auto threshold = *rc::gen::inRange(1, 5000);
    const auto current = *rc::gen::inRange(0, threshold + 1);
    std::int32_t membrane = 0;
    int spikes = 0;
    for (int n = 1; n <= 200; ++n) {
      const LifStep step = lif_step(membrane, current, {0, threshold, LifReset::Subtract});
      membrane = step.membrane;
      spikes += step.is_spike ? 1 : 0;
      RC_ASSERT(spikes == n * current / threshold);
    }
  });
}
