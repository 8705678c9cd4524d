/// Depthwise convolution whose weights are activations, one kernel a pixel and channel group:
/// y[p, g, c] = sum over taps of W[p, g, tap] x[p + tap, g, c]. Same size, zeros around. MACs
/// b*h*w*c*kernel^2, no parameters.
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Sizes {
  std::int64_t b, h, w, c, groups, k, each;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        h(a.at("h")),
        w(a.at("w")),
        c(a.at("c")),
        groups(a.at("groups")),
        k(a.at("kernel")),
        each(0) {
    if (groups < 1 || c % groups != 0) throw std::invalid_argument("groups must divide c");
    each = c / groups;
  }
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const std::int64_t pixels = s.b * s.h * s.w, taps = s.k * s.k;
  Operator op =
      begin_operator(a, OpClass::Contraction,
                     {{"pixel", pixels}, {"g", s.groups}, {"c", s.each}, {"kh", s.k}, {"kw", s.k}});
  op.shape = Contraction{pixels * s.groups, s.each, 1, taps, 1.0, taps};
  op.inputs = {a.activation(0, pixels * s.c), a.activation(1, pixels * s.groups * taps)};
  op.outputs = {a.result(pixels * s.c)};
  op.macs = pixels * s.c * taps;
  return op;
}

double pixel(const Sizes& s, const Array& x, std::int64_t b, std::int64_t y, std::int64_t col,
             std::int64_t c) {
  if (y < 0 || y >= s.h || col < 0 || col >= s.w) return 0;
  return x.data[index(((b * s.h + y) * s.w + col) * s.c + c)];
}

/// Tap by tap over the whole image.
Array reference(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.h, s.w, s.c});
  for (std::int64_t tap = 0; tap < s.k * s.k; ++tap)
    for (std::int64_t at = 0; at < size_of(out); ++at) {
      const std::int64_t c = at % s.c, p = at / s.c;
      out.data[index(at)] += in[1].data[index((p * s.groups + c / s.each) * s.k * s.k + tap)] *
                             pixel(s, in[0], p / s.w / s.h, p / s.w % s.h + tap / s.k - s.k / 2,
                                   p % s.w + tap % s.k - s.k / 2, c);
    }
  return out;
}
/// Pixel by pixel, row and column of the kernel.
Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.h, s.w, s.c});
  for (std::int64_t b = 0; b < s.b; ++b)
    for (std::int64_t y = 0; y < s.h; ++y)
      for (std::int64_t x = 0; x < s.w; ++x)
        for (std::int64_t g = 0; g < s.groups; ++g)
          for (std::int64_t e = 0; e < s.each; ++e)
            for (std::int64_t ky = 0; ky < s.k; ++ky)
              for (std::int64_t kx = 0; kx < s.k; ++kx) {
                const std::int64_t p = (b * s.h + y) * s.w + x;
                out.data[index(p * s.c + g * s.each + e)] +=
                    in[1].data[index(((p * s.groups + g) * s.k + ky) * s.k + kx)] *
                    pixel(s, in[0], b, y + ky - s.k / 2, x + kx - s.k / 2, g * s.each + e);
              }
  return out;
}

std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  const Sizes s(a);
  return {{s.b, s.h, s.w, s.c}, {s.b, s.h, s.w, s.groups, s.k, s.k}};
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("dynamic_conv", {"depthwise convolution with computed weights",
                                  OpClass::Contraction,
                                  {{"b", "images", 1},
                                   {"h", "height", {}},
                                   {"w", "width", {}},
                                   {"c", "channels", {}},
                                   {"groups", "channel groups with a kernel each", {}},
                                   {"kernel", "kernel size, odd", 7}},
                                  build,
                                  shapes,
                                  reference,
                                  naive,
                                  {{"h", 4}, {"w", 5}, {"c", 6}, {"groups", 2}, {"kernel", 3}},
                                  ""});

}  // namespace
}  // namespace fluxgate
