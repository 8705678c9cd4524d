#include "sim/numerics/attention_head.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace fluxgate;

namespace {

constexpr std::size_t kSize = 16, kTile = 8;
using Values = std::vector<std::int64_t>;

struct Problem {
  Values q, k, v;
  std::int64_t scale = 0, visible = 0;
};

Values random_bytes(std::mt19937& random, std::size_t n) {
  Values values(n);
  for (std::int64_t& x : values) x = static_cast<std::int64_t>(random() % 256) - 128;
  return values;
}

Problem random_problem(std::mt19937& random, std::size_t tiles, std::int64_t scale) {
  const std::size_t n = tiles * kTile * kSize;
  const auto visible = 1 + static_cast<std::int64_t>(random() % (tiles * kTile));
  return {random_bytes(random, kSize), random_bytes(random, n), random_bytes(random, n), scale,
          visible};
}

Values unit(const Problem& p) {
  AttentionRow row(p.q, p.scale, p.visible);
  for (std::size_t at = 0; at < p.k.size(); at += kTile * kSize)
    row.add_tile(std::span(p.k).subspan(at, kTile * kSize),
                 std::span(p.v).subspan(at, kTile * kSize));
  Values out(kSize);
  row.finish(out);
  return out;
}

/// Double precision, and what the bound needs: weights, their sum, rises of the maximum by tile.
struct Exact {
  std::vector<double> weights;
  double sum = 0;
  int rises = 0;
  explicit Exact(const Problem& p) : weights(p.k.size() / kSize) {
    std::vector<double> scores(weights.size(), -1e9);
    double max = -1e9, before_tile = max;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (i % kTile == 0) before_tile = max;
      if (static_cast<std::int64_t>(i) >= p.visible) continue;
      double dot = 0;
      for (std::size_t d = 0; d < kSize; ++d)
        dot += static_cast<double>(p.q[d] * p.k[i * kSize + d]);
      const double units =
          std::clamp(dot * static_cast<double>(p.scale) * 0x1p-16, -32767.0, 32767.0);
      scores[i] = units / 256;
      if (scores[i] > max && max == before_tile) rises += 1;
      max = std::max(max, scores[i]);
    }
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] = std::exp(scores[i] - max);
  }
};

/// Largest ratio of error to its bound. A weight errs by `relative` of itself (its score is rounded
/// by 2^-9; exponential 7 units of 2^-20; each rise of the maximum 9 more, online_softmax_test) and
/// by 2 units; deviations of v from o carry such errors to o. Cuts of the sums: a unit a rise in
/// sum and column. Then the reciprocal, 6 units relative, and half a step of 2^-8.
double worst(const Problem& p) {
  constexpr double kUnit = 0x1p-20;
  const Exact exact(p);
  const Values got = unit(p);
  const double relative = std::expm1(0x1p-9 + (7 + 9.0 * exact.rises) * kUnit);
  double ratio = 0;
  for (std::size_t d = 0; d < kSize; ++d) {
    double o = 0, bound = 0;
    for (std::size_t i = 0; i < exact.weights.size(); ++i)
      o += exact.weights[i] / exact.sum * static_cast<double>(p.v[i * kSize + d]);
    for (std::size_t i = 0; i < exact.weights.size() && static_cast<std::int64_t>(i) < p.visible;
         ++i)
      bound += (exact.weights[i] * relative + 2 * kUnit) *
               std::abs(static_cast<double>(p.v[i * kSize + d]) - o);
    bound += exact.rises * kUnit * (1 + std::abs(o));
    bound = bound / exact.sum * (1 + 2 * relative) + std::abs(o) * 6 * kUnit + 0x1p-9;
    ratio = std::max(ratio, std::abs(static_cast<double>(got[d]) / 256 - o) / bound);
  }
  return ratio;
}

}  // namespace

TEST_CASE("attention keeps its bound for short and long rows, flat and peaked weights") {
  std::mt19937 random(1);
  for (const std::size_t tiles : {1U, 2U, 16U, 64U})
    for (const std::int64_t scale : {0, 40, 400, 4000, 65535})
      for (int repeat = 0; repeat < 10; ++repeat) {
        INFO(tiles << " tiles, scale " << scale);
        REQUIRE(worst(random_problem(random, tiles, scale)) <= 1);
      }
}

TEST_CASE("keys behind the causal mask change nothing") {
  std::mt19937 random(2);
  Problem p = random_problem(random, 8, 400);
  for (const std::int64_t visible : {1, 7, 8, 9, 63}) {
    p.visible = visible;
    const Values before = unit(p);
    Problem other = p;
    for (auto i = static_cast<std::size_t>(visible) * kSize; i < p.k.size(); ++i)
      other.k[i] = other.v[i] = 127;
    CHECK(unit(other) == before);
    CHECK(worst(p) <= 1);
  }
}

TEST_CASE("a row that sees one key gives its value, one that sees none gives zero") {
  std::mt19937 random(3);
  Problem p = random_problem(random, 2, 400);
  p.visible = 1;
  const Values one = unit(p);
  for (std::size_t d = 0; d < kSize; ++d) CHECK(one[d] == p.v[d] * 256);
  p.visible = 0;
  CHECK(unit(p) == Values(kSize));
}

TEST_CASE("how a row is cut into tiles changes the result by its bound at most") {
  std::mt19937 random(4);
  const Problem p = random_problem(random, 16, 400);
  AttentionRow whole(p.q, p.scale, p.visible);
  whole.add_tile(p.k, p.v);
  Values out(kSize);
  whole.finish(out);
  const Values tiled = unit(p);
  // Same scores; 1 step of the rounding, and 16 rises of 9 units of 2^-20 times 255 are 9.0 steps
  // of 2^-8 at most.
  for (std::size_t d = 0; d < kSize; ++d) CHECK(std::abs(out[d] - tiled[d]) <= 10);
}
