// Networks that choose: adaptive modules, looped blocks, early exit.
#include "tests/support/operator_chain.h"

using namespace fluxgate;
using namespace fluxgate::test;

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
