/// Top-k choice of experts: softmax over the scores of the k largest of `cols` in each row; the
/// others get 0. k passes for the maxima; k + 2 simple operations and one exponential for each
/// score kept.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols"), k = a.at("k");
  if (k < 1 || k > cols)
    throw std::invalid_argument("k must be between 1 and the number of columns");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, k, static_cast<double>(k + 2),
                       static_cast<double>(k) / static_cast<double>(cols)};
  op.inputs = {a.activation(0, rows * cols)};
  op.outputs = {a.result(rows * k)};
  return op;
}

Array keep(const OpArgs& a, const Arrays& in,
           const std::function<bool(std::size_t row, std::size_t col)>& is_kept) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array(in[0].shape);
  for (std::size_t r = 0; r < static_cast<std::size_t>(a.at("rows")); ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < cols; ++c)
      if (is_kept(r, c)) sum += out.data[r * cols + c] = std::exp(in[0].data[r * cols + c]);
    for (std::size_t c = 0; c < cols; ++c) out.data[r * cols + c] /= sum;
  }
  return out;
}

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  std::vector<char> is_chosen(in[0].data.size(), 0);
  for (std::size_t at = 0; at < in[0].data.size(); at += cols)
    for (const std::size_t c : primitives.top_k(Values(in[0].data).subspan(at, cols),
                                                static_cast<std::size_t>(a.at("k"))))
      is_chosen[at + c] = 1;
  return keep(a, in, [&](std::size_t r, std::size_t c) { return is_chosen[r * cols + c] != 0; });
}

/// By sorting each row.
Array reference(const OpArgs& a, const Arrays& in) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  return keep(a, in, [&](std::size_t r, std::size_t c) {
    std::vector<double> row(in[0].data.begin() + static_cast<std::ptrdiff_t>(r * cols),
                            in[0].data.begin() + static_cast<std::ptrdiff_t>((r + 1) * cols));
    std::sort(row.rbegin(), row.rend());
    return in[0].data[r * cols + c] >= row[static_cast<std::size_t>(a.at("k") - 1)];
  });
}
/// By counting the larger ones.
Array naive(const OpArgs& a, const Arrays& in) {
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  return keep(a, in, [&](std::size_t r, std::size_t c) {
    std::int64_t larger = 0;
    for (std::size_t other = 0; other < cols; ++other)
      if (in[0].data[r * cols + other] > in[0].data[r * cols + c]) ++larger;
    return larger < a.at("k");
  });
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "router", {"top-k choice of experts",
               OpClass::Reduction,
               {{"rows", "tokens", {}}, {"cols", "experts", {}}, {"k", "experts a token", {}}},
               build,
               [](const OpArgs& a) {
                 return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
               },
               reference,
               naive,
               {{"rows", 4}, {"cols", 8}, {"k", 2}},
               "",
               on_units});

}  // namespace
}  // namespace fluxgate
