/// Causal depthwise 1-D convolution over [b, l, c] with `width` taps: y_t = sum_i w_i
/// x_{t-width+1+i}.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), c = a.at("c"), width = a.at("width");
  Operator op =
      begin_operator(a, OpClass::Contraction, {{"b", b}, {"l", l}, {"c", c}, {"tap", width}});
  op.shape = Contraction{c, b * l, 1, width, 1.0, width};
  op.inputs = {a.activation(0, b * l * c), a.weights(c * width)};
  op.outputs = {a.result(b * l * c)};
  op.params = c * width + (a.at("bias") != 0 ? c : 0);
  op.macs = b * l * c * width;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Tap by tap over whole rows, as a vector unit does it.
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), c = a.at("c"), width = a.at("width");
  Array out = make_array({b, l, c});
  for (std::int64_t tap = 0; tap < width; ++tap)
    for (std::int64_t n = 0; n < b; ++n)
      for (std::int64_t t = width - 1 - tap; t < l; ++t)
        for (std::int64_t x = 0; x < c; ++x)
          out.data[index((n * l + t) * c + x)] +=
              in[1].data[index(x * width + tap)] *
              in[0].data[index((n * l + t - width + 1 + tap) * c + x)];
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), c = a.at("c"), width = a.at("width");
  Array out = make_array({b, l, c});
  for (std::int64_t n = 0; n < b; ++n)
    for (std::int64_t t = 0; t < l; ++t)
      for (std::int64_t x = 0; x < c; ++x) {
        double sum = 0;
        for (std::int64_t back = 0; back < width && back <= t; ++back)
          sum += in[1].data[index(x * width + width - 1 - back)] *
                 in[0].data[index((n * l + t - back) * c + x)];
        out.data[index((n * l + t) * c + x)] = sum;
      }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "conv1d_causal", {"causal depthwise 1-D convolution",
                      OpClass::Contraction,
                      {{"b", "sequences", 1},
                       {"l", "length", {}},
                       {"c", "channels", {}},
                       {"width", "taps", 4},
                       {"bias", "1: with bias", 0}},
                      build,
                      [](const OpArgs& a) {
                        return std::vector<std::vector<std::int64_t>>{
                            {a.at("b"), a.at("l"), a.at("c")}, {a.at("c"), a.at("width")}};
                      },
                      reference,
                      naive,
                      {{"b", 2}, {"l", 9}, {"c", 3}, {"width", 4}},
                      ""});

}  // namespace
}  // namespace fluxgate
