/// One level of the dual-tree complex wavelet transform of NHWC, borders circular: rows and columns
/// filtered at full resolution by a low-pass (13 taps) and a high-pass (19 taps) filter; the low
/// band stays h x w, each of the three high bands becomes two complex bands of h/2 x w/2 by sums
/// and differences of each 2 x 2 square (4*h*w*c values in all). `inverse`: the way back with its
/// own filters. MACs: 96 a pixel and channel (32 on rows, 64 on columns), networks.md svt.
#include <cmath>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

constexpr std::int64_t kLow = 13, kHigh = 19;

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), h = a.at("h"), w = a.at("w"), c = a.at("c");
  if (h % 2 != 0 || w % 2 != 0) throw std::invalid_argument("h and w must be even");
  Operator op = begin_operator(
      a, OpClass::Transform, {{"b", b}, {"c", c}, {"h", h}, {"w", w}, {"tap", 3 * (kLow + kHigh)}});
  const std::int64_t n = b * h * w * c;
  op.macs = 3 * (kLow + kHigh) * n;
  op.shape = Transform{b * c, h * w, 2.0 * static_cast<double>(op.macs + 3 * n)};
  const bool is_inverse = a.at("inverse") != 0;
  op.inputs = {a.activation(0, is_inverse ? 4 * n : n)};
  op.outputs = {a.result(is_inverse ? n : 4 * n)};
  return op;
}

/// Bands 0..3 (low-low, low-high, high-low, high-high) of one channel, each h x w.
using Plane = std::vector<double>;

struct Frame {
  std::int64_t h, w;
  const Array* taps;  // [32]: low, then high
  [[nodiscard]] double tap(bool is_high, std::int64_t i) const {
    return taps->data[index(is_high ? kLow + i : i)];
  }
  [[nodiscard]] std::size_t at(std::int64_t y, std::int64_t x) const {
    return index((y % h + h) % h * w + (x % w + w) % w);
  }
};

enum class Axis { Row, Column };

Plane filter(const Frame& f, const Plane& in, Axis axis, bool is_high) {
  const std::int64_t taps = is_high ? kHigh : kLow;
  Plane out(in.size(), 0.0);
  for (std::int64_t y = 0; y < f.h; ++y)
    for (std::int64_t x = 0; x < f.w; ++x)
      for (std::int64_t i = 0; i < taps; ++i) {
        const std::int64_t back = i - taps / 2;
        out[f.at(y, x)] +=
            f.tap(is_high, i) * (axis == Axis::Row ? in[f.at(y, x - back)] : in[f.at(y - back, x)]);
      }
  return out;
}
/// The same band in one 2-D sum.
Plane filter_2d(const Frame& f, const Plane& in, int band) {
  const std::int64_t ny = band / 2 != 0 ? kHigh : kLow, nx = band % 2 != 0 ? kHigh : kLow;
  Plane out(in.size(), 0.0);
  for (std::int64_t p = 0; p < f.h * f.w; ++p)
    for (std::int64_t i = 0; i < ny; ++i)
      for (std::int64_t j = 0; j < nx; ++j)
        out[index(p)] += f.tap(band / 2 != 0, i) * f.tap(band % 2 != 0, j) *
                         in[f.at(p / f.w - i + ny / 2, p % f.w - j + nx / 2)];
  return out;
}

/// Square (p q; r s) to (p - s, q + r, p + s, q - r) / sqrt 2: two complex values; its own inverse
/// up to the order of terms.
void to_complex(const Frame& f, Plane& band) {
  for (std::int64_t y = 0; y < f.h; y += 2)
    for (std::int64_t x = 0; x < f.w; x += 2) {
      double &p = band[f.at(y, x)], &q = band[f.at(y, x + 1)], &r = band[f.at(y + 1, x)],
             &s = band[f.at(y + 1, x + 1)];
      const double root = std::sqrt(0.5), p0 = p, q0 = q, r0 = r, s0 = s;
      p = root * (p0 - s0);
      q = root * (q0 + r0);
      r = root * (p0 + s0);
      s = root * (q0 - r0);
    }
}
void from_complex(const Frame& f, Plane& band) {
  for (std::int64_t y = 0; y < f.h; y += 2)
    for (std::int64_t x = 0; x < f.w; x += 2) {
      double &p = band[f.at(y, x)], &q = band[f.at(y, x + 1)], &r = band[f.at(y + 1, x)],
             &s = band[f.at(y + 1, x + 1)];
      const double root = std::sqrt(0.5), a = p, b = q, c = r, d = s;
      p = root * (a + c);
      q = root * (b + d);
      r = root * (b - d);
      s = root * (c - a);
    }
}

template <class Band>
Array transform(const OpArgs& a, const Arrays& in, Band band_of) {
  const std::int64_t h = a.at("h"), w = a.at("w"), c = a.at("c");
  const bool is_inverse = a.at("inverse") != 0;
  const Frame f{h, w, &in[1]};
  const std::int64_t from = is_inverse ? 4 : 1, to = is_inverse ? 1 : 4;
  Array out = make_array({a.at("b"), to, h, w, c});
  for (std::int64_t bc = 0; bc < a.at("b") * c; ++bc)
    for (int band = 0; band < 4; ++band) {
      const auto at = [&](std::int64_t bands, std::int64_t which, std::int64_t p) {
        return index(((bc / c * bands + which) * h * w + p) * c + bc % c);
      };
      Plane plane(index(h * w));
      for (std::int64_t p = 0; p < h * w; ++p)
        plane[index(p)] = in[0].data[at(from, is_inverse ? band : 0, p)];
      if (is_inverse && band > 0) from_complex(f, plane);
      plane = band_of(f, plane, band);
      if (!is_inverse && band > 0) to_complex(f, plane);
      for (std::int64_t p = 0; p < h * w; ++p)
        out.data[at(to, is_inverse ? 0 : band, p)] += plane[index(p)];
    }
  return out;
}
Array reference(const OpArgs& a, const Arrays& in) {
  return transform(a, in, [](const Frame& f, const Plane& x, int band) {
    return filter(f, filter(f, x, Axis::Row, band % 2 != 0), Axis::Column, band / 2 != 0);
  });
}
Array naive(const OpArgs& a, const Arrays& in) { return transform(a, in, filter_2d); }

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "dtcwt", {"dual-tree complex wavelets, one level",
              OpClass::Transform,
              {{"b", "images", 1},
               {"h", "height, even", {}},
               {"w", "width, even", {}},
               {"c", "channels", {}},
               {"inverse", "1: synthesis", 0}},
              build,
              [](const OpArgs& a) {
                return std::vector<std::vector<std::int64_t>>{
                    {a.at("b"), a.at("inverse") != 0 ? 4 : 1, a.at("h"), a.at("w"), a.at("c")},
                    {kLow + kHigh}};
              },
              reference,
              naive,
              {{"b", 1}, {"h", 6}, {"w", 4}, {"c", 2}},
              ""});

}  // namespace
}  // namespace fluxgate
