/// Softmax over the columns of [rows, cols]. Three passes: maximum, exponential and sum, scaling; 4
/// simple operations (scale, max, subtract, multiply) and one exponential an element.
#include <algorithm>
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 3, 4, 1};
  op.inputs = {a.activation(0, rows * cols)};
  op.outputs = {a.result(rows * cols)};
  return op;
}

/// One pass with a running maximum and sum (online softmax), then the scaling.
Array reference(const OpArgs& a, const Arrays& in) {
  const auto rows = static_cast<std::size_t>(a.at("rows")),
             cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t r = 0; r < rows; ++r) {
    double most = -INFINITY, sum = 0;
    for (std::size_t c = 0; c < cols; ++c) {
      const double x = in[0].data[r * cols + c];
      const double next = std::max(most, x);
      sum = sum * std::exp(most - next) + std::exp(x - next);
      most = next;
    }
    for (std::size_t c = 0; c < cols; ++c)
      out.data[r * cols + c] = std::exp(in[0].data[r * cols + c] - most) / sum;
  }
  return out;
}

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t at = 0; at < out.data.size(); at += cols)
    primitives.softmax(Values(in[0].data).subspan(at, cols), Results(out.data).subspan(at, cols));
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const auto rows = static_cast<std::size_t>(a.at("rows")),
             cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < cols; ++c) sum += std::exp(in[0].data[r * cols + c]);
    for (std::size_t c = 0; c < cols; ++c)
      out.data[r * cols + c] = std::exp(in[0].data[r * cols + c]) / sum;
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "softmax", {"softmax over rows",
                OpClass::Reduction,
                {{"rows", "rows", {}}, {"cols", "columns", {}}},
                build,
                [](const OpArgs& a) {
                  return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
                },
                reference,
                naive,
                {{"rows", 4}, {"cols", 9}},
                "",
                on_units});

}  // namespace
}  // namespace fluxgate
