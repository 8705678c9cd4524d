#include "sim/numerics/exponential.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/numerics/reciprocal.h"

using namespace fluxgate;

namespace {

constexpr double kUnit = 0x1p-20;

/// Bound of exponential.h: 3 units of the mantissa, and 4e-7 d of it for the constant log2(e).
bool is_near(std::uint64_t d, int fraction_bits) {
  const Exponential e = exp_negative(d, fraction_bits);
  if (e.shift == 63) return true;  // below 2^-63
  const double distance = std::ldexp(static_cast<double>(d), -fraction_bits);
  const double expected = std::exp(-distance) * std::exp2(e.shift);
  const double got = static_cast<double>(e.mantissa) * kUnit;
  return std::abs(got - expected) <= 3 * kUnit + 4e-7 * distance * expected;
}

}  // namespace

TEST_CASE("exp(-d) errs by less than 3 units of 2^-20 at every distance of 16-bit scores") {
  for (std::uint64_t d = 0; d <= 65535; ++d) {
    INFO(d);
    REQUIRE(is_near(d, 8));
  }
  CHECK(exp_negative(0, 8).fixed() == 1 << 20);
  CHECK(exp_negative(65535, 8).fixed() == 0);
}

TEST_CASE("exp(-d) in 20 fraction bits errs by less than 4 units with the cut") {
  for (std::uint64_t d = 0; d <= 65535; ++d) {
    const double expected = std::exp(-static_cast<double>(d) / 256);
    const double got = static_cast<double>(exp_negative(d, 8).fixed()) * kUnit;
    INFO(d);
    REQUIRE(std::abs(got - expected) < 4 * kUnit);
  }
}

TEST_CASE(
    "exp(-d) never grows with d: neighbours differ by 2 units at most where they should fall") {
  for (std::uint64_t d = 0; d < 65535; ++d) {
    INFO(d);
    REQUIRE(exp_negative(d, 20).fixed() + 2 >= exp_negative(d + 1, 20).fixed());
  }
}

TEST_CASE("exp(-d) keeps its bound with 20 fraction bits of d") {
  rc::prop("any distance below 32",
           [] { RC_ASSERT(is_near(*rc::gen::inRange<std::uint64_t>(0, 32U << 20U), 20)); });
}

TEST_CASE("the reciprocal errs by 3 units of its mantissa at most") {
  const auto error = [](std::uint64_t v) {
    const Scaled r = reciprocal(v);
    const double exact = std::ldexp(1.0 / static_cast<double>(v), 20 + r.exponent);
    return std::abs(static_cast<double>(r.mantissa) - exact);
  };
  for (std::uint64_t v = 1; v < 200000; ++v) {
    INFO(v);
    REQUIRE(error(v) <= 3);
  }
  rc::prop("any integer below 2^62", [&] {
    const auto v = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 62U);
    RC_ASSERT(error(v >> *rc::gen::inRange(0, 40) | 1U) <= 3);
  });
}

TEST_CASE("the reciprocal square root errs by 2 units of its mantissa at most") {
  const auto error = [](std::uint64_t v) {
    const Scaled r = reciprocal_sqrt(v);
    const double exact = std::ldexp(1.0 / std::sqrt(static_cast<double>(v)), 20 + r.exponent);
    return std::abs(static_cast<double>(r.mantissa) - exact);
  };
  for (std::uint64_t v = 1; v < 200000; ++v) {
    INFO(v);
    REQUIRE(error(v) <= 2);
  }
  rc::prop("any integer below 2^62", [&] {
    const auto v = *rc::gen::inRange<std::uint64_t>(1, std::uint64_t{1} << 62U);
    RC_ASSERT(error(v >> *rc::gen::inRange(0, 40) | 1U) <= 2);
  });
}
