#include "sim/graph/primitives.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace fluxgate {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<const Matrix>;

constexpr double kEpsilon = 1e-5;  // of the norms, as in common frameworks

void matmul(const MatmulSize& s, Values a, Values b, Results out) {
  Eigen::Map<Matrix>(out.data(), s.m, s.n) = View(a.data(), s.m, s.k) * View(b.data(), s.k, s.n);
}

void softmax(Values row, Results out) {
  const double most = *std::max_element(row.begin(), row.end());
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i) sum += out[i] = std::exp(row[i] - most);
  for (double& value : out) value /= sum;
}

void norm(Values row, Values gain, Results out, bool is_centred) {
  const auto n = static_cast<double>(row.size());
  double mean = 0;
  for (const double x : row) mean += is_centred ? x / n : 0;
  double variance = 0;
  for (const double x : row) variance += (x - mean) * (x - mean) / n;
  const double scale = 1 / std::sqrt(variance + kEpsilon);
  for (std::size_t i = 0; i < row.size(); ++i) out[i] = (row[i] - mean) * scale * gain[i];
}

void selective_scan(const ScanSize& s, const ScanOperands& in, Results y) {
  const auto channels = static_cast<std::size_t>(s.channels);
  const auto state = static_cast<std::size_t>(s.state);
  std::vector<double> h(channels * state, 0.0);
  for (std::size_t t = 0; t < static_cast<std::size_t>(s.steps); ++t) {
    for (std::size_t c = 0; c < channels; ++c) {
      const double x = in.x[t * channels + c];
      const double dt = in.dt[t * channels + c];
      double sum = in.d[c] * x;
      for (std::size_t i = 0; i < state; ++i) {
        double& value = h[c * state + i];
        value = std::exp(dt * in.a[c * state + i]) * value + dt * in.b[t * state + i] * x;
        sum += in.c[t * state + i] * value;
      }
      y[t * channels + c] = sum;
    }
  }
}

std::vector<std::size_t> top_k(Values scores, std::size_t k) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  order.resize(k);
  return order;
}

}  // namespace

Primitives double_precision() {
  return {matmul,
          softmax,
          [](Values row, Values gain, Results out) { norm(row, gain, out, true); },
          [](Values row, Values gain, Results out) { norm(row, gain, out, false); },
          selective_scan,
          top_k};
}

}  // namespace fluxgate
