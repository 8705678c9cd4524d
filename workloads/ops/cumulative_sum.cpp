/// Running sum along the columns of [rows, cols]: a recurrence with one state value and no decay.
#include <numeric>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Scan, {{"row", rows}, {"col", cols}});
  op.shape = Scan{rows, cols, 1, 1, 0, 1, 0};
  op.inputs = {a.activation(0, rows * cols)};
  op.outputs = {a.result(rows * cols)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const auto cols = static_cast<std::ptrdiff_t>(a.at("cols"));
  for (auto row = out.data.begin(); row != out.data.end(); row += cols)
    std::partial_sum(row, row + cols, row);
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  Array out = make_array(in[0].shape);
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  for (std::size_t i = 0; i < in[0].data.size(); ++i)
    for (std::size_t j = i / cols * cols; j <= i; ++j) out.data[i] += in[0].data[j];
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("cumulative_sum",
                 {"running sum along rows",
                  OpClass::Scan,
                  {{"rows", "rows", 1}, {"cols", "columns", {}}},
                  build,
                  [](const OpArgs& a) {
                    return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
                  },
                  reference,
                  naive,
                  {{"rows", 3}, {"cols", 8}},
                  ""});

}  // namespace
}  // namespace fluxgate
