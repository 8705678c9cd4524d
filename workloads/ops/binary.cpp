/// Sum and product of two tensors, element by element: residual connections, gates. One operation
/// an element. `second`: values of the second tensor when it is repeated (a scale a channel);
/// `params`: learned factors folded into it (layer scales: one more operation an element).
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::int64_t second(const OpArgs& a) {
  return a.at("second") == 0 ? a.at("elements") : a.at("second");
}

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("elements");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"element", n}});
  op.shape = Elementwise{n, a.at("params") > 0 ? 2.0 : 1.0, 0};
  op.params = a.at("params");
  op.inputs = {a.activation(0, n), a.activation(1, second(a))};
  if (op.params > 0) op.inputs.push_back(a.weights(op.params));
  op.outputs = {a.result(n)};
  return op;
}

template <class F>
Array forward(const Arrays& in, F f) {
  Array out = in[0];
  for (std::size_t i = 0; i < out.data.size(); ++i)
    out.data[i] = f(in[0].data[i], in[1].data[i % in[1].data.size()]);
  return out;
}
template <class F>
Array backward(const Arrays& in, F f) {
  Array out = make_array(in[0].shape);
  for (std::size_t i = out.data.size(); i-- > 0;)
    out.data[i] = f(in[1].data[i % in[1].data.size()], in[0].data[i]);
  return out;
}

std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  return {{a.at("elements")}, {second(a)}};
}
const std::vector<OpArgument> kArguments{{"elements", "elements", {}},
                                         {"second", "values of the second tensor, 0 = as many", 0},
                                         {"params", "learned factors folded in", 0}};
double sum(double x, double y) { return x + y; }
double product(double x, double y) { return x * y; }

[[maybe_unused]] const bool kAdd =
    OpKinds::add("add", {"sum of two tensors",
                         OpClass::Elementwise,
                         kArguments,
                         build,
                         shapes,
                         [](const OpArgs&, const Arrays& in) { return forward(in, sum); },
                         [](const OpArgs&, const Arrays& in) { return backward(in, sum); },
                         {{"elements", 18}, {"second", 6}},
                         ""});
[[maybe_unused]] const bool kMultiply =
    OpKinds::add("multiply", {"product of two tensors",
                              OpClass::Elementwise,
                              kArguments,
                              build,
                              shapes,
                              [](const OpArgs&, const Arrays& in) { return forward(in, product); },
                              [](const OpArgs&, const Arrays& in) { return backward(in, product); },
                              {{"elements", 18}, {"second", 6}},
                              ""});

}  // namespace
}  // namespace fluxgate
