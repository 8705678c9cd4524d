// The operator chains that are special to a network, run in double precision through the
// references of their operators and compared with another formulation written here.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/graph/op_kind.h"

using namespace fluxgate;

namespace {

using Sizes = std::map<std::string, double>;

Array run(const std::string& kind_id, Sizes values, const Arrays& in,
          const std::string& function = "") {
  const OpKind& kind = OpKinds::get(kind_id);
  OpArgs args;
  args.values = std::move(values);
  args.function = function;
  complete(kind, args);
  return kind.reference(args, in);
}

Array random_array(std::vector<std::int64_t> shape, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> value(-1, 1);
  Array a = make_array(std::move(shape));
  for (double& x : a.data) x = value(random);
  return a;
}

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

// Sums of fewer than a thousand terms near 1: below a thousand roundings of 2^-53.
void require_equal(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  REQUIRE(!a.empty());
  for (std::size_t i = 0; i < a.size(); ++i)
    REQUIRE(a[i] == Approx(b[i]).margin(1e-12).epsilon(1e-11));
}

/// Softmax attention of one head: rows of q on rows of k, v where `sees`.
template <class Sees>
std::vector<double> attend(const std::vector<double>& q, const std::vector<double>& k,
                           const std::vector<double>& v, std::int64_t d, Sees sees) {
  const auto rows = static_cast<std::int64_t>(q.size()) / d,
             cols = static_cast<std::int64_t>(k.size()) / d;
  std::vector<double> out(q.size(), 0.0);
  for (std::int64_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < cols; ++j) {
      if (!sees(i, j)) continue;
      double score = 0;
      for (std::int64_t x = 0; x < d; ++x) score += q[at(i * d + x)] * k[at(j * d + x)];
      sum += std::exp(score);
      for (std::int64_t x = 0; x < d; ++x) out[at(i * d + x)] += std::exp(score) * v[at(j * d + x)];
    }
    for (std::int64_t x = 0; x < d; ++x) out[at(i * d + x)] /= sum;
  }
  return out;
}

Array attention(const Sizes& s, const Array& q, const Array& k, const Array& v) {
  Array scores = run("attention_scores", s, {q, k});
  const double lk = s.at("lk");
  scores = run("softmax", {{"rows", static_cast<double>(scores.data.size()) / lk}, {"cols", lk}},
               {scores});
  return run("attention_context", s, {scores, v});
}

}  // namespace

TEST_CASE("gated linear attention in chunks equals the recurrence") {
  const std::int64_t l = 12, dk = 3, dv = 4, chunk = 4;
  const Array q = random_array({1, l, 1, dk}, 1), k = random_array({1, l, 1, dk}, 2),
              v = random_array({1, l, 1, dv}, 3), gate = random_array({1, l, 1, dk}, 4);
  const Array whole = run("gla", {{"l", l}, {"heads", 1}, {"dk", dk}, {"dv", dv}}, {q, k, v, gate});
  const auto log_decay = [&](std::int64_t t, std::int64_t x) {
    return -std::log1p(std::exp(-gate.data[at(t * dk + x)])) / 16;
  };
  std::vector<double> state(at(dk * dv), 0.0), out(at(l * dv), 0.0);
  for (std::int64_t begin = 0; begin < l; begin += chunk) {
    std::vector<double> sums(at(chunk * dk), 0.0);  // running log decay inside the chunk
    for (std::int64_t t = 0; t < chunk; ++t)
      for (std::int64_t x = 0; x < dk; ++x)
        sums[at(t * dk + x)] = log_decay(begin + t, x) + (t == 0 ? 0 : sums[at((t - 1) * dk + x)]);
    for (std::int64_t t = 0; t < chunk; ++t)
      for (std::int64_t y = 0; y < dv; ++y) {
        double o = 0;
        for (std::int64_t x = 0; x < dk; ++x)
          o += q.data[at((begin + t) * dk + x)] * std::exp(sums[at(t * dk + x)]) *
               state[at(x * dv + y)];
        for (std::int64_t s = 0; s <= t; ++s)
          for (std::int64_t x = 0; x < dk; ++x)
            o += q.data[at((begin + t) * dk + x)] * k.data[at((begin + s) * dk + x)] *
                 std::exp(sums[at(t * dk + x)] - sums[at(s * dk + x)]) *
                 v.data[at((begin + s) * dv + y)];
        out[at((begin + t) * dv + y)] = o;
      }
    for (std::int64_t x = 0; x < dk; ++x)
      for (std::int64_t y = 0; y < dv; ++y) {
        const double last = sums[at((chunk - 1) * dk + x)];
        state[at(x * dv + y)] *= std::exp(last);
        for (std::int64_t s = 0; s < chunk; ++s)
          state[at(x * dv + y)] += std::exp(last - sums[at(s * dk + x)]) *
                                   k.data[at((begin + s) * dk + x)] *
                                   v.data[at((begin + s) * dv + y)];
      }
  }
  require_equal(whole.data, out);
}

TEST_CASE("the delta rule is a product of Householder-like factors, retention a decayed sum") {
  const std::int64_t l = 6, d = 3;
  const Array q = random_array({1, l, 1, d}, 1), k = random_array({1, l, 1, d}, 2),
              v = random_array({1, l, 1, d}, 3), alpha = random_array({1, l, 1}, 4),
              beta = random_array({1, l, 1}, 5);
  const Array delta =
      run("delta_rule", {{"l", l}, {"heads", 1}, {"dk", d}, {"dv", d}}, {q, k, v, alpha, beta});
  std::vector<double> out(at(l * d), 0.0);
  for (std::int64_t t = 0; t < l; ++t)
    for (std::int64_t s = 0; s <= t; ++s) {
      // q_t (a_t (I - b_t k_t k_t^T)) ... (a_{s+1} (I - b_{s+1} k_{s+1} k_{s+1}^T)) b_s k_s v_s
      std::vector<double> row(q.data.begin() + t * d, q.data.begin() + (t + 1) * d);
      for (std::int64_t step = t; step > s; --step) {
        double dot = 0;
        for (std::int64_t x = 0; x < d; ++x) dot += row[at(x)] * k.data[at(step * d + x)];
        for (std::int64_t x = 0; x < d; ++x)
          row[at(x)] = (0.75 + alpha.data[at(step)] / 8) *
                       (row[at(x)] - beta.data[at(step)] * dot * k.data[at(step * d + x)]);
      }
      double weight = 0;
      for (std::int64_t x = 0; x < d; ++x)
        weight += row[at(x)] * k.data[at(s * d + x)] * beta.data[at(s)];
      for (std::int64_t y = 0; y < d; ++y) out[at(t * d + y)] += weight * v.data[at(s * d + y)];
    }
  require_equal(delta.data, out);
}

TEST_CASE(
    "grouped and sparse query heads equal dense attention with repeated keys, masked heads drop "
    "out") {
  const std::int64_t n = 5, d = 4, heads = 4, kv = 2;
  const Array q = random_array({1, heads, n, d}, 1), k = random_array({1, kv, n, d}, 2),
              v = random_array({1, kv, n, d}, 3);
  const Sizes s{{"heads", heads}, {"kv_heads", kv}, {"lq", n}, {"lk", n}, {"d", d}};
  const Array grouped = attention(s, q, k, v);
  const auto head = [&](const Array& x, std::int64_t h) {
    return std::vector<double>(x.data.begin() + h * n * d, x.data.begin() + (h + 1) * n * d);
  };
  std::vector<double> dense;
  for (std::int64_t h = 0; h < heads; ++h) {
    const auto one =
        attend(head(q, h), head(k, h / 2), head(v, h / 2), d, [](auto, auto) { return true; });
    dense.insert(dense.end(), one.begin(), one.end());
  }
  require_equal(grouped.data, dense);
  // MoH: running only the active heads (0 and 3) gives what gates of 0 leave of the dense result.
  Array active_q = make_array({1, 2, n, d}), active_k = active_q, active_v = active_q;
  const std::int64_t chosen[] = {0, 3};
  for (std::int64_t i = 0; i < 2; ++i) {
    std::copy_n(q.data.begin() + chosen[i] * n * d, n * d, active_q.data.begin() + i * n * d);
    std::copy_n(k.data.begin() + chosen[i] / 2 * n * d, n * d, active_k.data.begin() + i * n * d);
    std::copy_n(v.data.begin() + chosen[i] / 2 * n * d, n * d, active_v.data.begin() + i * n * d);
  }
  const Array some =
      attention({{"heads", 2}, {"lq", n}, {"lk", n}, {"d", d}}, active_q, active_k, active_v);
  for (std::int64_t i = 0; i < 2; ++i)
    require_equal(
        std::vector<double>(some.data.begin() + i * n * d, some.data.begin() + (i + 1) * n * d),
        std::vector<double>(dense.begin() + chosen[i] * n * d,
                            dense.begin() + (chosen[i] + 1) * n * d));
}

TEST_CASE("shifted windows equal attention between pixels of one shifted square") {
  const std::int64_t size = 8, window = 4, shift = 2, d = 3, tokens = size * size,
                     area = window * window;
  const Array x = random_array({tokens, d}, 1);
  // Roll by the shift and cut windows, attend in each with the mask of wrapped pixels, go back.
  const auto place = [&](std::int64_t w, std::int64_t t) {
    const std::int64_t y = (w / 2 * window + t / window + shift) % size;
    return y * size + (w % 2 * window + t % window + shift) % size;
  };
  Array cut = make_array({4, 1, area, d});
  for (std::int64_t w = 0; w < 4; ++w)
    for (std::int64_t t = 0; t < area; ++t)
      std::copy_n(x.data.begin() + place(w, t) * d, d, cut.data.begin() + (w * area + t) * d);
  Array scores = run("attention_scores",
                     {{"b", 4}, {"heads", 1}, {"lq", area}, {"lk", area}, {"d", d}}, {cut, cut});
  const auto region = [&](std::int64_t coordinate) {
    return coordinate < size - window ? 0 : coordinate < size - shift ? 1 : 2;
  };
  for (std::int64_t w = 0; w < 4; ++w)
    for (std::int64_t i = 0; i < area; ++i)
      for (std::int64_t j = 0; j < area; ++j) {
        const auto id = [&](std::int64_t t) {
          return region(w / 2 * window + t / window) * 3 + region(w % 2 * window + t % window);
        };
        if (id(i) != id(j)) scores.data[at((w * area + i) * area + j)] -= 100;
      }
  scores = run("softmax", {{"rows", 4 * area}, {"cols", area}}, {scores});
  const Array windows =
      run("attention_context", {{"b", 4}, {"heads", 1}, {"lq", area}, {"lk", area}, {"d", d}},
          {scores, cut});
  std::vector<double> back(at(tokens * d));
  for (std::int64_t w = 0; w < 4; ++w)
    for (std::int64_t t = 0; t < area; ++t)
      std::copy_n(windows.data.begin() + (w * area + t) * d, d, back.begin() + place(w, t) * d);
  // Directly: two pixels see each other when their squares of the grid moved by the shift agree.
  const auto square = [&](std::int64_t c) { return (c - shift + window) / window; };
  const auto direct = attend(x.data, x.data, x.data, d, [&](std::int64_t i, std::int64_t j) {
    return square(i / size) == square(j / size) && square(i % size) == square(j % size);
  });
  REQUIRE(back.size() == direct.size());
  // 1e-12: a masked score keeps a share of exp(-100).
  for (std::size_t i = 0; i < back.size(); ++i) REQUIRE(back[i] == Approx(direct[i]).margin(1e-12));
}

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

TEST_CASE("Sinkhorn attention is doubly stochastic and equals the iteration on logarithms") {
  const std::int64_t n = 6;
  const Array scores = random_array({1, n, n}, 1);
  const Array map = run("sinkhorn", {{"n", n}, {"iterations", 60}}, {scores});
  std::vector<double> log_p = scores.data;
  for (int half = 0; half < 120; ++half)
    for (std::int64_t i = 0; i < n; ++i) {
      const auto place = [&](std::int64_t j) { return at(half % 2 == 0 ? i * n + j : j * n + i); };
      double sum = 0;
      for (std::int64_t j = 0; j < n; ++j) sum += std::exp(log_p[place(j)]);
      for (std::int64_t j = 0; j < n; ++j) log_p[place(j)] -= std::log(sum);
    }
  for (double& x : log_p) x = std::exp(x);
  require_equal(map.data, log_p);
  for (std::int64_t i = 0; i < n; ++i) {
    double row = 0, column = 0;
    for (std::int64_t j = 0; j < n; ++j) {
      row += map.data[at(i * n + j)];
      column += map.data[at(j * n + i)];
    }
    CHECK(row == Approx(1).epsilon(1e-9));
    CHECK(column == Approx(1).epsilon(1e-12));
  }
}

TEST_CASE("spike attention gives the same in linear and in quadratic order") {
  const std::int64_t n = 7, d = 4;
  Array q = random_array({1, 1, n, d}, 1), k = random_array({1, 1, n, d}, 2),
        v = random_array({1, 1, n, d}, 3);
  for (Array* a : {&q, &k, &v})
    for (double& x : a->data) x = x > 0.2 ? 1 : 0;
  const Array scores =
      run("attention_scores", {{"heads", 1}, {"lq", n}, {"lk", n}, {"d", d}}, {q, k});
  const Array quadratic =
      run("attention_context", {{"heads", 1}, {"lq", n}, {"lk", n}, {"d", d}}, {scores, v});
  Array kt = make_array({1, 1, d, n});
  for (std::int64_t i = 0; i < n * d; ++i) kt.data[at(i % d * n + i / d)] = k.data[at(i)];
  const Array kv =
      run("attention_context", {{"heads", 1}, {"lq", d}, {"lk", n}, {"d", d}}, {kt, v});
  const Array linear =
      run("attention_context", {{"heads", 1}, {"lq", n}, {"lk", d}, {"d", d}}, {q, kv});
  CHECK(quadratic.data == linear.data);
}

TEST_CASE("the associative read of GAM equals attention on its bank") {
  const std::int64_t n = 5, m = 6, d = 4;
  const Array x = random_array({n, d}, 1), bank = random_array({m, d}, 2);
  Array bank_t = make_array({d, m});
  for (std::int64_t i = 0; i < m * d; ++i) bank_t.data[at(i % d * m + i / d)] = bank.data[at(i)];
  Array weights = run("linear", {{"m", n}, {"n", m}, {"k", d}}, {x, bank_t});
  weights = run("softmax", {{"rows", n}, {"cols", m}}, {weights});
  const Array read = run("linear", {{"m", n}, {"n", d}, {"k", m}}, {weights, bank});
  require_equal(read.data,
                attend(x.data, bank.data, bank.data, d, [](auto, auto) { return true; }));
}

TEST_CASE("adaptive modules: learners on gathered rows equal dense learners behind a mask") {
  const std::int64_t rows = 6, d = 4, w = 3, learners = 3;
  const Array x = random_array({rows, d}, 1);
  const std::int64_t chosen[rows] = {3, 0, 1, 2, 3, 1};
  std::vector<double> sparse(at(rows * d), 0.0), dense(at(rows * d), 0.0);
  for (std::int64_t l = 0; l < learners; ++l) {
    const Array up = random_array({d, w}, 10 + static_cast<unsigned>(l)),
                down = random_array({w, d}, 20 + static_cast<unsigned>(l));
    std::vector<std::int64_t> taken;
    for (std::int64_t r = 0; r < rows; ++r)
      if (chosen[r] > l) taken.push_back(r);
    const auto count = static_cast<double>(taken.size());
    Array part = make_array({static_cast<std::int64_t>(taken.size()), d});
    for (std::size_t i = 0; i < taken.size(); ++i)
      std::copy_n(x.data.begin() + taken[i] * d, d,
                  part.data.begin() + static_cast<std::ptrdiff_t>(i) * d);
    const auto learner = [&](const Array& in, double m) {
      Array h = run("linear", {{"m", m}, {"n", w}, {"k", d}}, {in, up});
      h = run("activation", {{"elements", m * w}}, {h}, "gelu");
      return run("linear", {{"m", m}, {"n", d}, {"k", w}}, {h, down});
    };
    const Array some = learner(part, count), all = learner(x, rows);
    for (std::size_t i = 0; i < taken.size(); ++i)
      for (std::int64_t c = 0; c < d; ++c)
        sparse[at(taken[i] * d + c)] += some.data[i * at(d) + at(c)];
    for (std::int64_t i = 0; i < rows * d; ++i)
      dense[at(i)] += chosen[i / d] > l ? all.data[at(i)] : 0;
  }
  require_equal(sparse, dense);
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

TEST_CASE("a looped block with the input put in again equals the sum of the powers of its map") {
  const std::int64_t n = 3, d = 4, loops = 5;
  const Array x0 = random_array({n, d}, 1), w = random_array({d, d}, 2);
  Array x = x0;
  for (std::int64_t t = 0; t < loops; ++t)
    x = run("linear", {{"m", n}, {"n", d}, {"k", d}},
            {run("add", {{"elements", n * d}}, {x, x0}), w});
  // x_T = x0 W^T + the sum over i = 1 .. T of x0 W^i (here W^T is the T-th power).
  std::vector<double> power = x0.data, sum(at(n * d), 0.0);
  for (std::int64_t t = 1; t <= loops; ++t) {
    std::vector<double> next(at(n * d), 0.0);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t a = 0; a < d; ++a)
        for (std::int64_t b = 0; b < d; ++b)
          next[at(i * d + b)] += power[at(i * d + a)] * w.data[at(a * d + b)];
    power = next;
    for (std::int64_t i = 0; i < n * d; ++i) sum[at(i)] += power[at(i)] * (t == loops ? 2 : 1);
  }
  require_equal(x.data, sum);
}

TEST_CASE("early exit on a running mean decides at the frame where the mean of the prefix does") {
  const std::int64_t frames = 20, classes = 3;
  Array logits = random_array({classes, frames}, 3);
  for (std::int64_t t = 0; t < frames; ++t) logits.data[at(frames + t)] += 0.4;  // class 1 wins
  const Array sums = run("cumulative_sum", {{"rows", classes}, {"cols", frames}}, {logits});
  const auto exit_frame = [&](auto mean_of) {
    for (std::int64_t t = 2; t < frames; ++t) {
      std::vector<double> means;
      for (std::int64_t c = 0; c < classes; ++c) means.push_back(mean_of(c, t));
      std::sort(means.rbegin(), means.rend());
      if (means[0] - means[1] > 0.25) return t;
    }
    return frames;
  };
  const std::int64_t running = exit_frame([&](std::int64_t c, std::int64_t t) {
    return sums.data[at(c * frames + t)] / static_cast<double>(t + 1);
  });
  const std::int64_t direct = exit_frame([&](std::int64_t c, std::int64_t t) {
    double sum = 0;
    for (std::int64_t s = 0; s <= t; ++s) sum += logits.data[at(c * frames + s)];
    return sum / static_cast<double>(t + 1);
  });
  CHECK(running == direct);
  CHECK(running < frames);
}
