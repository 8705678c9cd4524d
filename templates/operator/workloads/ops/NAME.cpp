/// @name@: y = x * x + x, element by element: one multiplication and one addition an element.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("elements");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"element", n}});
  op.shape = Elementwise{n, 2, 0};
  op.inputs = {a.activation(0, n)};
  op.outputs = {a.result(n)};
  return op;
}

/// The form a library would use.
Array reference(const OpArgs&, const Arrays& in) {
  Array out = in[0];
  for (double& x : out.data) x = std::fma(x, x, x);
  return out;
}

/// The formula word for word.
Array naive(const OpArgs&, const Arrays& in) {
  Array out = in[0];
  for (double& x : out.data) x = x * x + x;
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "@name@",
    {"x * x + x",
     OpClass::Elementwise,
     {{"elements", "elements", {}}},
     build,
     [](const OpArgs& a) { return std::vector<std::vector<std::int64_t>>{{a.at("elements")}}; },
     reference,
     naive,
     {{"elements", 33}},
     ""});

}  // namespace
}  // namespace fluxgate
