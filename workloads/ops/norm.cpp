/// Normalisation over the columns of [rows, cols]: layer norm, RMS norm. Parameters: scale (and
/// shift). Two passes (statistics, scaling): layer norm 6, RMS norm 4 simple operations an element;
/// the root once a row.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

constexpr double kEpsilon = 1e-5;

Operator build(const OpArgs& a, double ops, std::int64_t params_per_col) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 2, ops, 1.0 / static_cast<double>(cols)};
  if (params_per_col == 2 && a.at("bias") == 0) params_per_col = 1;
  op.params = a.at("shared") != 0 ? 0 : cols * params_per_col;
  op.inputs = {a.activation(0, rows * cols), a.weights(cols * params_per_col)};
  op.outputs = {a.result(rows * cols)};
  return op;
}

enum class Centre { Yes, No };

/// Single-pass statistics: sums of x and x^2.
Array reference(const OpArgs& a, const Arrays& in, Centre centre) {
  const auto rows = static_cast<std::size_t>(a.at("rows")),
             cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t r = 0; r < rows; ++r) {
    double sum = 0, squares = 0;
    for (std::size_t c = 0; c < cols; ++c) {
      const double x = in[0].data[r * cols + c];
      sum += x;
      squares += x * x;
    }
    const auto n = static_cast<double>(cols);
    const double mean = centre == Centre::Yes ? sum / n : 0;
    const double scale = 1 / std::sqrt(squares / n - mean * mean + kEpsilon);
    for (std::size_t c = 0; c < cols; ++c)
      out.data[r * cols + c] = (in[0].data[r * cols + c] - mean) * scale * in[1].data[c];
  }
  return out;
}

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives, Centre centre) {
  const auto& norm = centre == Centre::Yes ? primitives.layer_norm : primitives.rms_norm;
  const auto cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t at = 0; at < out.data.size(); at += cols)
    norm(Values(in[0].data).subspan(at, cols), in[1].data, Results(out.data).subspan(at, cols));
  return out;
}

/// Two-pass statistics.
Array naive(const OpArgs& a, const Arrays& in, Centre centre) {
  const auto rows = static_cast<std::size_t>(a.at("rows")),
             cols = static_cast<std::size_t>(a.at("cols"));
  Array out = make_array({a.at("rows"), a.at("cols")});
  for (std::size_t r = 0; r < rows; ++r) {
    double mean = 0;
    for (std::size_t c = 0; c < cols && centre == Centre::Yes; ++c)
      mean += in[0].data[r * cols + c] / static_cast<double>(cols);
    double variance = 0;
    for (std::size_t c = 0; c < cols; ++c)
      variance += std::pow(in[0].data[r * cols + c] - mean, 2) / static_cast<double>(cols);
    for (std::size_t c = 0; c < cols; ++c)
      out.data[r * cols + c] =
          (in[0].data[r * cols + c] - mean) / std::sqrt(variance + kEpsilon) * in[1].data[c];
  }
  return out;
}

std::vector<OpArgument> arguments() {
  return {{"rows", "rows", {}},
          {"cols", "columns", {}},
          {"shared", "1: parameters belong to another operator", 0}};
}
std::vector<OpArgument> with_bias() {
  std::vector<OpArgument> all = arguments();
  all.push_back({"bias", "0: scale only", 1});
  return all;
}
std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  return {{a.at("rows"), a.at("cols")}, {a.at("cols")}};
}

[[maybe_unused]] const bool kLayer = OpKinds::add(
    "layer_norm", {"layer normalisation",
                   OpClass::Reduction,
                   with_bias(),
                   [](const OpArgs& a) { return build(a, 6, 2); },
                   shapes,
                   [](const OpArgs& a, const Arrays& in) { return reference(a, in, Centre::Yes); },
                   [](const OpArgs& a, const Arrays& in) { return naive(a, in, Centre::Yes); },
                   {{"rows", 3}, {"cols", 16}},
                   "",
                   [](const OpArgs& a, const Arrays& in, const Primitives& p) {
                     return on_units(a, in, p, Centre::Yes);
                   }});
[[maybe_unused]] const bool kRms = OpKinds::add(
    "rms_norm", {"root-mean-square normalisation",
                 OpClass::Reduction,
                 arguments(),
                 [](const OpArgs& a) { return build(a, 4, 1); },
                 shapes,
                 [](const OpArgs& a, const Arrays& in) { return reference(a, in, Centre::No); },
                 [](const OpArgs& a, const Arrays& in) { return naive(a, in, Centre::No); },
                 {{"rows", 3}, {"cols", 16}},
                 "",
                 [](const OpArgs& a, const Arrays& in, const Primitives& p) {
                   return on_units(a, in, p, Centre::No);
                 }});

}  // namespace
}  // namespace fluxgate
