/// Products of two activations: Y[b] = A[b] B[b], A[m,k], B[k,n], for b of `batch`. `params` > 0:
/// the right side holds that many learned values.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("batch"), m = a.at("m"), n = a.at("n"), k = a.at("k");
  Operator op = begin_operator(a, OpClass::Contraction, {{"b", b}, {"m", m}, {"n", n}, {"k", k}});
  op.shape = Contraction{b, m, n, k};
  op.inputs = {a.activation(0, b * m * k),
               a.at("params") != 0 ? a.weights(b * k * n) : a.activation(1, b * k * n)};
  op.outputs = {a.result(b * m * n)};
  op.params = a.at("params");
  op.macs = b * m * n * k;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const std::int64_t b = a.at("batch"), m = a.at("m"), n = a.at("n"), k = a.at("k");
  Array out = make_array({b, m, n});
  for (std::int64_t i = 0; i < b; ++i)
    primitives.matmul({m, n, k}, Values(in[0].data).subspan(index(i * m * k), index(m * k)),
                      Values(in[1].data).subspan(index(i * k * n), index(k * n)),
                      Results(out.data).subspan(index(i * m * n), index(m * n)));
  return out;
}

Array reference(const OpArgs& a, const Arrays& in) { return on_units(a, in, double_precision()); }

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("batch"), m = a.at("m"), n = a.at("n"), k = a.at("k");
  Array out = make_array({b, m, n});
  for (std::int64_t i = 0; i < b * m; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t x = 0; x < k; ++x)
        out.data[index(i * n + j)] +=
            in[0].data[index(i * k + x)] * in[1].data[index((i / m * k + x) * n + j)];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "matmul", {"products of two tensors",
               OpClass::Contraction,
               {{"batch", "products", 1},
                {"m", "rows", {}},
                {"n", "columns", {}},
                {"k", "inner size", {}},
                {"params", "learned values of the right side", 0}},
               build,
               [](const OpArgs& a) {
                 return std::vector<std::vector<std::int64_t>>{
                     {a.at("batch"), a.at("m"), a.at("k")}, {a.at("batch"), a.at("k"), a.at("n")}};
               },
               reference,
               naive,
               {{"batch", 2}, {"m", 5}, {"n", 7}, {"k", 4}},
               "",
               on_units});

}  // namespace
}  // namespace fluxgate
