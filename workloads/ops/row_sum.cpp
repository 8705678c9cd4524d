/// Sum over the columns of [rows, cols], one value a row. One pass, one addition an element.
#include <numeric>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 1, 1, 0};
  op.inputs = {a.activation(0, rows * cols)};
  op.outputs = {a.result(rows)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = make_array({a.at("rows")});
  const auto cols = static_cast<std::ptrdiff_t>(a.at("cols"));
  auto row = in[0].data.begin();
  for (double& sum : out.data) {
    sum = std::accumulate(row, row + cols, 0.0);
    row += cols;
  }
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  Array out = make_array({a.at("rows")});
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  for (std::size_t i = 0; i < in[0].data.size(); ++i) out.data[i / cols] += in[0].data[i];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "row_sum", {"sum over rows",
                OpClass::Reduction,
                {{"rows", "rows", 1}, {"cols", "columns", {}}},
                build,
                [](const OpArgs& a) {
                  return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
                },
                reference,
                naive,
                {{"rows", 4}, {"cols", 9}},
                ""});

}  // namespace
}  // namespace fluxgate
