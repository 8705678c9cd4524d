/// The computations of operators that hardware units carry. In double precision by default; a unit
/// (sim/contract/unit.h) puts its own arithmetic in place of one of them, so that a network runs
/// through the unit's real numbers. Matrices are dense and row-major.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace fluxgate {

using Values = std::span<const double>;
using Results = std::span<double>;

struct MatmulSize {
  std::int64_t m = 1, n = 1, k = 1;
};
struct ScanSize {
  std::int64_t steps = 1, channels = 1, state = 16;
};

/// y_t = C_t h_t + D x_t with h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t, per channel; A <= 0, dt >=
/// 0. x, dt [steps, channels]; b, c [steps, state]; a [channels, state]; d [channels].
struct ScanOperands {
  Values x, dt, b, c, a, d;
};

struct Primitives {
  /// out[m,n] = a[m,k] b[k,n]
  std::function<void(const MatmulSize&, Values a, Values b, Results out)> matmul;
  std::function<void(Values row, Results out)> softmax;
  std::function<void(Values row, Values gain, Results out)> layer_norm, rms_norm;
  std::function<void(const ScanSize&, const ScanOperands&, Results y)> selective_scan;
  /// Indices of the k largest scores, largest first.
  std::function<std::vector<std::size_t>(Values scores, std::size_t k)> top_k;
};
[[nodiscard]] Primitives double_precision();

}  // namespace fluxgate
