#include "sim/numerics/causal_conv.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace fluxgate;

namespace {
using Taps = std::array<std::int16_t, kCausalConvTaps>;
}

TEST_CASE("the last tap meets the newest sample, and the past of a block is 0") {
  CausalConvChannel channel(0);
  channel.start({1000, 100, 10, 1}, 0);
  CHECK(channel.step(1) == 1);
  CHECK(channel.step(2) == 12);
  CHECK(channel.step(3) == 123);
  CHECK(channel.step(4) == 1234);
  CHECK(channel.step(5) == 2345);
  channel.start({1000, 100, 10, 1}, 7);
  CHECK(channel.step(1) == 8);
}

TEST_CASE("sums saturate at both ends and ties go to even") {
  CausalConvChannel channel(12);
  channel.start({INT16_MIN, INT16_MIN, INT16_MIN, INT16_MIN}, INT16_MAX);
  for (int t = 0; t < 4; ++t) CHECK(channel.step(INT16_MIN) == INT16_MAX);
  channel.start({INT16_MAX, INT16_MAX, INT16_MAX, INT16_MAX}, INT16_MIN);
  for (int t = 0; t < 4; ++t) CHECK(channel.step(INT16_MIN) == INT16_MIN);
  channel.start({0, 0, 0, 1 << 11}, 0);  // a half
  CHECK(channel.step(1) == 0);
  CHECK(channel.step(3) == 2);
  CHECK(channel.step(-1) == 0);
  CHECK(channel.step(-3) == -2);
}

// Sum of at most 2^32 + 2^27: exact in double and in the accumulator, so one rounding is all.
TEST_CASE("a result is within half a step of the real convolution") {
  rc::prop("|y - real| <= 1/2 within the format", [] {
    const auto taps = *rc::gen::arbitrary<Taps>();
    const auto bias = *rc::gen::arbitrary<std::int16_t>();
    const auto samples = *rc::gen::arbitrary<std::vector<std::int16_t>>();
    CausalConvChannel channel(12);
    channel.start(taps, bias);
    for (std::size_t t = 0; t < samples.size(); ++t) {
      double real = bias;
      for (std::size_t j = 0; j < kCausalConvTaps; ++j)
        if (t + j >= 3) real += std::ldexp(static_cast<double>(taps[j]) * samples[t + j - 3], -12);
      const double clamped = std::clamp(real, -32768.0, 32767.0);
      RC_ASSERT(std::abs(channel.step(samples[t]) - clamped) <= 0.5);
    }
  });
}
