/// Complex Fourier transform of `batch` rows of `points` (a power of two): X_k = sum over n of x_n
/// exp(-2 pi i n k / points). Real and imaginary parts alternate. 5 p log2 p operations a row
/// (radix 2); no MACs (networks.md 0.1).
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

using Complex = std::complex<double>;

Operator build(const OpArgs& a) {
  const std::int64_t batch = a.at("batch"), points = a.at("points");
  if (points < 2 || (points & (points - 1)) != 0)
    throw std::invalid_argument("points must be a power of two, 2 or more");
  Operator op = begin_operator(a, OpClass::Transform, {{"row", batch}, {"point", points}});
  const auto n = static_cast<double>(points);
  op.shape = Transform{batch, points, 5 * static_cast<double>(batch) * n * std::log2(n)};
  op.inputs = {a.activation(0, 2 * batch * points)};
  op.outputs = {a.result(2 * batch * points)};
  return op;
}

std::vector<Complex> row_of(const Array& in, std::size_t row, std::size_t points) {
  std::vector<Complex> x(points);
  for (std::size_t i = 0; i < points; ++i)
    x[i] = {in.data[2 * (row * points + i)], in.data[2 * (row * points + i) + 1]};
  return x;
}
void put_row(Array& out, std::size_t row, const std::vector<Complex>& x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    out.data[2 * (row * x.size() + i)] = x[i].real();
    out.data[2 * (row * x.size() + i) + 1] = x[i].imag();
  }
}

/// Even and odd halves, joined by one twist.
std::vector<Complex> split_radix(const std::vector<Complex>& x) {
  const std::size_t n = x.size();
  if (n == 1) return x;
  std::vector<Complex> even, odd;
  for (std::size_t i = 0; i < n; i += 2) {
    even.push_back(x[i]);
    odd.push_back(x[i + 1]);
  }
  even = split_radix(even);
  odd = split_radix(odd);
  std::vector<Complex> out(n);
  for (std::size_t k = 0; k < n / 2; ++k) {
    const Complex twist =
        std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n)) *
        odd[k];
    out[k] = even[k] + twist;
    out[k + n / 2] = even[k] - twist;
  }
  return out;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = make_array(in[0].shape);
  const auto points = static_cast<std::size_t>(a.at("points"));
  for (std::size_t row = 0; row < static_cast<std::size_t>(a.at("batch")); ++row)
    put_row(out, row, split_radix(row_of(in[0], row, points)));
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  Array out = make_array(in[0].shape);
  const auto points = static_cast<std::size_t>(a.at("points"));
  for (std::size_t row = 0; row < static_cast<std::size_t>(a.at("batch")); ++row) {
    const std::vector<Complex> x = row_of(in[0], row, points);
    std::vector<Complex> sums(points);
    for (std::size_t k = 0; k < points; ++k)
      for (std::size_t i = 0; i < points; ++i)
        sums[k] += x[i] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(i * k) /
                                              static_cast<double>(points));
    put_row(out, row, sums);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "fft", {"complex Fourier transform of rows",
            OpClass::Transform,
            {{"batch", "rows", 1}, {"points", "complex values of a row, a power of two", {}}},
            build,
            [](const OpArgs& a) {
              return std::vector<std::vector<std::int64_t>>{{a.at("batch"), a.at("points"), 2}};
            },
            reference,
            naive,
            {{"batch", 3}, {"points", 16}},
            ""});

}  // namespace
}  // namespace fluxgate
