/// Dense layer of routed experts: each of `tokens` rows goes to `top_k` of `experts` matrices [k,
/// n]. Rows are spread evenly over `active` experts (0: min(experts, tokens * top_k), balanced
/// routing; a network draws other loads in classes), and only the weights of active experts are
/// read. MACs tokens*top_k*n*k; parameters experts*n*k.
#include <Eigen/Dense>
#include <algorithm>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("tokens") * a.at("top_k"), n = a.at("n"), k = a.at("k"),
                     experts = a.at("experts");
  const std::int64_t active =
      a.at("active") > 0 ? a.at("active") : std::max<std::int64_t>(1, std::min(experts, rows));
  Operator op = begin_operator(a, OpClass::Contraction, {{"row", rows}, {"n", n}, {"k", k}});
  op.shape = Contraction{active, ceil_div(rows, active), n, k};
  op.inputs = {a.activation(0, rows * k), a.weights(active * k * n)};
  op.outputs = {a.result(rows * n)};
  op.params = a.at("tied") != 0 ? 0 : experts * k * n;
  op.macs = rows * n * k;
  return op;
}

/// Rows are sorted by expert already: row r belongs to expert r * active / rows.
Array reference(const OpArgs& a, const Arrays& in) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const std::int64_t rows = a.at("tokens") * a.at("top_k"), n = a.at("n"), k = a.at("k"),
                     experts = a.at("experts");
  Array out = make_array({rows, n});
  for (std::int64_t r = 0; r < rows; ++r) {
    const Eigen::Map<const Matrix> w(in[1].data.data() + r * experts / rows * k * n, k, n);
    Eigen::Map<Eigen::RowVectorXd>(out.data.data() + r * n, n) =
        Eigen::Map<const Eigen::RowVectorXd>(in[0].data.data() + r * k, k) * w;
  }
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t rows = a.at("tokens") * a.at("top_k"), n = a.at("n"), k = a.at("k"),
                     experts = a.at("experts");
  Array out = make_array({rows, n});
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t x = 0; x < k; ++x)
        out.data[static_cast<std::size_t>(r * n + j)] +=
            in[0].data[static_cast<std::size_t>(r * k + x)] *
            in[1].data[static_cast<std::size_t>((r * experts / rows * k + x) * n + j)];
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("experts", {"dense layer of routed experts",
                             OpClass::Contraction,
                             {{"tokens", "rows before routing", {}},
                              {"top_k", "experts a row", {}},
                              {"experts", "experts", {}},
                              {"active", "experts that get rows, 0 = as many as can", 0},
                              {"tied", "1: the weights belong to another operator", 0},
                              {"n", "outputs", {}},
                              {"k", "inputs", {}}},
                             build,
                             [](const OpArgs& a) {
                               return std::vector<std::vector<std::int64_t>>{
                                   {a.at("tokens") * a.at("top_k"), a.at("k")},
                                   {a.at("experts"), a.at("k"), a.at("n")}};
                             },
                             reference,
                             naive,
                             {{"tokens", 6}, {"top_k", 2}, {"experts", 4}, {"n", 5}, {"k", 3}},
                             ""});

}  // namespace
}  // namespace fluxgate
