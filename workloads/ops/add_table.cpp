/// Adds a learned table [rows, cols] to each of `batch` inputs of that size: position embeddings,
/// relative position biases, per-channel scale and shift (`per_value` parameters a table value);
/// `extra` counts further parameters without work of their own (class token, layer scales, pooled
/// heads).
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("batch") * a.at("rows") * a.at("cols");
  const std::int64_t table = a.at("rows") * a.at("cols");
  Operator op =
      begin_operator(a, OpClass::Elementwise,
                     {{"b", a.at("batch")}, {"row", a.at("rows")}, {"col", a.at("cols")}});
  op.shape = Elementwise{n, 1, 0};
  op.params = a.at("params") + a.at("extra");
  op.inputs = {a.activation(0, n), a.weights(table)};
  op.outputs = {a.result(n)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const auto table = static_cast<std::size_t>(a.at("rows") * a.at("cols"));
  for (std::size_t i = 0; i < out.data.size(); ++i) out.data[i] += in[1].data[i % table];
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Array out = make_array(in[0].shape);
  for (std::int64_t b = 0; b < a.at("batch"); ++b)
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < cols; ++c) {
        const auto at = static_cast<std::size_t>((b * rows + r) * cols + c);
        out.data[at] = in[0].data[at] + in[1].data[static_cast<std::size_t>(r * cols + c)];
      }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "add_table",
    {"add a learned table",
     OpClass::Elementwise,
     {{"batch", "inputs", 1},
      {"rows", "rows of the table", {}},
      {"cols", "columns of the table", {}},
      {"params", "learned values of the table (a gathered table has fewer than rows * cols)", {}},
      {"extra", "further parameters", 0}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("batch"), a.at("rows"), a.at("cols")},
                                                     {a.at("rows"), a.at("cols")}};
     },
     reference,
     naive,
     {{"batch", 2}, {"rows", 3}, {"cols", 4}, {"params", 12}},
     ""});

}  // namespace
}  // namespace fluxgate
