// Chains of vision networks: recursive gated convolution, wavelets, block compression.
#include "tests/support/operator_chain.h"

using namespace fluxgate;
using namespace fluxgate::test;

TEST_CASE("recursive gated convolution of order 3 equals the written-out polynomial") {
  const std::int64_t n = 16, c = 8;  // 4 x 4 pixels; widths 2, 4, 8
  const Array p0 = random_array({n, 2}, 1), q = random_array({1, 4, 4, 14}, 2),
              taps = random_array({14, 1, 7, 7}, 3), w0 = random_array({2, 4}, 4),
              w1 = random_array({4, 8}, 5);
  const Array local = run(
      "conv2d",
      {{"h", 4}, {"w", 4}, {"cin", 14}, {"cout", 14}, {"kernel", 7}, {"pad", 3}, {"groups", 14}},
      {q, taps});
  const auto part = [&](std::int64_t first, std::int64_t width) {
    Array a = make_array({n, width});
    for (std::int64_t i = 0; i < n; ++i)
      std::copy_n(local.data.begin() + i * 14 + first, width, a.data.begin() + i * width);
    return a;
  };
  Array y = run("multiply", {{"elements", n * 2}}, {p0, part(0, 2)});
  y = run("multiply", {{"elements", n * 4}},
          {run("linear", {{"m", n}, {"n", 4}, {"k", 2}}, {y, w0}), part(2, 4)});
  y = run("multiply", {{"elements", n * c}},
          {run("linear", {{"m", n}, {"n", c}, {"k", 4}}, {y, w1}), part(6, 8)});
  std::vector<double> direct(at(n * c), 0.0);
  const auto tap = [&](std::int64_t pixel, std::int64_t channel) {
    double sum = 0;
    for (std::int64_t dy = -3; dy <= 3; ++dy)
      for (std::int64_t dx = -3; dx <= 3; ++dx) {
        const std::int64_t yy = pixel / 4 + dy, xx = pixel % 4 + dx;
        if (yy < 0 || yy > 3 || xx < 0 || xx > 3) continue;
        sum += q.data[at((yy * 4 + xx) * 14 + channel)] *
               taps.data[at((channel * 7 + dy + 3) * 7 + dx + 3)];
      }
    return sum;
  };
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t o = 0; o < c; ++o)
      for (std::int64_t b = 0; b < 4; ++b)
        for (std::int64_t a = 0; a < 2; ++a)
          direct[at(i * c + o)] += p0.data[at(i * 2 + a)] * tap(i, a) * w0.data[at(a * 4 + b)] *
                                   tap(i, 2 + b) * w1.data[at(b * c + o)] * tap(i, 6 + o);
  require_equal(y.data, direct);
}

TEST_CASE("wavelets of a perfect-reconstruction pair come back to the image") {
  // LeGall 5/3, centred in 13 and 19 taps: low * low' + high * high' = 2 in each direction.
  const auto taps = [](const std::vector<double>& low, const std::vector<double>& high) {
    Array a = make_array({32});
    std::copy(low.begin(), low.end(),
              a.data.begin() + 6 - static_cast<std::ptrdiff_t>(low.size() / 2));
    std::copy(high.begin(), high.end(),
              a.data.begin() + 13 + 9 - static_cast<std::ptrdiff_t>(high.size() / 2));
    return a;
  };
  const Array analysis = taps({-0.125, 0.25, 0.75, 0.25, -0.125}, {-0.5, 1, -0.5});
  const Array synthesis = taps({0.5, 1, 0.5}, {-0.125, -0.25, 0.75, -0.25, -0.125});
  const Array image = random_array({1, 1, 8, 6, 2}, 1);
  const Sizes s{{"h", 8}, {"w", 6}, {"c", 2}};
  const Array bands = run("dtcwt", s, {image, analysis});
  CHECK(bands.data.size() == 4 * image.data.size());
  Array back = run("dtcwt", {{"h", 8}, {"w", 6}, {"c", 2}, {"inverse", 1}}, {bands, synthesis});
  for (double& x : back.data) x /= 4;
  require_equal(back.data, image.data);
}

TEST_CASE("block compression: integer products with a shift at block borders equal real products") {
  const std::int64_t k = 32, block = 8, bits = 4;
  const Array a = run("block_quantise", {{"blocks", k / block}, {"size", block}, {"bits", bits}},
                      {random_array({k / block, block}, 1)});
  Array b = random_array({k / block, block}, 2);
  for (std::int64_t i = block; i < 2 * block; ++i) b.data[at(i)] /= 100;  // another shift
  b = run("block_quantise", {{"blocks", k / block}, {"size", block}, {"bits", bits}}, {b});
  double real = 0, shifted = 0;
  for (std::int64_t i = 0; i < k; ++i) real += a.data[at(i)] * b.data[at(i)];
  for (std::int64_t first = 0; first < k; first += block) {
    const auto exponent = [&](const Array& x) {
      double most = 0;
      int e = 0;
      for (std::int64_t i = first; i < first + block; ++i)
        most = std::max(most, std::abs(x.data[at(i)]));
      std::frexp(most, &e);
      return e - static_cast<int>(bits) + 1;
    };
    std::int64_t sum = 0;
    for (std::int64_t i = first; i < first + block; ++i) {
      const double ia = std::ldexp(a.data[at(i)], -exponent(a)),
                   ib = std::ldexp(b.data[at(i)], -exponent(b));
      CHECK(ia == std::nearbyint(ia));
      CHECK(std::abs(ia) < 8);
      sum += static_cast<std::int64_t>(ia) * static_cast<std::int64_t>(ib);
    }
    shifted += std::ldexp(static_cast<double>(sum), exponent(a) + exponent(b));
  }
  CHECK(real == shifted);
}
