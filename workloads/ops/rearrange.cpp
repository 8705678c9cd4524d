/// Moves `items` pieces of `item` contiguous values to other places: window partition, roll, patch
/// merging, head transposition, dispatch of tokens to experts. The example is the cyclic roll by
/// one piece.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("items") * a.at("item");
  Operator op =
      begin_operator(a, OpClass::Gather, {{"piece", a.at("items")}, {"value", a.at("item")}});
  op.shape = Gather{a.at("items"), a.at("item"), 0};
  op.inputs = {a.activation(0, a.at("read") == 0 ? n : a.at("read"))};
  op.outputs = {a.result(n)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  std::rotate(out.data.begin(), out.data.end() - a.at("item"), out.data.end());
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const auto items = static_cast<std::size_t>(a.at("items")),
             item = static_cast<std::size_t>(a.at("item"));
  Array out = make_array(in[0].shape);
  for (std::size_t i = 0; i < items; ++i)
    for (std::size_t v = 0; v < item; ++v)
      out.data[(i + 1) % items * item + v] = in[0].data[i * item + v];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "rearrange", {"move pieces by an index",
                  OpClass::Gather,
                  {{"items", "pieces written", {}},
                   {"item", "values a piece", {}},
                   {"read", "distinct values read, 0 = all", 0}},
                  build,
                  [](const OpArgs& a) {
                    return std::vector<std::vector<std::int64_t>>{{a.at("items"), a.at("item")}};
                  },
                  reference,
                  naive,
                  {{"items", 5}, {"item", 3}},
                  ""});

}  // namespace
}  // namespace fluxgate
