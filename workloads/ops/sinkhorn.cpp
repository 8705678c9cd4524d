/// Doubly stochastic map: exp of n x n scores, then `iterations` times rows divided by their sums
/// and columns by theirs. 2 simple operations an element and half iteration (sum, scale), one
/// exponential an element and one reciprocal a row and half iteration. 0 MACs. The matrix stays in
/// place: read and written once where it fits.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t maps = a.at("maps"), n = a.at("n"), k = a.at("iterations");
  Operator op = begin_operator(a, OpClass::Reduction,
                               {{"map", maps}, {"k", k}, {"half", 2}, {"row", n}, {"col", n}});
  op.shape = Reduction{maps * n, n, 2 * k, 4.0 * static_cast<double>(k),
                       1 + 2.0 * static_cast<double>(k) / static_cast<double>(n)};
  op.inputs = {a.activation(0, maps * n * n)};
  op.outputs = {a.result(maps * n * n)};
  return op;
}

/// Scaling vectors: P = diag(u) K diag(v), u = 1 / (K v), v = 1 / (K^T u).
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t n = a.at("n");
  Array out = make_array({a.at("maps"), n, n});
  for (std::int64_t map = 0; map < a.at("maps"); ++map) {
    std::vector<double> u(index(n), 1.0), v(index(n), 1.0);
    const auto k = [&](std::int64_t i, std::int64_t j) {
      return std::exp(in[0].data[index((map * n + i) * n + j)]);
    };
    for (std::int64_t it = 0; it < a.at("iterations"); ++it) {
      for (std::int64_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::int64_t j = 0; j < n; ++j) sum += k(i, j) * v[index(j)];
        u[index(i)] = 1 / sum;
      }
      for (std::int64_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::int64_t i = 0; i < n; ++i) sum += k(i, j) * u[index(i)];
        v[index(j)] = 1 / sum;
      }
    }
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        out.data[index((map * n + i) * n + j)] = u[index(i)] * k(i, j) * v[index(j)];
  }
  return out;
}
/// Divides the matrix itself.
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t n = a.at("n");
  Array out = in[0];
  for (double& x : out.data) x = std::exp(x);
  for (std::int64_t line = 0; line < a.at("maps") * a.at("iterations") * 2 * n; ++line) {
    const std::int64_t map = line / (a.at("iterations") * 2 * n), half = line / n % 2, i = line % n;
    const auto at = [&](std::int64_t j) {
      return index((map * n + (half == 0 ? i : j)) * n + (half == 0 ? j : i));
    };
    double sum = 0;
    for (std::int64_t j = 0; j < n; ++j) sum += out.data[at(j)];
    for (std::int64_t j = 0; j < n; ++j) out.data[at(j)] /= sum;
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "sinkhorn",
    {"doubly stochastic normalisation",
     OpClass::Reduction,
     {{"maps", "matrices", 1},
      {"n", "rows and columns", {}},
      {"iterations", "row and column normalisations", 21}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("maps"), a.at("n"), a.at("n")}};
     },
     reference,
     naive,
     {{"maps", 2}, {"n", 5}, {"iterations", 4}},
     ""});

}  // namespace
}  // namespace fluxgate
