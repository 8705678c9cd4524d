/// Convolution over NHWC with square kernel, stride, padding and groups (depthwise: groups = cin =
/// cout). Output size floor((hw + 2 pad - kernel) / stride) + 1; MACs
/// b*ho*wo*cout*(cin/groups)*kernel^2.
#include <Eigen/Dense>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

struct Sizes {
  std::int64_t b, h, w, cin, cout, k, stride, pad, groups, ho, wo;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        h(a.at("h")),
        w(a.at("w")),
        cin(a.at("cin")),
        cout(a.at("cout")),
        k(a.at("kernel")),
        stride(a.at("stride")),
        pad(a.at("pad")),
        groups(a.at("groups")),
        ho(0),
        wo(0) {
    if (stride < 1 || groups < 1 || k < 1)
      throw std::invalid_argument("stride, groups and kernel must be 1 or more");
    if (cin % groups != 0 || cout % groups != 0)
      throw std::invalid_argument("groups must divide cin and cout");
    ho = (h + 2 * pad - k) / stride + 1;
    wo = (w + 2 * pad - k) / stride + 1;
    if (h + 2 * pad < k || w + 2 * pad < k)
      throw std::invalid_argument("the kernel is larger than the padded input");
  }
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const std::int64_t ci = s.cin / s.groups;
  Operator op = begin_operator(a, OpClass::Contraction,
                               {{"b", s.b},
                                {"ho", s.ho},
                                {"wo", s.wo},
                                {"co", s.cout},
                                {"ci", ci},
                                {"kh", s.k},
                                {"kw", s.k}});
  op.shape =
      Contraction{s.groups, s.b * s.ho * s.wo, s.cout / s.groups, ci * s.k * s.k, 1.0, s.k * s.k};
  op.inputs = {a.activation(0, s.b * s.h * s.w * s.cin), a.weights(s.cout * ci * s.k * s.k)};
  op.outputs = {a.result(s.b * s.ho * s.wo * s.cout)};
  const std::int64_t values = s.cout * ci * s.k * s.k + (a.at("bias") != 0 ? s.cout : 0);
  op.params = a.at("tied") != 0 ? 0 : values;
  op.macs = s.b * s.ho * s.wo * s.cout * ci * s.k * s.k;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// im2col and one matrix product a group.
Array reference(const OpArgs& a, const Arrays& in) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Sizes s(a);
  const std::int64_t ci = s.cin / s.groups, co = s.cout / s.groups;
  Array out = make_array({s.b, s.ho, s.wo, s.cout});
  for (std::int64_t g = 0; g < s.groups; ++g) {
    Matrix columns = Matrix::Zero(s.b * s.ho * s.wo, ci * s.k * s.k);
    for (std::int64_t row = 0; row < columns.rows(); ++row) {
      const std::int64_t b = row / (s.ho * s.wo), y = row / s.wo % s.ho, x = row % s.wo;
      for (std::int64_t col = 0; col < columns.cols(); ++col) {
        const std::int64_t c = col / (s.k * s.k), ky = col / s.k % s.k, kx = col % s.k;
        const std::int64_t iy = y * s.stride + ky - s.pad, ix = x * s.stride + kx - s.pad;
        if (iy >= 0 && iy < s.h && ix >= 0 && ix < s.w)
          columns(row, col) = in[0].data[index(((b * s.h + iy) * s.w + ix) * s.cin + g * ci + c)];
      }
    }
    const Eigen::Map<const Matrix> weights(in[1].data.data() + g * co * ci * s.k * s.k, co,
                                           ci * s.k * s.k);
    const Matrix result = columns * weights.transpose();
    for (std::int64_t row = 0; row < result.rows(); ++row)
      for (std::int64_t c = 0; c < co; ++c)
        out.data[index(row * s.cout + g * co + c)] = result(row, c);
  }
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  const std::int64_t ci = s.cin / s.groups, co = s.cout / s.groups;
  Array out = make_array({s.b, s.ho, s.wo, s.cout});
  for (std::int64_t b = 0; b < s.b; ++b)
    for (std::int64_t y = 0; y < s.ho; ++y)
      for (std::int64_t x = 0; x < s.wo; ++x)
        for (std::int64_t o = 0; o < s.cout; ++o)
          for (std::int64_t c = 0; c < ci; ++c)
            for (std::int64_t ky = 0; ky < s.k; ++ky)
              for (std::int64_t kx = 0; kx < s.k; ++kx) {
                const std::int64_t iy = y * s.stride + ky - s.pad, ix = x * s.stride + kx - s.pad;
                if (iy < 0 || iy >= s.h || ix < 0 || ix >= s.w) continue;
                out.data[index(((b * s.ho + y) * s.wo + x) * s.cout + o)] +=
                    in[0].data[index(((b * s.h + iy) * s.w + ix) * s.cin + o / co * ci + c)] *
                    in[1].data[index(((o * ci + c) * s.k + ky) * s.k + kx)];
              }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("conv2d", {"convolution, also grouped and depthwise",
                            OpClass::Contraction,
                            {{"b", "images", 1},
                             {"h", "input height", {}},
                             {"w", "input width", {}},
                             {"cin", "input channels", {}},
                             {"cout", "output channels", {}},
                             {"kernel", "kernel size", {}},
                             {"stride", "stride", 1},
                             {"pad", "zeros around", 0},
                             {"groups", "channel groups", 1},
                             {"bias", "1: with bias", 0},
                             {"tied", "1: the weights belong to another operator", 0}},
                            build,
                            [](const OpArgs& a) {
                              const Sizes s(a);
                              return std::vector<std::vector<std::int64_t>>{
                                  {s.b, s.h, s.w, s.cin}, {s.cout, s.cin / s.groups, s.k, s.k}};
                            },
                            reference,
                            naive,
                            {{"b", 2},
                             {"h", 7},
                             {"w", 6},
                             {"cin", 4},
                             {"cout", 6},
                             {"kernel", 3},
                             {"stride", 2},
                             {"pad", 1},
                             {"groups", 2}},
                            ""});

}  // namespace
}  // namespace fluxgate
