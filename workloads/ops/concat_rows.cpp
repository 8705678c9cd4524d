/// Two tensors side by side: [rows, left] and [rows, right] to [rows, left + right]. Moves every
/// value once, no arithmetic.
#include <algorithm>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("rows"), left = a.at("left"), right = a.at("right");
  Operator op = begin_operator(a, OpClass::Gather, {{"row", rows}, {"value", left + right}});
  op.shape = Gather{2 * rows, (left + right + 1) / 2, 0};
  op.inputs = {a.activation(0, rows * left), a.activation(1, rows * right)};
  op.outputs = {a.result(rows * (left + right))};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t rows = a.at("rows"), left = a.at("left"), right = a.at("right");
  Array out = make_array({rows, left + right});
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto to = out.data.begin() + r * (left + right);
    std::copy_n(in[0].data.begin() + r * left, left, to);
    std::copy_n(in[1].data.begin() + r * right, right, to + left);
  }
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const auto left = static_cast<std::size_t>(a.at("left")),
             right = static_cast<std::size_t>(a.at("right"));
  Array out = make_array({a.at("rows"), a.at("left") + a.at("right")});
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    const std::size_t row = i / (left + right), column = i % (left + right);
    out.data[i] =
        column < left ? in[0].data[row * left + column] : in[1].data[row * right + column - left];
  }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("concat_rows", {"two tensors side by side",
                                 OpClass::Gather,
                                 {{"rows", "rows", {}},
                                  {"left", "columns of the first", {}},
                                  {"right", "columns of the second", {}}},
                                 build,
                                 [](const OpArgs& a) {
                                   return std::vector<std::vector<std::int64_t>>{
                                       {a.at("rows"), a.at("left")}, {a.at("rows"), a.at("right")}};
                                 },
                                 reference,
                                 naive,
                                 {{"rows", 4}, {"left", 3}, {"right", 5}},
                                 ""});

}  // namespace
}  // namespace fluxgate
