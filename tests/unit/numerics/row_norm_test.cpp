#include "sim/numerics/row_norm.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace fluxgate;

namespace {

struct Columns {
  std::vector<std::int64_t> x, gain, bias;
};

/// Largest ratio of error to its bound over a row. The bound in units of y (2^-8): half a unit for
/// the last rounding; |gain| times the error of the normalised value: half a unit of 2^-14, and the
/// root's 2 units of 2^-20 of a mantissa >= 1/2, so 4 * 2^-20 relative.
double worst(Norm kind, const Columns& c) {
  RowNorm norm(kind);
  norm.add(c.x);
  const double n = static_cast<double>(c.x.size());
  double mean = 0, square = 0;
  for (const std::int64_t x : c.x) mean += static_cast<double>(x) / n;
  if (kind == Norm::Rms) mean = 0;
  for (const std::int64_t x : c.x) square += std::pow(static_cast<double>(x) - mean, 2) / n;
  double ratio = 0;
  for (std::size_t i = 0; i < c.x.size(); ++i) {
    const double normal = (static_cast<double>(c.x[i]) - mean) / std::sqrt(square + 1);
    const double gain = static_cast<double>(c.gain[i]) / 4096;
    const double exact =
        std::clamp(normal * gain * 256 + static_cast<double>(c.bias[i]), -32768.0, 32767.0);
    const auto got =
        static_cast<double>(RowNorm::normalise(norm.finish(), c.x[i], c.gain[i], c.bias[i]));
    const double bound =
        0.5 + std::abs(gain) * (0x1p-15 + std::abs(normal) * 4 * 0x1p-20) * 256 + 1e-6;
    ratio = std::max(ratio, std::abs(got - exact) / bound);
  }
  return ratio;
}

Columns random_columns(std::mt19937& random, std::size_t n, int width, std::int64_t middle) {
  const auto value = [&](int bits) {
    return static_cast<std::int64_t>(random() >> (32 - bits)) - (std::int64_t{1} << (bits - 1));
  };
  Columns c;
  for (std::size_t i = 0; i < n; ++i) {
    c.x.push_back(std::clamp<std::int64_t>(middle + value(width), -32768, 32767));
    c.gain.push_back(value(16));
    c.bias.push_back(value(16));
  }
  return c;
}

}  // namespace

TEST_CASE("layer norm and RMS norm keep their bound on random rows about any middle") {
  std::mt19937 random(1);
  for (const Norm kind : {Norm::Layer, Norm::Rms})
    for (const std::size_t n : {8U, 16U, 72U, 512U})
      for (int width = 1; width <= 16; ++width)
        for (const std::int64_t middle : {0, 100, -3000, 32000}) {
          INFO(n << " columns, " << width << " bits about " << middle);
          REQUIRE(worst(kind, random_columns(random, n, width, middle)) <= 1);
        }
}

TEST_CASE("norms keep their bound in the corners: zeros, equal values, extremes, one outlier") {
  for (const Norm kind : {Norm::Layer, Norm::Rms})
    for (const std::size_t n : {8U, 512U}) {
      Columns c{std::vector<std::int64_t>(n, 0), std::vector<std::int64_t>(n, 4096),
                std::vector<std::int64_t>(n, 0)};
      CHECK(worst(kind, c) <= 1);
      c.x.assign(n, -32768);
      CHECK(worst(kind, c) <= 1);
      for (std::size_t i = 0; i < n; i += 2) c.x[i] = 32767;
      CHECK(worst(kind, c) <= 1);
      c.x.assign(n, 0);
      c.x[n / 2] = 32767;
      CHECK(worst(kind, c) <= 1);
    }
}

TEST_CASE("single-pass statistics lose nothing: a tiny spread about a large mean is exact") {
  std::vector<std::int64_t> x(512);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 32766 + static_cast<std::int64_t>(i % 2);
  RowNorm norm(Norm::Layer);
  norm.add(x);
  // spread 1/4 and epsilon 1 in units of x^2: +-0.5 / sqrt(1.25) = +-0.447, 114.5 units of 2^-8
  CHECK(RowNorm::normalise(norm.finish(), 32767, 4096, 0) == 114);
  CHECK(RowNorm::normalise(norm.finish(), 32766, 4096, 0) == -114);
}

TEST_CASE("results beyond 16 bits saturate") {
  std::vector<std::int64_t> x(8, 0);
  x[0] = 32767;
  RowNorm norm(Norm::Rms);
  norm.add(x);
  CHECK(RowNorm::normalise(norm.finish(), 32767, 32767, 32767) == 32767);
  CHECK(RowNorm::normalise(norm.finish(), 32767, -32768, -32768) == -32768);
}
