/// Convolution over [b, l, cin] with `kernel` taps, stride 1, padded to the same length. MACs
/// b*l*cout*cin*kernel, parameters cin*cout*kernel (+ cout with bias).
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), ci = a.at("cin"), co = a.at("cout"),
                     k = a.at("kernel");
  Operator op = begin_operator(a, OpClass::Contraction,
                               {{"b", b}, {"l", l}, {"co", co}, {"ci", ci}, {"tap", k}});
  op.shape = Contraction{1, b * l, co, ci * k, 1.0, k};
  op.inputs = {a.activation(0, b * l * ci), a.weights(co * ci * k)};
  op.outputs = {a.result(b * l * co)};
  op.params = co * ci * k + (a.at("bias") != 0 ? co : 0);
  op.macs = b * l * co * ci * k;
  return op;
}

/// One matrix product a tap over the shifted rows. Weights are [tap, ci, co].
Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const std::int64_t b = a.at("b"), l = a.at("l"), ci = a.at("cin"), co = a.at("cout"),
                     k = a.at("kernel");
  Array out = make_array({b, l, co});
  for (std::int64_t n = 0; n < b; ++n) {
    Array rows = make_array({l, ci * k});  // the taps of a position side by side
    for (std::int64_t t = 0; t < l; ++t)
      for (std::int64_t tap = 0; tap < k; ++tap)
        for (std::int64_t c = 0; c < ci; ++c) {
          const std::int64_t from = t + tap - (k - 1) / 2;
          if (from >= 0 && from < l)
            rows.data[index(t * ci * k + tap * ci + c)] =
                in[0].data[index((n * l + from) * ci + c)];
        }
    primitives.matmul({l, co, ci * k}, rows.data, in[1].data,
                      Results(out.data).subspan(index(n * l * co), index(l * co)));
  }
  return out;
}

Array reference(const OpArgs& a, const Arrays& in) { return on_units(a, in, double_precision()); }

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), ci = a.at("cin"), co = a.at("cout"),
                     k = a.at("kernel");
  Array out = make_array({b, l, co});
  for (std::int64_t tap = 0; tap < k; ++tap)
    for (std::int64_t n = 0; n < b; ++n)
      for (std::int64_t t = 0; t < l; ++t) {
        const std::int64_t from = t + tap - (k - 1) / 2;
        if (from < 0 || from >= l) continue;
        for (std::int64_t o = 0; o < co; ++o)
          for (std::int64_t c = 0; c < ci; ++c)
            out.data[index((n * l + t) * co + o)] += in[0].data[index((n * l + from) * ci + c)] *
                                                     in[1].data[index((tap * ci + c) * co + o)];
      }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("conv1d", {"1-D convolution over channels, same length",
                            OpClass::Contraction,
                            {{"b", "sequences", 1},
                             {"l", "length", {}},
                             {"cin", "input channels", {}},
                             {"cout", "output channels", {}},
                             {"kernel", "taps", {}},
                             {"bias", "1: with bias", 0}},
                            build,
                            [](const OpArgs& a) {
                              return std::vector<std::vector<std::int64_t>>{
                                  {a.at("b"), a.at("l"), a.at("cin")},
                                  {a.at("kernel"), a.at("cin"), a.at("cout")}};
                            },
                            reference,
                            naive,
                            {{"b", 2}, {"l", 9}, {"cin", 3}, {"cout", 5}, {"kernel", 3}},
                            "",
                            on_units});

}  // namespace
}  // namespace fluxgate
