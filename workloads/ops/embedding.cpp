/// Table look-up: `tokens` rows of `d` values from a table of `vocab` rows; only the rows looked up
/// are read.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("tokens") * a.at("d");
  Operator op = begin_operator(a, OpClass::Gather, {{"token", a.at("tokens")}, {"d", a.at("d")}});
  op.shape = Gather{a.at("tokens"), a.at("d"), 0};
  op.params = a.at("vocab") * a.at("d");
  op.inputs = {a.weights(n)};
  op.outputs = {a.result(n)};
  return op;
}

std::size_t row_of(const OpArgs& a, double index) {
  return static_cast<std::size_t>(
      std::fmod(std::floor(std::abs(index) * 1000), static_cast<double>(a.at("vocab"))));
}

Array reference(const OpArgs& a, const Arrays& in) {
  const auto d = static_cast<std::size_t>(a.at("d"));
  Array out = make_array({a.at("tokens"), a.at("d")});
  for (std::size_t t = 0; t < in[0].data.size(); ++t)
    std::copy_n(in[1].data.begin() + static_cast<std::ptrdiff_t>(row_of(a, in[0].data[t]) * d), d,
                out.data.begin() + static_cast<std::ptrdiff_t>(t * d));
  return out;
}
/// Product with one-hot rows.
Array naive(const OpArgs& a, const Arrays& in) {
  const auto d = static_cast<std::size_t>(a.at("d"));
  Array out = make_array({a.at("tokens"), a.at("d")});
  for (std::size_t t = 0; t < in[0].data.size(); ++t)
    for (std::size_t v = 0; v < static_cast<std::size_t>(a.at("vocab")); ++v)
      for (std::size_t i = 0; i < d; ++i)
        out.data[t * d + i] += (v == row_of(a, in[0].data[t]) ? 1.0 : 0.0) * in[1].data[v * d + i];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "embedding",
    {"table look-up",
     OpClass::Gather,
     {{"tokens", "rows looked up", {}}, {"d", "row size", {}}, {"vocab", "table rows", {}}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("tokens")}, {a.at("vocab"), a.at("d")}};
     },
     reference,
     naive,
     {{"tokens", 6}, {"d", 4}, {"vocab", 10}},
     ""});

}  // namespace
}  // namespace fluxgate
