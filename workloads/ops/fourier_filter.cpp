/// Circular convolution of every channel with a learned filter, through FFTs of real data:
///   global_filter  2-D over h x w, the filter given as h x (w/2 + 1) complex values (2 real each)
///   long_conv      1-D causal over l steps, FFTs of 2l points, the filter an input of l values a
///                  channel (made by a small network or learned)
/// 0 MACs (networks.md 0.1). Simple operations: forward and inverse 5/2 p log2 p each, 6 a complex
/// product of p/2 bins.
#include <cmath>
#include <complex>
#include <numbers>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

using Complex = std::complex<double>;

double fft_ops(std::int64_t points) {
  const auto p = static_cast<double>(points);
  return 5.0 * p * std::max(1.0, std::log2(p)) + 3.0 * p;
}

Operator build_global(const OpArgs& a) {
  const std::int64_t b = a.at("b"), h = a.at("h"), w = a.at("w"), c = a.at("c");
  Operator op = begin_operator(a, OpClass::Transform, {{"b", b}, {"c", c}, {"h", h}, {"w", w}});
  op.shape = Transform{b * c, h * w, fft_ops(h * w) * static_cast<double>(b * c)};
  op.params = 2 * c * h * (w / 2 + 1);
  op.inputs = {a.activation(0, b * h * w * c), a.weights(op.params)};
  op.outputs = {a.result(b * h * w * c)};
  return op;
}
Operator build_long(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d");
  Operator op = begin_operator(a, OpClass::Transform, {{"b", b}, {"d", d}, {"t", 2 * l}});
  op.shape = Transform{b * d, 2 * l, 1.5 * fft_ops(2 * l) * static_cast<double>(b * d)};
  op.inputs = {a.activation(0, b * l * d), a.activation(1, l * d)};
  op.outputs = {a.result(b * l * d)};
  return op;
}

/// Discrete Fourier transform of any length; sign -1 forward, +1 inverse (unscaled).
std::vector<Complex> dft(const std::vector<Complex>& x, double sign) {
  const auto n = static_cast<double>(x.size());
  std::vector<Complex> y(x.size());
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t t = 0; t < x.size(); ++t)
      y[k] += x[t] * std::polar(1.0, sign * 2 * std::numbers::pi *
                                         static_cast<double>(k * t % x.size()) / n);
  return y;
}

/// Weights are the half spectrum of a real filter: column x > w/2 is the conjugate of the mirrored
/// bin. Columns 0 and w/2 must mirror themselves; the inverse takes their real part as irfft does.
Complex bin(const OpArgs& a, const Array& weights, std::int64_t c, std::int64_t y, std::int64_t x) {
  const std::int64_t h = a.at("h"), w = a.at("w"), half = w / 2 + 1;
  const auto raw = [&](std::int64_t row, std::int64_t col) {
    const std::size_t at = index(((c * h + row) * half + col) * 2);
    return Complex(weights.data[at], weights.data[at + 1]);
  };
  if (x >= half) return std::conj(raw((h - y) % h, w - x));
  const bool is_own_mirror = x == 0 || 2 * x == w;
  return is_own_mirror ? (raw(y, x) + std::conj(raw((h - y) % h, x))) / 2.0 : raw(y, x);
}

/// Rows, then columns, product, and back.
Array reference_global(const OpArgs& a, const Arrays& in) {
  const std::int64_t h = a.at("h"), w = a.at("w"), c = a.at("c");
  Array out = make_array({a.at("b"), h, w, c});
  const auto lines = [&](std::vector<Complex>& map, double sign) {
    for (std::int64_t line = 0; line < h + w; ++line) {
      const bool is_row = line < h;
      std::vector<Complex> values;
      const auto at = [&](std::int64_t i) {
        return index(is_row ? line * w + i : i * w + line - h);
      };
      for (std::int64_t i = 0; i < (is_row ? w : h); ++i) values.push_back(map[at(i)]);
      values = dft(values, sign);
      for (std::int64_t i = 0; i < (is_row ? w : h); ++i) map[at(i)] = values[index(i)];
    }
  };
  for (std::int64_t bc = 0; bc < a.at("b") * c; ++bc) {
    std::vector<Complex> map(index(h * w));
    const auto at = [&](std::int64_t p) { return index((bc / c * h * w + p) * c + bc % c); };
    for (std::int64_t p = 0; p < h * w; ++p) map[index(p)] = in[0].data[at(p)];
    lines(map, -1);
    for (std::int64_t p = 0; p < h * w; ++p) map[index(p)] *= bin(a, in[1], bc % c, p / w, p % w);
    lines(map, 1);
    for (std::int64_t p = 0; p < h * w; ++p)
      out.data[at(p)] = map[index(p)].real() / static_cast<double>(h * w);
  }
  return out;
}
/// Circular convolution with the filter in space.
Array naive_global(const OpArgs& a, const Arrays& in) {
  const std::int64_t h = a.at("h"), w = a.at("w"), c = a.at("c");
  Array out = make_array({a.at("b"), h, w, c});
  for (std::int64_t ch = 0; ch < c; ++ch)
    for (std::int64_t p = 0; p < h * w; ++p) {
      Complex tap = 0;
      for (std::int64_t q = 0; q < h * w; ++q) {
        const double turn = static_cast<double>(p / w * (q / w)) / static_cast<double>(h) +
                            static_cast<double>(p % w * (q % w)) / static_cast<double>(w);
        tap += bin(a, in[1], ch, q / w, q % w) * std::polar(1.0, 2 * std::numbers::pi * turn);
      }
      for (std::int64_t b = 0; b < a.at("b"); ++b)
        for (std::int64_t q = 0; q < h * w; ++q) {
          const std::int64_t y = (p / w + q / w) % h, x = (p % w + q % w) % w;
          out.data[index(((b * h + y) * w + x) * c + ch)] +=
              tap.real() / static_cast<double>(h * w) * in[0].data[index((b * h * w + q) * c + ch)];
        }
    }
  return out;
}

/// FFT of 2l points.
Array reference_long(const OpArgs& a, const Arrays& in) {
  const std::int64_t l = a.at("l"), d = a.at("d");
  Array out = make_array({a.at("b"), l, d});
  for (std::int64_t bd = 0; bd < a.at("b") * d; ++bd) {
    std::vector<Complex> x(index(2 * l)), filter(index(2 * l));
    const auto at = [&](std::int64_t t) { return index((bd / d * l + t) * d + bd % d); };
    for (std::int64_t t = 0; t < l; ++t) {
      x[index(t)] = in[0].data[at(t)];
      filter[index(t)] = in[1].data[index(t * d + bd % d)];
    }
    x = dft(x, -1);
    filter = dft(filter, -1);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] *= filter[k] / static_cast<double>(2 * l);
    x = dft(x, 1);
    for (std::int64_t t = 0; t < l; ++t) out.data[at(t)] = x[index(t)].real();
  }
  return out;
}
Array naive_long(const OpArgs& a, const Arrays& in) {
  const std::int64_t l = a.at("l"), d = a.at("d");
  Array out = make_array({a.at("b"), l, d});
  for (std::int64_t b = 0; b < a.at("b"); ++b)
    for (std::int64_t t = 0; t < l; ++t)
      for (std::int64_t s = 0; s <= t; ++s)
        for (std::int64_t c = 0; c < d; ++c)
          out.data[index((b * l + t) * d + c)] +=
              in[1].data[index((t - s) * d + c)] * in[0].data[index((b * l + s) * d + c)];
  return out;
}

[[maybe_unused]] const bool kGlobal = OpKinds::add(
    "global_filter",
    {"2-D filter in the frequency domain",
     OpClass::Transform,
     {{"b", "images", 1}, {"h", "height", {}}, {"w", "width", {}}, {"c", "channels", {}}},
     build_global,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("b"), a.at("h"), a.at("w"), a.at("c")},
                                                     {a.at("c"), a.at("h"), a.at("w") / 2 + 1, 2}};
     },
     reference_global,
     naive_global,
     {{"b", 2}, {"h", 4}, {"w", 6}, {"c", 2}},
     ""});
[[maybe_unused]] const bool kLong =
    OpKinds::add("long_conv", {"causal convolution as long as the sequence",
                               OpClass::Transform,
                               {{"b", "sequences", 1}, {"l", "steps", {}}, {"d", "channels", {}}},
                               build_long,
                               [](const OpArgs& a) {
                                 return std::vector<std::vector<std::int64_t>>{
                                     {a.at("b"), a.at("l"), a.at("d")}, {a.at("l"), a.at("d")}};
                               },
                               reference_long,
                               naive_long,
                               {{"b", 2}, {"l", 6}, {"d", 3}},
                               ""});

}  // namespace
}  // namespace fluxgate
