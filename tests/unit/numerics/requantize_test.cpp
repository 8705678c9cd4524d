#include "sim/numerics/requantize.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/numerics/fixed_point.h"

using namespace fluxgate;

TEST_CASE("a shift rounds to nearest and ties to even, on both sides of zero") {
  const std::vector<std::int64_t> halves{-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5};
  const std::vector<std::int64_t> rounded{-2, -2, -2, -1, 0, 0, 0, 1, 2, 2, 2};
  for (std::size_t i = 0; i < halves.size(); ++i)
    CHECK(shift_half_even(halves[i], 1) == rounded[i]);
  CHECK(shift_half_even(INT64_MIN, 0) == INT64_MIN);
  CHECK(shift_half_even(INT64_MIN, 63) == -1);
  CHECK(shift_half_even(std::int64_t{1} << 62, 63) == 0);        // a tie: 0 is even
  CHECK(shift_half_even((std::int64_t{1} << 62) + 1, 63) == 1);  // one above
  CHECK(shift_half_even(3 * (std::int64_t{1} << 30), 31) == 2);  // 1.5
}

TEST_CASE("saturation ends at the widest values") {
  CHECK(saturate(127, 8) == 127);
  CHECK(saturate(128, 8) == 127);
  CHECK(saturate(-128, 8) == -128);
  CHECK(saturate(-129, 8) == -128);
}

TEST_CASE("requantised corners") {
  CHECK(requantize(INT32_MIN, {INT32_MIN, 0, 0}) == 127);
  CHECK(requantize(INT32_MIN, {INT32_MAX, 0, 127}) == -128);
  CHECK(requantize(INT32_MIN, {INT32_MIN, 63, -7}) == -7);  // 1/2 is a tie: to 0
  CHECK(requantize(100, {1, 0, 27}) == 127);
  CHECK(requantize(100, {1, 0, 28}) == 127);
}

// The product is exact, so one rounding is all: the host's long double holds 64 significant bits,
// the scaled value is exact in it (power of two), and rintl rounds to even.
TEST_CASE("requantisation is the exact scaling rounded once") {
  rc::prop("equal to rintl of the exact quotient", [] {
    const auto acc = *rc::gen::arbitrary<std::int32_t>();
    const auto multiplier = *rc::gen::arbitrary<std::int32_t>();
    const auto shift = *rc::gen::inRange(0, 64);
    const auto zero = *rc::gen::arbitrary<std::int8_t>();
    const long double exact =
        std::ldexp(static_cast<long double>(acc) * static_cast<long double>(multiplier), -shift);
    const long double expected =
        std::clamp(std::rint(exact) + static_cast<long double>(zero), -128.0L, 127.0L);
    RC_ASSERT(requantize(acc, {multiplier, shift, zero}) == static_cast<std::int8_t>(expected));
  });
}
