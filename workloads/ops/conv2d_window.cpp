/// Convolution over NHWC with a rectangular, strided, dilated window and padding of its own on each
/// side; 1-D with height 1. Output (in + before + after - dilation (kernel - 1) - 1) / stride + 1;
/// MACs b*ho*wo*cout*(cin/groups)*kernel_h*kernel_w.
#include <Eigen/Dense>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

struct Axis {
  std::int64_t in, kernel, stride, dilation, before, out;
  Axis(const OpArgs& a, const std::string& size, const std::string& suffix, const char* first,
       const char* last)
      : in(a.at(size)),
        kernel(a.at("kernel" + suffix)),
        stride(a.at("stride" + suffix)),
        dilation(a.at("dilation" + suffix)),
        before(a.at(first)),
        out(0) {
    if (kernel < 1 || stride < 1 || dilation < 1)
      throw std::invalid_argument("kernel, stride and dilation must be 1 or more");
    const std::int64_t span = in + before + a.at(last) - dilation * (kernel - 1) - 1;
    if (span < 0) throw std::invalid_argument("the kernel is larger than the padded input");
    out = span / stride + 1;
  }
  /// Input position of a tap, outside [0, in) in the padding.
  [[nodiscard]] std::int64_t at(std::int64_t o, std::int64_t tap) const {
    return o * stride + tap * dilation - before;
  }
};
struct Sizes {
  std::int64_t b, cin, cout, groups, ci, co;
  Axis y, x;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        cin(a.at("cin")),
        cout(a.at("cout")),
        groups(a.at("groups")),
        ci(0),
        co(0),
        y(a, "h", "_h", "top", "bottom"),
        x(a, "w", "_w", "left", "right") {
    if (groups < 1 || cin % groups != 0 || cout % groups != 0)
      throw std::invalid_argument("groups must divide cin and cout");
    ci = cin / groups;
    co = cout / groups;
  }
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const std::int64_t taps = s.y.kernel * s.x.kernel, places = s.b * s.y.out * s.x.out;
  Operator op = begin_operator(a, OpClass::Contraction,
                               {{"b", s.b},
                                {"ho", s.y.out},
                                {"wo", s.x.out},
                                {"co", s.cout},
                                {"ci", s.ci},
                                {"kh", s.y.kernel},
                                {"kw", s.x.kernel}});
  op.shape = Contraction{s.groups, places, s.co, s.ci * taps, 1.0, taps};
  op.inputs = {a.activation(0, s.b * s.y.in * s.x.in * s.cin), a.weights(s.cout * s.ci * taps)};
  op.outputs = {a.result(places * s.cout)};
  op.params = s.cout * s.ci * taps + (a.at("bias") != 0 ? s.cout : 0);
  op.macs = places * s.cout * s.ci * taps;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

double input(const Sizes& s, const Array& in, std::int64_t b, std::int64_t iy, std::int64_t ix,
             std::int64_t c) {
  if (iy < 0 || iy >= s.y.in || ix < 0 || ix >= s.x.in) return 0;
  return in.data[index(((b * s.y.in + iy) * s.x.in + ix) * s.cin + c)];
}

/// A matrix product a group and tap.
Array reference(const OpArgs& a, const Arrays& in) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Sizes s(a);
  const std::int64_t taps = s.y.kernel * s.x.kernel, places = s.b * s.y.out * s.x.out;
  Matrix out = Matrix::Zero(places, s.cout);
  Matrix seen(places, s.ci), weights(s.ci, s.co);
  for (std::int64_t g = 0; g < s.groups; ++g)
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      for (std::int64_t c = 0; c < s.ci; ++c) {
        for (std::int64_t p = 0; p < places; ++p)
          seen(p, c) = input(s, in[0], p / (s.y.out * s.x.out),
                             s.y.at(p / s.x.out % s.y.out, tap / s.x.kernel),
                             s.x.at(p % s.x.out, tap % s.x.kernel), g * s.ci + c);
        for (std::int64_t o = 0; o < s.co; ++o)
          weights(c, o) = in[1].data[index(((g * s.co + o) * s.ci + c) * taps + tap)];
      }
      out.middleCols(g * s.co, s.co) += seen * weights;
    }
  Array result = make_array({s.b, s.y.out, s.x.out, s.cout});
  std::copy(out.data(), out.data() + out.size(), result.data.begin());
  return result;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.y.out, s.x.out, s.cout});
  for (std::int64_t b = 0; b < s.b; ++b)
    for (std::int64_t y = 0; y < s.y.out; ++y)
      for (std::int64_t x = 0; x < s.x.out; ++x)
        for (std::int64_t o = 0; o < s.cout; ++o)
          for (std::int64_t c = 0; c < s.ci; ++c)
            for (std::int64_t ky = 0; ky < s.y.kernel; ++ky)
              for (std::int64_t kx = 0; kx < s.x.kernel; ++kx)
                out.data[index(((b * s.y.out + y) * s.x.out + x) * s.cout + o)] +=
                    input(s, in[0], b, s.y.at(y, ky), s.x.at(x, kx), o / s.co * s.ci + c) *
                    in[1].data[index(((o * s.ci + c) * s.y.kernel + ky) * s.x.kernel + kx)];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "conv2d_window", {"convolution with a rectangular or dilated window",
                      OpClass::Contraction,
                      {{"b", "images", 1},
                       {"h", "input height", 1},
                       {"w", "input width", {}},
                       {"cin", "input channels", {}},
                       {"cout", "output channels", {}},
                       {"kernel_h", "kernel height", 1},
                       {"kernel_w", "kernel width", {}},
                       {"stride_h", "stride down", 1},
                       {"stride_w", "stride across", 1},
                       {"dilation_h", "distance of taps down", 1},
                       {"dilation_w", "distance of taps across", 1},
                       {"top", "zeros above", 0},
                       {"bottom", "zeros below", 0},
                       {"left", "zeros on the left", 0},
                       {"right", "zeros on the right", 0},
                       {"groups", "channel groups", 1},
                       {"bias", "1: with bias", 0}},
                      build,
                      [](const OpArgs& a) {
                        const Sizes s(a);
                        return std::vector<std::vector<std::int64_t>>{
                            {s.b, s.y.in, s.x.in, s.cin}, {s.cout, s.ci, s.y.kernel, s.x.kernel}};
                      },
                      reference,
                      naive,
                      {{"b", 2},
                       {"h", 7},
                       {"w", 6},
                       {"cin", 4},
                       {"cout", 6},
                       {"kernel_h", 3},
                       {"kernel_w", 2},
                       {"stride_h", 2},
                       {"dilation_w", 2},
                       {"top", 1},
                       {"right", 2},
                       {"groups", 2}},
                      ""});

}  // namespace
}  // namespace fluxgate
