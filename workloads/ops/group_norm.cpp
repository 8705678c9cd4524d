/// Normalisation of groups of values without or with a scale and shift a channel:
///   group_norm  rows of [rows, cols], mean 0 and variance 1, 2*channels parameters
///   unit_norm   rows scaled to length 1 (queries and keys of cosine attention), no parameters
/// Two passes; 6 and 3 simple operations an element, a root a row. In a row the channel of value i
/// is i mod channels.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

constexpr double kEpsilon = 1e-5;

Operator build(const OpArgs& a, double ops, std::int64_t params) {
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  op.shape = Reduction{rows, cols, 2, ops, 1.0 / static_cast<double>(cols)};
  op.params = params;
  op.inputs = {a.activation(0, rows * cols)};
  if (params > 0) op.inputs.push_back(a.weights(params));
  op.outputs = {a.result(rows * cols)};
  return op;
}

struct Moments {
  double mean = 0, square = 0;
};
Moments moments(const OpArgs& a, const Array& x, std::int64_t row) {
  Moments m;
  const auto n = static_cast<double>(a.at("cols"));
  for (std::int64_t c = 0; c < a.at("cols"); ++c) {
    const double v = x.data[index(row * a.at("cols") + c)];
    m.mean += v / n;
    m.square += v * v / n;
  }
  return m;
}

Array group_reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const std::int64_t channels = a.at("channels");
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    const Moments m = moments(a, in[0], at / a.at("cols"));
    const std::int64_t c = at % a.at("cols") % channels;
    out.data[index(at)] = (out.data[index(at)] - m.mean) /
                              std::sqrt(m.square - m.mean * m.mean + kEpsilon) *
                              in[1].data[index(c)] +
                          in[1].data[index(channels + c)];
  }
  return out;
}
/// Two passes: mean first, then the squares of differences.
Array group_naive(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const std::int64_t cols = a.at("cols"), channels = a.at("channels");
  for (std::int64_t r = 0; r < a.at("rows"); ++r) {
    double sum = 0, squares = 0;
    for (std::int64_t c = 0; c < cols; ++c) sum += in[0].data[index(r * cols + c)];
    const double mean = sum / static_cast<double>(cols);
    for (std::int64_t c = 0; c < cols; ++c)
      squares += std::pow(in[0].data[index(r * cols + c)] - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(cols) + kEpsilon);
    for (std::int64_t c = 0; c < cols; ++c)
      out.data[index(r * cols + c)] =
          (in[0].data[index(r * cols + c)] - mean) / deviation * in[1].data[index(c % channels)] +
          in[1].data[index(channels + c % channels)];
  }
  return out;
}

Array unit_reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const auto n = static_cast<double>(a.at("cols"));
  for (std::int64_t at = 0; at < size_of(out); ++at)
    out.data[index(at)] /= std::sqrt(moments(a, in[0], at / a.at("cols")).square * n);
  return out;
}
Array unit_naive(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const std::int64_t cols = a.at("cols");
  for (std::int64_t r = 0; r < a.at("rows"); ++r) {
    double length = 0;
    for (std::int64_t c = 0; c < cols; ++c)
      length = std::hypot(length, in[0].data[index(r * cols + c)]);
    for (std::int64_t c = 0; c < cols; ++c) out.data[index(r * cols + c)] /= length;
  }
  return out;
}

[[maybe_unused]] const bool kGroup =
    OpKinds::add("group_norm", {"normalisation of groups",
                                OpClass::Reduction,
                                {{"rows", "groups", {}},
                                 {"cols", "values a group", {}},
                                 {"channels", "channels with a scale and shift", {}}},
                                [](const OpArgs& a) { return build(a, 6, 2 * a.at("channels")); },
                                [](const OpArgs& a) {
                                  return std::vector<std::vector<std::int64_t>>{
                                      {a.at("rows"), a.at("cols")}, {2, a.at("channels")}};
                                },
                                group_reference,
                                group_naive,
                                {{"rows", 3}, {"cols", 12}, {"channels", 4}},
                                ""});
[[maybe_unused]] const bool kUnit = OpKinds::add(
    "unit_norm", {"rows scaled to length 1",
                  OpClass::Reduction,
                  {{"rows", "rows", {}}, {"cols", "columns", {}}},
                  [](const OpArgs& a) { return build(a, 3, 0); },
                  [](const OpArgs& a) {
                    return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
                  },
                  unit_reference,
                  unit_naive,
                  {{"rows", 3}, {"cols", 8}},
                  ""});

}  // namespace
}  // namespace fluxgate
