#include "sim/numerics/tensor_core_dot.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

using namespace fluxgate;

namespace {

float dot(const TensorCoreFormat& f, std::vector<std::int64_t> a, std::vector<std::int64_t> b,
          float c) {
  return std::bit_cast<float>(tensor_core_dot(f, a, b, std::bit_cast<std::uint32_t>(c)));
}

constexpr std::int64_t kOne = 0x3C00, kInfinity = 0x7C00;  // FP16

}  // namespace

TEST_CASE("formats decode as their standards say") {
  CHECK(to_double(kOne, kFp16) == 1.0);
  CHECK(to_double(0x0001, kFp16) == std::ldexp(1.0, -24));
  CHECK(to_double(0xFBFF, kFp16) == -65504.0);
  CHECK(to_double(0x3F80, kBf16) == 1.0);
  CHECK(to_double(0x7E, kE4m3) == 448.0);
  CHECK(std::isnan(to_double(0x7F, kE4m3)));
  CHECK(to_double(0x7B, kE5m2) == 57344.0);
  CHECK(std::isinf(to_double(0x7C, kE5m2)));
}

TEST_CASE("a sum is cut 25 bits below the largest term, toward zero") {
  // 1 + 2^-24: the small term still counts; 1 + 2^-26 loses it.
  CHECK(dot(kTensorCoreFp16, {kOne, 0x0001}, {kOne, kOne}, 0.0F) == 1.0F);  // FP32 has 23 bits
  CHECK(dot(kTensorCoreFp16, {kOne, 0x0001}, {kOne, kOne}, -1.0F) == std::ldexp(1.0F, -24));
  CHECK(dot(kTensorCoreFp16, {kOne, 0x0001}, {kOne, 0x3400}, -1.0F) == 0.0F);
}

TEST_CASE("special values follow the hardware") {
  const std::uint32_t nan = 0x7fffffff;
  const auto bits = [](std::vector<std::int64_t> a, std::vector<std::int64_t> b) {
    return tensor_core_dot(kTensorCoreFp16, a, b, 0);
  };
  CHECK(bits({kInfinity}, {0}) == nan);
  CHECK(bits({kInfinity, kInfinity}, {kOne, kOne | 0x8000}) == nan);
  CHECK(bits({kInfinity}, {kOne | 0x8000}) == 0xff800000);
  CHECK(bits({0x7E00}, {kOne}) == nan);
}

TEST_CASE("the result is within the cut of every term and one rounding of the exact sum") {
  rc::prop("FP16 with moderate exponents", [] {
    std::vector<std::int64_t> a, b;
    double exact = 0;
    int largest = -126;
    for (int k = 0; k < 16; ++k) {
      a.push_back(*rc::gen::inRange(0, 0x7BFF));
      b.push_back(*rc::gen::inRange(0, 0x7BFF) | 0x8000 * (k % 2));
      const double product = to_double(static_cast<std::uint64_t>(a.back()), kFp16) *
                             to_double(static_cast<std::uint64_t>(b.back()), kFp16);
      exact += product;
      largest = std::max(largest, decode(static_cast<std::uint64_t>(a.back()), kFp16).exponent +
                                      decode(static_cast<std::uint64_t>(b.back()), kFp16).exponent);
    }
    const double got = static_cast<double>(dot(kTensorCoreFp16, a, b, 0.0F));
    // Each of 16 terms loses less than 2^-25 of the largest exponent, then one cut to 24 bits.
    const double bound = 16 * std::ldexp(1.0, largest - 25) + std::ldexp(std::abs(exact), -23);
    RC_ASSERT(std::abs(got - exact) <= bound);
  });
}
