/// Batch normalisation at inference: y = x * scale_c + shift_c per channel (folded statistics). 2c
/// parameters.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("rows") * a.at("c");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"row", a.at("rows")}, {"c", a.at("c")}});
  op.shape = Elementwise{n, 2, 0};
  op.params = 2 * a.at("c");
  op.inputs = {a.activation(0, n), a.weights(2 * a.at("c"))};
  op.outputs = {a.result(n)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const auto c = static_cast<std::size_t>(a.at("c"));
  for (std::size_t i = 0; i < out.data.size(); ++i)
    out.data[i] = out.data[i] * in[1].data[i % c] + in[1].data[c + i % c];
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  Array out = make_array(in[0].shape);
  const auto channels = static_cast<std::size_t>(a.at("c"));
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t row = 0; row < static_cast<std::size_t>(a.at("rows")); ++row)
      out.data[row * channels + c] =
          in[1].data[channels + c] + in[1].data[c] * in[0].data[row * channels + c];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "batch_norm",
    {"per-channel scale and shift",
     OpClass::Elementwise,
     {{"rows", "positions", {}}, {"c", "channels", {}}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("c")}, {2, a.at("c")}};
     },
     reference,
     naive,
     {{"rows", 6}, {"c", 5}},
     ""});

}  // namespace
}  // namespace fluxgate
