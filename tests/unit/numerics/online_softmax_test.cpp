#include "sim/numerics/online_softmax.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace fluxgate;

namespace {

constexpr std::size_t kLanes = 8;
constexpr double kUnit = 0x1p-20;

struct Exact {
  double max = -1e9, sum = 0;
  int rises = 0;  // of the maximum, from block to block
  explicit Exact(const std::vector<std::int64_t>& scores) {
    for (std::size_t b = 0; b < scores.size(); b += kLanes) {
      double block = -1e9;
      for (std::size_t i = b; i < b + kLanes; ++i)
        if (scores[i] != kNoScore) block = std::max(block, static_cast<double>(scores[i]) / 256);
      rises += block > max ? 1 : 0;
      max = std::max(max, block);
    }
    for (const std::int64_t s : scores)
      if (s != kNoScore) sum += std::exp(static_cast<double>(s) / 256 - max);
  }
};

/// Largest ratio of error to its bound over a row. The bound of p = e / S, in parts:
///   rounding of the result: half a unit of 2^-16, and 1 for the saturation at 65535;
///   e: 3 units of 2^-20 of a mantissa >= 1/2, so 6 relative, and 0.4 e^-d d < 1 for log2(e);
///   1/S: 3 units of a mantissa >= 1/2: 6;
///   S: the same 7 for its terms, 1 unit a term for the cut, and for each rise of the maximum 6
///   for the factor, 3 for its log2(e) (4e-7 times max of 512 d e^-d / (1 + 512 e^-d) = 6.2),
///   and a unit for the cut. S >= 1, so units over S are relative.
double worst(const std::vector<std::int64_t>& scores) {
  OnlineSoftmax softmax;
  for (std::size_t b = 0; b < scores.size(); b += kLanes)
    softmax.add(std::span<const std::int64_t>(scores).subspan(b, kLanes));
  const Exact exact(scores);
  const double of_sum =
      7 + (static_cast<double>(scores.size()) + exact.rises) / exact.sum + 9.0 * exact.rises;
  double ratio = 0;
  for (const std::int64_t s : scores) {
    const double p =
        s == kNoScore ? 0 : std::exp(static_cast<double>(s) / 256 - exact.max) / exact.sum;
    const double got =
        static_cast<double>(OnlineSoftmax::probability(softmax.finish(), s)) * 0x1p-16;
    const double rounding = p > 1 - 0x1p-16 ? 0x1p-16 : 0x1p-17;
    const double bound = rounding + p * (7 + 6 + of_sum) * kUnit;
    ratio = std::max(ratio, std::abs(got - p) / bound);
  }
  return ratio;
}

std::vector<std::int64_t> random_row(std::mt19937& random, std::size_t blocks, int width) {
  std::vector<std::int64_t> row(blocks * kLanes);
  for (std::int64_t& s : row)
    s = static_cast<std::int64_t>(random() % (1U << static_cast<unsigned>(width))) -
        (1 << (width - 1));
  return row;
}

}  // namespace

TEST_CASE("online softmax keeps its bound on random rows, short and long, narrow and wide") {
  std::mt19937 random(1);
  for (const std::size_t blocks : {1U, 2U, 9U, 64U})
    for (int width = 1; width <= 16; ++width)
      for (int repeat = 0; repeat < 8; ++repeat) {
        INFO(blocks << " blocks, " << width << " bits");
        REQUIRE(worst(random_row(random, blocks, width)) <= 1);
      }
}

TEST_CASE("online softmax keeps its bound when the maximum rises in every block") {
  for (const int step : {1, 16, 256, 900}) {
    std::vector<std::int64_t> row(64 * kLanes);
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = -32000 + step * static_cast<std::int64_t>(i / kLanes);
    INFO(step);
    CHECK(worst(row) <= 1);
  }
}

TEST_CASE("the result does not depend on where the maximum stands, beyond the bound") {
  std::vector<std::int64_t> row(16 * kLanes, -700);
  for (std::size_t at = 0; at < row.size(); at += 13) {
    row[at] = 900;
    CHECK(worst(row) <= 1);
    row[at] = -700;
  }
}

TEST_CASE("masked columns get nothing, a row of masks is all zero, one column alone is all") {
  OnlineSoftmax none;
  none.add(std::vector<std::int64_t>(kLanes, kNoScore));
  CHECK(OnlineSoftmax::probability(none.finish(), kNoScore) == 0);

  std::vector<std::int64_t> one(kLanes, kNoScore);
  one[3] = -32767;
  OnlineSoftmax alone;
  alone.add(one);
  CHECK(OnlineSoftmax::probability(alone.finish(), -32767) == 65535);
  CHECK(OnlineSoftmax::probability(alone.finish(), kNoScore) == 0);
}
