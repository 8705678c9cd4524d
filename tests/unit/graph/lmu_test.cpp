// The memory of a Legendre memory unit in its parallel form against its recurrence.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/graph/op_kind.h"

using namespace fluxgate;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// One step of m' = A m + B u over a window of `theta` steps, by Euler (Voelker et al. 2019).
void legendre(std::size_t order, double theta, Matrix& a, std::vector<double>& b) {
  a.assign(order, std::vector<double>(order));
  b.assign(order, 0);
  for (std::size_t i = 0; i < order; ++i) {
    const double scale = (2 * static_cast<double>(i) + 1) / theta;
    const bool is_even = i % 2 == 0;
    b[i] = scale * (is_even ? 1 : -1);
    for (std::size_t j = 0; j < order; ++j) {
      const bool is_negative = i < j || (i - j) % 2 == 0;
      a[i][j] = scale * (is_negative ? -1 : 1) + (i == j ? 1 : 0);
    }
  }
}

std::vector<double> step(const Matrix& a, const std::vector<double>& m) {
  std::vector<double> next(m.size());
  for (std::size_t i = 0; i < m.size(); ++i)
    for (std::size_t j = 0; j < m.size(); ++j) next[i] += a[i][j] * m[j];
  return next;
}

}  // namespace

TEST_CASE("the memory of an LMU in parallel equals its recurrence") {
  constexpr std::size_t kOrder = 4, kSteps = 24;
  Matrix a;
  std::vector<double> b;
  legendre(kOrder, 30, a, b);

  Array u = make_array({1, kSteps, 1}), impulse = make_array({kOrder, kSteps});
  for (std::size_t t = 0; t < kSteps; ++t) u.data[t] = std::sin(0.7 * static_cast<double>(t)) + 0.2;
  std::vector<double> column = b;  // A^t B
  for (std::size_t t = 0; t < kSteps; ++t, column = step(a, column))
    for (std::size_t j = 0; j < kOrder; ++j) impulse.data[j * kSteps + t] = column[j];

  const OpKind& kind = OpKinds::get("lmu_memory");
  OpArgs args;
  args.values = {{"b", 1}, {"l", kSteps}, {"memory", kOrder}};
  complete(kind, args);
  const Array parallel = kind.reference(args, {u, impulse});

  std::vector<double> m(kOrder, 0.0);
  for (std::size_t t = 0; t < kSteps; ++t) {
    m = step(a, m);
    for (std::size_t j = 0; j < kOrder; ++j) {
      m[j] += b[j] * u.data[t];
      CHECK(parallel.data[t * kOrder + j] == Approx(m[j]).margin(1e-12));
    }
  }
}
