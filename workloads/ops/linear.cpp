/// Dense layer: Y[m,n] = X[m,k] W[k,n] + b. MACs m*n*k, parameters k*n (+ n with bias), none when
/// tied.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t m = a.at("m"), n = a.at("n"), k = a.at("k");
  Operator op = begin_operator(a, OpClass::Contraction, {{"m", m}, {"n", n}, {"k", k}});
  op.shape = Contraction{1, m, n, k};
  op.inputs = {a.activation(0, m * k), a.weights(k * n)};
  op.outputs = {a.result(m * n)};
  op.params = a.at("tied") != 0 ? 0 : k * n + (a.at("bias") != 0 ? n : 0);
  op.macs = m * n * k;
  return op;
}

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  Array out = make_array({a.at("m"), a.at("n")});
  primitives.matmul({a.at("m"), a.at("n"), a.at("k")}, in[0].data, in[1].data, out.data);
  return out;
}

Array reference(const OpArgs& a, const Arrays& in) { return on_units(a, in, double_precision()); }

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t m = a.at("m"), n = a.at("n"), k = a.at("k");
  Array out = make_array({m, n});
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t x = 0; x < k; ++x)
        out.data[static_cast<std::size_t>(i * n + j)] +=
            in[0].data[static_cast<std::size_t>(i * k + x)] *
            in[1].data[static_cast<std::size_t>(x * n + j)];
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("linear", {"dense layer",
                            OpClass::Contraction,
                            {{"m", "rows", {}},
                             {"n", "outputs", {}},
                             {"k", "inputs", {}},
                             {"bias", "1: with bias", 0},
                             {"tied", "1: the weights belong to another operator", 0}},
                            build,
                            [](const OpArgs& a) {
                              return std::vector<std::vector<std::int64_t>>{{a.at("m"), a.at("k")},
                                                                            {a.at("k"), a.at("n")}};
                            },
                            reference,
                            naive,
                            {{"m", 5}, {"n", 7}, {"k", 11}},
                            "",
                            on_units});

}  // namespace
}  // namespace fluxgate
