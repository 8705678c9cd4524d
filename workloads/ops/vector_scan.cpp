/// Gated recurrence on a vector, element by element: h_t = f_t h_{t-1} + (1 - f_t) x_t with f_t =
/// sigmoid of its input (HGRN). 0 MACs; 3 simple operations and 2 special an element and step.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d");
  Operator op = begin_operator(a, OpClass::Scan, {{"b", b}, {"t", l}, {"d", d}});
  op.shape = Scan{b * d, l, 1, 1, 0, 3, 2};
  op.inputs = {a.activation(0, b * l * d), a.activation(1, b * l * d)};
  const Operand state{a.name + ".state", b * d, a.act, TensorRole::State};
  if (a.at("cached") != 0) op.inputs.push_back(state);
  op.outputs = {a.result(b * l * d), state};
  return op;
}

double gate(double x) { return 1 / (1 + std::exp(-x)); }

/// Step by step.
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t l = a.at("l"), d = a.at("d");
  Array out = make_array({a.at("b"), l, d});
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    const double f = gate(in[1].data[index(at)]);
    const double before = at / d % l == 0 ? 0 : out.data[index(at - d)];
    out.data[index(at)] = f * before + (1 - f) * in[0].data[index(at)];
  }
  return out;
}
/// As a sum over all earlier steps.
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t l = a.at("l"), d = a.at("d");
  Array out = make_array({a.at("b"), l, d});
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    double kept = 1;
    for (std::int64_t back = 0; back <= at / d % l; ++back) {
      const double f = gate(in[1].data[index(at - back * d)]);
      out.data[index(at)] += kept * (1 - f) * in[0].data[index(at - back * d)];
      kept *= f;
    }
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "vector_scan", {"gated recurrence on a vector",
                    OpClass::Scan,
                    {{"b", "sequences", 1},
                     {"l", "steps", {}},
                     {"d", "channels", {}},
                     {"cached", "1: continues from a stored state", 0}},
                    build,
                    [](const OpArgs& a) {
                      const std::vector<std::int64_t> x{a.at("b"), a.at("l"), a.at("d")};
                      return std::vector<std::vector<std::int64_t>>{x, x};
                    },
                    reference,
                    naive,
                    {{"b", 2}, {"l", 6}, {"d", 3}},
                    ""});

}  // namespace
}  // namespace fluxgate
