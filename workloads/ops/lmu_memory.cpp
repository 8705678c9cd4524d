/// Memory of a Legendre memory unit: m_t = sum over s <= t of H[:, t - s] u_s, H fixed, u one value
/// a step. Counted as 0 MACs and 0 parameters (networks.md 0.1). `taps` 0: through real FFTs of
/// length 2l (the paper's parallel form: forward of u, products, one inverse a memory cell, 5/2 p
/// log2 p operations each); 1: as a causal convolution with l taps, which adds one column of H for
/// every spike of u.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), m = a.at("memory");
  const bool has_taps = a.at("taps") != 0;
  Operator op = begin_operator(a, has_taps ? OpClass::Contraction : OpClass::Transform,
                               {{"b", b}, {"t", l}, {"m", m}});
  const auto points = static_cast<double>(2 * l);
  const double ops = static_cast<double>(b * (m + 1)) * 2.5 * points * std::log2(points) +
                     static_cast<double>(b * m * (l + 1)) * 6;
  if (has_taps)
    op.shape = Contraction{1, b * l, m, l, static_cast<double>(l + 1) / points, l};
  else
    op.shape = Transform{b * (m + 1), 2 * l, ops};
  op.inputs = {a.activation(0, b * l), a.weights(m * l)};
  op.outputs = {a.result(b * l * m)};
  return op;
}

/// One shifted column of H for each step of u.
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), m = a.at("memory");
  Array out = make_array({b, l, m});
  for (std::int64_t n = 0; n < b; ++n)
    for (std::int64_t s = 0; s < l; ++s)
      for (std::int64_t t = s; t < l; ++t)
        for (std::int64_t j = 0; j < m; ++j)
          out.data[index((n * l + t) * m + j)] +=
              in[0].data[index(n * l + s)] * in[1].data[index(j * l + t - s)];
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), m = a.at("memory");
  Array out = make_array({b, l, m});
  for (std::int64_t n = 0; n < b; ++n)
    for (std::int64_t t = 0; t < l; ++t)
      for (std::int64_t j = 0; j < m; ++j) {
        double sum = 0;
        for (std::int64_t lag = 0; lag <= t; ++lag)
          sum += in[1].data[index(j * l + lag)] * in[0].data[index(n * l + t - lag)];
        out.data[index((n * l + t) * m + j)] = sum;
      }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("lmu_memory", {"memory of a Legendre memory unit",
                                OpClass::Transform,
                                {{"b", "sequences", 1},
                                 {"l", "steps", {}},
                                 {"memory", "cells of the memory", {}},
                                 {"taps", "1: as a causal convolution, 0: through FFTs", 0}},
                                build,
                                [](const OpArgs& a) {
                                  return std::vector<std::vector<std::int64_t>>{
                                      {a.at("b"), a.at("l"), 1}, {a.at("memory"), a.at("l")}};
                                },
                                reference,
                                naive,
                                {{"b", 2}, {"l", 8}, {"memory", 5}},
                                ""});

}  // namespace
}  // namespace fluxgate
