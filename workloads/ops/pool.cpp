/// Reduction of `cols` values to one, `rows` times: max and mean pooling, global mean. One
/// operation a value read. `read` is the number of distinct inputs when windows overlap.
#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  if (a.function != "max" && a.function != "mean")
    throw std::invalid_argument("function '" + a.function + "' is unknown; known: max, mean");
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 1, 1, 0};
  op.inputs = {a.activation(0, a.at("read") == 0 ? rows * cols : a.at("read"))};
  op.outputs = {a.result(rows)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = make_array({a.at("rows")});
  for (std::size_t r = 0; r < out.data.size(); ++r) {
    const auto begin = in[0].data.begin() + static_cast<std::ptrdiff_t>(r) * a.at("cols");
    const auto end = begin + a.at("cols");
    out.data[r] = a.function == "max"
                      ? *std::max_element(begin, end)
                      : std::accumulate(begin, end, 0.0) / static_cast<double>(a.at("cols"));
  }
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows")});
  for (std::size_t r = 0; r < out.data.size(); ++r) {
    double value = in[0].data[r * cols];
    for (std::size_t c = 1; c < cols; ++c) {
      const double x = in[0].data[r * cols + c];
      value = a.function == "max" ? (x > value ? x : value) : value + x;
    }
    out.data[r] = a.function == "max" ? value : value / static_cast<double>(cols);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "pool", {"max or mean of groups of values",
             OpClass::Reduction,
             {{"rows", "results", {}},
              {"cols", "values a result", {}},
              {"read", "distinct values read, 0 = all", 0}},
             build,
             [](const OpArgs& a) {
               return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
             },
             reference,
             naive,
             {{"rows", 5}, {"cols", 7}},
             "mean"});

}  // namespace
}  // namespace fluxgate
