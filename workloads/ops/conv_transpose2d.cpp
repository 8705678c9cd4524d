/// Transposed convolution over NHWC, square kernel: every input value adds its kernel to the output
/// at stride * position - pad. Output size (hw - 1) * stride + kernel - 2 pad. MACs
/// b*h*w*cin*cout*kernel^2 (borders that fall outside are counted).
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Sizes {
  std::int64_t b, h, w, ci, co, k, stride, pad, ho, wo;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        h(a.at("h")),
        w(a.at("w")),
        ci(a.at("cin")),
        co(a.at("cout")),
        k(a.at("kernel")),
        stride(a.at("stride")),
        pad(a.at("pad")),
        ho((h - 1) * stride + k - 2 * pad),
        wo((w - 1) * stride + k - 2 * pad) {
    if (stride < 1 || k < 1 || ho < 1 || wo < 1)
      throw std::invalid_argument("stride, kernel and the output size must be 1 or more");
  }
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  Operator op = begin_operator(
      a, OpClass::Contraction,
      {{"b", s.b}, {"hi", s.h}, {"wi", s.w}, {"ci", s.ci}, {"co", s.co}, {"kh", s.k}, {"kw", s.k}});
  op.shape = Contraction{1, s.b * s.h * s.w, s.co * s.k * s.k, s.ci};
  const std::int64_t kernel = s.ci * s.co * s.k * s.k;
  op.inputs = {a.activation(0, s.b * s.h * s.w * s.ci), a.weights(kernel)};
  op.outputs = {a.result(s.b * s.ho * s.wo * s.co)};
  op.params = kernel + (a.at("bias") != 0 ? s.co : 0);
  op.macs = s.b * s.h * s.w * kernel;
  return op;
}

/// Scatters from each input pixel. Weights [ci, co, k, k].
Array reference(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.ho, s.wo, s.co});
  for (std::int64_t p = 0; p < s.b * s.h * s.w; ++p)
    for (std::int64_t tap = 0; tap < s.k * s.k; ++tap) {
      const std::int64_t y = p / s.w % s.h * s.stride + tap / s.k - s.pad;
      const std::int64_t x = p % s.w * s.stride + tap % s.k - s.pad;
      if (y < 0 || y >= s.ho || x < 0 || x >= s.wo) continue;
      for (std::int64_t c = 0; c < s.ci; ++c)
        for (std::int64_t o = 0; o < s.co; ++o)
          out.data[index(((p / (s.h * s.w) * s.ho + y) * s.wo + x) * s.co + o)] +=
              in[0].data[index(p * s.ci + c)] * in[1].data[index((c * s.co + o) * s.k * s.k + tap)];
    }
  return out;
}
/// Gathers into each output pixel.
Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.ho, s.wo, s.co});
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    const std::int64_t o = at % s.co, x = at / s.co % s.wo, y = at / s.co / s.wo % s.ho;
    const std::int64_t b = at / s.co / s.wo / s.ho;
    for (std::int64_t iy = 0; iy < s.h; ++iy)
      for (std::int64_t ix = 0; ix < s.w; ++ix) {
        const std::int64_t ky = y + s.pad - iy * s.stride, kx = x + s.pad - ix * s.stride;
        if (ky < 0 || ky >= s.k || kx < 0 || kx >= s.k) continue;
        for (std::int64_t c = 0; c < s.ci; ++c)
          out.data[index(at)] += in[0].data[index(((b * s.h + iy) * s.w + ix) * s.ci + c)] *
                                 in[1].data[index(((c * s.co + o) * s.k + ky) * s.k + kx)];
      }
  }
  return out;
}

std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  const Sizes s(a);
  return {{s.b, s.h, s.w, s.ci}, {s.ci, s.co, s.k, s.k}};
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "conv_transpose2d",
    {"transposed convolution",
     OpClass::Contraction,
     {{"b", "images", 1},
      {"h", "input height", {}},
      {"w", "input width", {}},
      {"cin", "input channels", {}},
      {"cout", "output channels", {}},
      {"kernel", "kernel size", 2},
      {"stride", "stride", 2},
      {"pad", "cut from each border", 0},
      {"bias", "1: with bias", 0}},
     build,
     shapes,
     reference,
     naive,
     {{"b", 2}, {"h", 3}, {"w", 4}, {"cin", 2}, {"cout", 3}, {"kernel", 4}, {"pad", 1}},
     ""});

}  // namespace
}  // namespace fluxgate
