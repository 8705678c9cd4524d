// Linear attention, delta rule, retention, GAM: parallel forms against recurrences.
#include "tests/support/operator_chain.h"

using namespace fluxgate;
using namespace fluxgate::test;

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
