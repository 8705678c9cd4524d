/// Mixes two attention maps by a gate a head and renormalises the rows (gated positional
/// attention): A = (1 - g_h) a + g_h p, divided by its row sum. Rows [b, heads, i], gate
/// sigmoid(parameter). Two passes, 5 simple operations an element, one reciprocal a row.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("b") * a.at("heads") * a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 2, 5, 1.0 / static_cast<double>(cols)};
  op.params = a.at("heads");
  op.inputs = {a.activation(0, rows * cols), a.activation(1, a.at("heads") * a.at("rows") * cols),
               a.weights(a.at("heads"))};
  op.outputs = {a.result(rows * cols)};
  return op;
}

double gate(const Arrays& in, std::int64_t head) {
  return 1 / (1 + std::exp(-in[2].data[index(head)]));
}

double mixed(const OpArgs& a, const Arrays& in, std::int64_t row, std::int64_t col) {
  const std::int64_t n = a.at("rows"), cols = a.at("cols"), heads = a.at("heads");
  const double g = gate(in, row / n % heads);
  return (1 - g) * in[0].data[index(row * cols + col)] +
         g * in[1].data[index(row % (heads * n) * cols + col)];
}

Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t rows = a.at("b") * a.at("heads") * a.at("rows"), cols = a.at("cols");
  Array out = make_array({rows, cols});
  for (std::int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (std::int64_t c = 0; c < cols; ++c)
      sum += out.data[index(r * cols + c)] = mixed(a, in, r, c);
    for (std::int64_t c = 0; c < cols; ++c) out.data[index(r * cols + c)] /= sum;
  }
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t rows = a.at("b") * a.at("heads") * a.at("rows"), cols = a.at("cols");
  Array out = make_array({rows, cols});
  for (std::int64_t at = 0; at < rows * cols; ++at) {
    double sum = 0;
    for (std::int64_t c = 0; c < cols; ++c) sum += mixed(a, in, at / cols, c);
    out.data[index(at)] = mixed(a, in, at / cols, at % cols) / sum;
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "gated_mix",
    {"two attention maps mixed by a gate a head",
     OpClass::Reduction,
     {{"b", "sequences", 1}, {"heads", "heads", {}}, {"rows", "queries", {}}, {"cols", "keys", {}}},
     build,
     [](const OpArgs& a) {
       const std::int64_t h = a.at("heads"), r = a.at("rows"), c = a.at("cols");
       return std::vector<std::vector<std::int64_t>>{{a.at("b"), h, r, c}, {h, r, c}, {h}};
     },
     reference,
     naive,
     {{"b", 2}, {"heads", 2}, {"rows", 3}, {"cols", 4}},
     ""});

}  // namespace
}  // namespace fluxgate
