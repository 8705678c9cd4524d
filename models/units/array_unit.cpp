/// Matrix product on the weight-stationary INT8 array (kernel systolic_ws, 16 x 16).
/// Arithmetic: both operands to INT8 by one scale a matrix (largest magnitude to 127, round half to
/// even), exact INT32 sums, the folds over k added, back by the product of the scales.
/// Cycles: those of the kernel; weights of a tile load while the tile before streams.
/// Leaves out: scales a channel, zero points.
#include <algorithm>
#include <cmath>

#include "sim/contract/unit.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kRows = 16, kCols = 16;  // of the kernel as built
constexpr double kLargest = 127;

struct Quantised {
  std::vector<std::int64_t> values;
  double scale = 1;
};

Quantised quantise(Values values, std::int64_t count) {
  double largest = 0;
  for (std::int64_t i = 0; i < count; ++i)
    largest = std::max(largest, std::abs(values[static_cast<std::size_t>(i)]));
  Quantised q;
  q.scale = largest == 0 ? 1 : largest / kLargest;
  q.values.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
    q.values.push_back(
        static_cast<std::int64_t>(std::nearbyint(values[static_cast<std::size_t>(i)] / q.scale)));
  return q;
}

/// Rows of `source` [rows, pitch] from `first`, `width` columns from `column`, zero beyond the
/// edge.
Beat cut(const std::vector<std::int64_t>& source, std::int64_t row, std::int64_t rows,
         std::int64_t column, std::int64_t pitch, std::int64_t width) {
  Beat beat(static_cast<std::size_t>(width), 0);
  if (row >= rows) return beat;
  const std::int64_t count = std::min(width, pitch - column);
  std::copy_n(source.begin() + row * pitch + column, count, beat.begin());
  return beat;
}

void matmul(KernelRunner& array, const MatmulSize& s, Values a, Values b, Results out) {
  const Quantised left = quantise(a, s.m * s.k);
  const Quantised right = quantise(b, s.k * s.n);
  std::fill_n(out.begin(), s.m * s.n, 0.0);
  for (std::int64_t n = 0; n < s.n; n += kCols) {
    for (std::int64_t k = 0; k < s.k; k += kRows) {
      std::vector<std::vector<Beat>> in(2);
      for (std::int64_t r = 0; r < kRows; ++r)
        in[0].push_back(cut(right.values, k + r, s.k, n, s.n, kCols));
      for (std::int64_t m = 0; m < s.m; ++m) {
        Beat row = cut(left.values, m, s.m, k, s.k, kRows);
        row.insert(row.begin(), m == 0 ? 1 : 0);  // first row of the tile
        in[1].push_back(std::move(row));
      }
      const std::vector<Beat> sums = array.run(in, static_cast<std::size_t>(s.m));
      for (std::int64_t m = 0; m < s.m; ++m)
        for (std::int64_t c = 0; c < std::min(kCols, s.n - n); ++c)
          out[static_cast<std::size_t>(m * s.n + n + c)] +=
              static_cast<double>(sums[static_cast<std::size_t>(m)][static_cast<std::size_t>(c)]) *
              left.scale * right.scale;
    }
  }
}

[[maybe_unused]] const bool kRegistered = HardwareUnits::add(
    "systolic", {"matrix products on the weight-stationary INT8 array", "systolic_ws",
                 [](Primitives& primitives, std::shared_ptr<KernelRunner> array) {
                   primitives.matmul = [array](const MatmulSize& s, Values a, Values b,
                                               Results out) { matmul(*array, s, a, b, out); };
                 }});

}  // namespace
}  // namespace fluxgate
