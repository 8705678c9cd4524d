#include "sim/numerics/selective_scan.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace fluxgate;

namespace {

using Values = std::vector<std::int64_t>;

/// Recurrence in double precision beside the unit; the error bound goes through the same
/// recurrence. In units of h (2^-16): decay and drive are rounded, half a unit each; the decay errs
/// by 4 units of 2^-20 and 4e-7 dt a of itself (d e^-d < 0.37, so 0.2 units more), times |h|.
/// y: |c| times the error of each state, and half a unit of 2^-8 for its rounding.
class Checked {
 public:
  Checked(const Values& a, std::int64_t d)
      : channel_(a, d), a_(a), d_(static_cast<double>(d) / 256), h_(a.size()), bound_(a.size()) {}

  /// Ratio of the error of y to its bound.
  double step(std::int64_t dt, std::int64_t x, const Values& b, const Values& c) {
    const double step = static_cast<double>(dt) / 4096, in = static_cast<double>(x) / 256;
    double y = d_ * in, bound = 0x1p-9;
    for (std::size_t s = 0; s < a_.size(); ++s) {
      const double decay = std::exp(-step * static_cast<double>(a_[s]) / 256);
      bound_[s] = decay * bound_[s] + (std::abs(h_[s]) + bound_[s]) * 4.2 * 0x1p-20 + 0x1p-16;
      h_[s] = decay * h_[s] + step * in * static_cast<double>(b[s]) / 256;
      y += h_[s] * static_cast<double>(c[s]) / 256;
      bound += std::abs(static_cast<double>(c[s])) / 256 * bound_[s];
    }
    const double got = static_cast<double>(channel_.step(dt, x, b, c)) / 256;
    return std::abs(got - std::clamp(y, -128.0, 127.99609375)) / bound;
  }

 private:
  SelectiveScanChannel channel_;
  Values a_;
  double d_;
  std::vector<double> h_, bound_;
};

Values random_values(std::mt19937& random, std::size_t n, int width) {
  Values v(n);
  for (std::int64_t& value : v)
    value = static_cast<std::int64_t>(random() >> (32 - width)) - (std::int64_t{1} << (width - 1));
  return v;
}

}  // namespace

TEST_CASE("selective scan keeps its bound over long sequences, slow and fast decay") {
  std::mt19937 random(1);
  for (const std::int64_t largest_a : {1, 256, 4096, 65535})
    for (const std::int64_t largest_dt : {1, 41, 410, 4096}) {
      Values a(16);
      for (std::int64_t& value : a) value = static_cast<std::int64_t>(random()) % (largest_a + 1);
      Checked checked(a, 300);
      for (int t = 0; t < 1000; ++t) {
        const auto dt = static_cast<std::int64_t>(random()) % (largest_dt + 1);
        INFO("a up to " << largest_a << ", dt up to " << largest_dt << ", step " << t);
        REQUIRE(checked.step(dt, random_values(random, 1, 10)[0], random_values(random, 16, 9),
                             random_values(random, 16, 9)) <= 1);
      }
    }
}

TEST_CASE("without decay the state is the sum of its inputs, exactly") {
  SelectiveScanChannel channel(Values(16, 0), 0);
  for (int t = 0; t < 100; ++t) (void)channel.step(4096, 256, Values(16, 256), Values(16, 0));
  for (const std::int64_t h : channel.state()) CHECK(h == 100 * 65536);
}

TEST_CASE("the fastest decay forgets the state in one step") {
  SelectiveScanChannel channel(Values(16, 65535), 0);
  (void)channel.step(65535, 32767, Values(16, 32767), Values(16, 0));
  (void)channel.step(65535, 0, Values(16, 0), Values(16, 0));
  for (const std::int64_t h : channel.state()) CHECK(h == 0);
}

TEST_CASE("state and result saturate instead of wrapping") {
  SelectiveScanChannel channel(Values(16, 0), 32767);
  CHECK(channel.step(65535, 32767, Values(16, 32767), Values(16, 32767)) == 32767);
  for (const std::int64_t h : channel.state()) CHECK(h == 2147483647);
  CHECK(channel.step(65535, 32767, Values(16, 32767), Values(16, -32768)) == -32768);
}
