#include "sim/numerics/gla_chunk.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace fluxgate;

namespace {

constexpr std::size_t kDimK = 8, kDimV = 8, kChunk = 16;
using Real = std::vector<double>;

double real(std::int64_t value, int fraction_bits) {
  return std::ldexp(static_cast<double>(value), -fraction_bits);
}

/// Recurrence token by token in double precision, and the error bound of the chunked unit:
///   k~: half a unit of 2^-12 a decay, 15 at most; b: half a unit of 2^-16 a decay, 15 at most;
///   S after a chunk: b times its error before, the error of b times |S|, half a unit of 2^-20, and
///   the error of k~ times |v|;
///   o: inside the chunk |v| times (|q| times the error of k~, half a unit of 2^-12 for the
///   score); from the state |q b| times the error of S, and |S| times (|q| times the error of b,
///   half a unit of 2^-12 for q b); half a unit of 2^-8.
class Checked {
 public:
  /// Largest ratio of error to bound in a chunk.
  double run(const std::vector<GlaToken>& chunk) {
    const auto got = unit_.run(chunk);
    const Real state_before = state_, error_before = error_;
    Real since_start(kDimK, 1.0), past_values(kDimV, 0.0);
    double ratio = 0, past_tokens = 0;
    for (std::size_t t = 0; t < chunk.size(); ++t) {
      past_tokens += 1;
      recur(chunk[t], since_start);
      for (std::size_t j = 0; j < kDimV; ++j) {
        past_values[j] += std::abs(real(chunk[t].v[j], 8));
        double o = 0, bound = 0x1p-9 + past_values[j] * 0x1p-13;
        for (std::size_t d = 0; d < kDimK; ++d) {
          const double q = std::abs(real(chunk[t].q[d], 8));
          const double s = std::abs(state_before[at(d, j)]) + error_before[at(d, j)];
          o += real(chunk[t].q[d], 8) * state_[at(d, j)];
          bound += past_values[j] * q * kKeyError + q * since_start[d] * error_before[at(d, j)] +
                   s * (q * kDecayError + 0x1p-13);
        }
        o = std::clamp(o, -128.0, real(32767, 8));
        ratio = std::max(ratio, std::abs(real(got[t][j], 8) - o) / bound);
      }
    }
    for (std::size_t d = 0; d < kDimK; ++d)
      for (std::size_t j = 0; j < kDimV; ++j) {
        const double before = std::abs(state_before[at(d, j)]) + error_before[at(d, j)];
        error_[at(d, j)] = since_start[d] * error_before[at(d, j)] + kDecayError * before +
                           0x1p-21 + kKeyError * past_values[j];
        const double error = std::abs(real(unit_.state()[at(d, j)], 20) - state_[at(d, j)]);
        ratio = std::max(ratio, error / error_[at(d, j)]);
      }
    return ratio;
  }

 private:
  static constexpr double kKeyError = 15 * 0x1p-13, kDecayError = 15 * 0x1p-17;
  static std::size_t at(std::size_t d, std::size_t j) { return d * kDimV + j; }
  void recur(const GlaToken& token, Real& since_start) {
    for (std::size_t d = 0; d < kDimK; ++d) {
      const double decay = real(token.decay[d], 16);
      since_start[d] *= decay;
      for (std::size_t j = 0; j < kDimV; ++j)
        state_[at(d, j)] = decay * state_[at(d, j)] + real(token.k[d], 8) * real(token.v[j], 8);
    }
  }
  GlaChunks unit_{kDimK, kDimV};
  Real state_ = Real(kDimK * kDimV), error_ = Real(kDimK * kDimV);
};

std::vector<GlaToken> random_chunk(std::mt19937& random, int width, std::int64_t slowest) {
  const auto values = [&](std::size_t n) {
    std::vector<std::int64_t> v(n);
    for (std::int64_t& x : v)
      x = static_cast<std::int64_t>(random() >> (32 - width)) - (std::int64_t{1} << (width - 1));
    return v;
  };
  std::vector<GlaToken> chunk;
  for (std::size_t t = 0; t < kChunk; ++t) {
    chunk.push_back(
        {std::vector<std::int64_t>(kDimK), values(kDimK), values(kDimK), values(kDimV)});
    for (std::int64_t& decay : chunk.back().decay)
      decay = 65536 - static_cast<std::int64_t>(random()) % (slowest + 1);
  }
  return chunk;
}

}  // namespace

TEST_CASE("chunked gated linear attention equals the recurrence within its bound") {
  std::mt19937 random(1);
  for (const int width : {6, 9, 12})
    for (const std::int64_t slowest : {0, 64, 4096, 65536}) {
      Checked checked;
      for (int chunk = 0; chunk < 40; ++chunk) {
        INFO(width << " bits, decay down to " << 65536 - slowest << ", chunk " << chunk);
        REQUIRE(checked.run(random_chunk(random, width, slowest)) <= 1);
      }
    }
}

TEST_CASE("without decay the state is the exact sum of k v'") {
  std::mt19937 random(2);
  GlaChunks unit(kDimK, kDimV);
  std::vector<std::int64_t> sum(kDimK * kDimV);
  for (int n = 0; n < 5; ++n) {
    const auto chunk = random_chunk(random, 9, 0);
    (void)unit.run(chunk);
    for (const GlaToken& token : chunk)
      for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += token.k[i / kDimV] * token.v[i % kDimV] * 16;
  }
  CHECK(std::vector<std::int64_t>(unit.state().begin(), unit.state().end()) == sum);
}

TEST_CASE("with decay 0 only the token itself counts") {
  std::mt19937 random(3);
  GlaChunks unit(kDimK, kDimV);
  for (int n = 0; n < 3; ++n) {
    auto chunk = random_chunk(random, 8, 0);
    for (GlaToken& token : chunk) token.decay.assign(kDimK, 0);
    const auto o = unit.run(chunk);
    for (std::size_t t = 0; t < kChunk; ++t)
      for (std::size_t j = 0; j < kDimV; ++j) {
        double expected = 0;
        for (std::size_t d = 0; d < kDimK; ++d)
          expected += real(chunk[t].q[d] * chunk[t].k[d] * chunk[t].v[j], 16);
        // half a unit of the result, half a unit of 2^-12 of the score times |v|
        CHECK(std::abs(static_cast<double>(o[t][j]) - expected) <=
              0.5 + std::abs(real(chunk[t].v[j], 8)) * 0x1p-5);
      }
  }
}

TEST_CASE("tokens of decay 1 and k = 0 leave the state alone") {
  std::mt19937 random(4);
  GlaChunks unit(kDimK, kDimV);
  (void)unit.run(random_chunk(random, 9, 4096));
  const std::vector<std::int64_t> before(unit.state().begin(), unit.state().end());
  auto filling = random_chunk(random, 9, 0);
  for (GlaToken& token : filling) token.k.assign(kDimK, 0);
  (void)unit.run(filling);
  CHECK(std::vector<std::int64_t>(unit.state().begin(), unit.state().end()) == before);
}
