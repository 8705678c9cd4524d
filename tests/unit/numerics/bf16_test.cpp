#include "sim/numerics/bf16.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>

using namespace fluxgate;

namespace {

std::uint32_t bits_of(float value) {
  return std::isnan(value) ? kCanonicalNan : std::bit_cast<std::uint32_t>(value);
}
float bf16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16U); }

/// Zeros, ends of subnormals and normals, ones, infinities, NaNs: exponents' and mantissas'
/// corners.
std::vector<std::uint32_t> corners() {
  std::vector<std::uint32_t> list;
  for (const std::uint32_t exponent :
       {0U, 1U, 2U, 23U, 24U, 25U, 126U, 127U, 128U, 253U, 254U, 255U})
    for (const std::uint32_t mantissa : {0U, 1U, 2U, 3U, 0x10000U, 0x3FFFFFU, 0x400000U, 0x400001U,
                                         0x7F0000U, 0x7FFFFEU, 0x7FFFFFU})
      for (const std::uint32_t sign : {0U, 1U})
        list.push_back(sign << 31U | exponent << 23U | mantissa);
  return list;
}

}  // namespace

TEST_CASE("BF16 products equal the host's for every value times every eleventh") {
  std::uint64_t wrong = 0;
  for (std::uint32_t a = 0; a < 65536; ++a)
    for (std::uint32_t b = a % 11; b < 65536; b += 1111)
      wrong +=
          bf16_mul(static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b)) !=
                  bits_of(bf16(static_cast<std::uint16_t>(a)) * bf16(static_cast<std::uint16_t>(b)))
              ? 1
              : 0;
  CHECK(wrong == 0);
}

TEST_CASE("BF16 products that end below the normal numbers are rounded once, to even") {
  CHECK(bf16_mul(0x0001, 0x3F00) == bits_of(bf16(0x0001) * 0.5F));  // subnormal, exact
  CHECK(bf16_mul(0x1A80, 0x1A80) == bits_of(bf16(0x1A80) * bf16(0x1A80)));
  CHECK(bf16_mul(0x0001, 0x0001) == 0);
  CHECK(bf16_mul(0x7F7F, 0x7F7F) == 0x7F800000);
  CHECK(bf16_mul(0x7F80, 0x8000) == kCanonicalNan);
}

TEST_CASE("FP32 sums equal the host's for every pair of corners") {
  for (const std::uint32_t a : corners())
    for (const std::uint32_t b : corners())
      if (fp32_add(a, b) != bits_of(std::bit_cast<float>(a) + std::bit_cast<float>(b))) {
        CAPTURE(a, b);
        CHECK(fp32_add(a, b) == bits_of(std::bit_cast<float>(a) + std::bit_cast<float>(b)));
      }
}

TEST_CASE("FP32 sums equal the host's for random bits, near and far exponents") {
  rc::prop("bit for bit", [] {
    const auto a = *rc::gen::arbitrary<std::uint32_t>();
    for (std::uint32_t distance = 0; distance < 40; ++distance) {
      const auto mantissa = *rc::gen::resize(100, rc::gen::arbitrary<std::uint32_t>());
      const std::uint32_t exponent = ((a >> 23U) + distance) & 0xFFU;
      const std::uint32_t b = (mantissa & 0x807FFFFFU) | exponent << 23U;
      RC_ASSERT(fp32_add(a, b) == bits_of(std::bit_cast<float>(a) + std::bit_cast<float>(b)));
    }
  });
}

TEST_CASE("FP32 sums equal the host's for a million random pairs of close size") {
  std::uint64_t state = 1;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto a = static_cast<std::uint32_t>(state >> 32U);
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto other = static_cast<std::uint32_t>(state >> 32U);
    const std::uint32_t exponent = ((a >> 23U) + (state >> 12U) % 32U) & 0xFFU;
    const std::uint32_t b = (other & 0x807FFFFFU) | exponent << 23U;
    wrong += fp32_add(a, b) != bits_of(std::bit_cast<float>(a) + std::bit_cast<float>(b)) ? 1 : 0;
  }
  CHECK(wrong == 0);
}
