// Softmax attention in its variants (grouped, windows, Sinkhorn, spikes) against dense
// formulations.
#include "tests/support/operator_chain.h"

using namespace fluxgate;
using namespace fluxgate::test;

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
