/// Adds `items` rows of `item` values into `bins` rows by an index: histograms of routed tokens,
/// token counts, the way back from experts. Gather with one addition a value; 0 MACs. The example
/// sends row i to bin i * 3 mod bins.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t items = a.at("items"), item = a.at("item"), bins = a.at("bins");
  Operator op = begin_operator(a, OpClass::Gather, {{"item", items}, {"value", item}});
  op.shape = Gather{items, item, 1};
  op.inputs = {a.activation(0, items * item)};
  op.outputs = {a.result(bins * item)};
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t item = a.at("item"), bins = a.at("bins");
  Array out = make_array({bins, item});
  for (std::int64_t at = 0; at < size_of(in[0]); ++at)
    out.data[index(at / item * 3 % bins * item + at % item)] += in[0].data[index(at)];
  return out;
}
/// As a product with the indicator matrix.
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t item = a.at("item"), bins = a.at("bins");
  Array out = make_array({bins, item});
  for (std::int64_t bin = 0; bin < bins; ++bin)
    for (std::int64_t i = 0; i < a.at("items"); ++i)
      for (std::int64_t v = 0; v < item; ++v)
        out.data[index(bin * item + v)] +=
            (i * 3 % bins == bin ? 1.0 : 0.0) * in[0].data[index(i * item + v)];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "scatter_add",
    {"rows added into bins by an index",
     OpClass::Gather,
     {{"items", "rows", {}}, {"item", "values a row", 1}, {"bins", "rows of the result", {}}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("items"), a.at("item")}};
     },
     reference,
     naive,
     {{"items", 9}, {"item", 2}, {"bins", 4}},
     ""});

}  // namespace
}  // namespace fluxgate
