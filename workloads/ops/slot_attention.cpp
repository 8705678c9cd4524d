/// Gated slot attention, per head m slots of keys K~ (m x dk) and values V~ (m x dv): both decay
/// towards the new key and value, K~_t = diag(a_t) K~_{t-1} + (1 - a_t) k_t^T (V~ alike), and
/// o_t = softmax(K~_t q_t) V~_t. Inputs q, k, v, a (a value a slot). MACs:
/// updates and reads, 2*m*(dk + dv) a head and step (networks.md).
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Sizes {
  std::int64_t b, l, h, dk, dv, m;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        l(a.at("l")),
        h(a.at("heads")),
        dk(a.at("dk")),
        dv(a.at("dv")),
        m(a.at("slots")) {}
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const std::int64_t rows = s.b * s.l * s.h, width = s.dk + s.dv;
  Operator op = begin_operator(a, OpClass::Scan,
                               {{"b", s.b}, {"h", s.h}, {"t", s.l}, {"slot", s.m}, {"d", width}});
  op.shape = Scan{s.b * s.h, s.l, s.m, width, a.at("chunk"), 4, 3.0 / static_cast<double>(width)};
  op.inputs = {a.activation(0, rows * s.dk), a.activation(1, rows * s.dk),
               a.activation(2, rows * s.dv), a.activation(3, rows * s.m)};
  const Operand state{a.name + ".state", s.b * s.h * s.m * width, a.act, TensorRole::State};
  if (a.at("cached") != 0) op.inputs.push_back(state);
  op.outputs = {a.result(rows * s.dv), state};
  op.macs = 2 * rows * s.m * width;
  return op;
}

double keep(double x) { return 1 / (1 + std::exp(-x)); }

/// Share of step s in slot m after step t.
double share(const Sizes& z, const Array& gate, std::int64_t i, std::int64_t head, std::int64_t m,
             std::int64_t t, std::int64_t s) {
  const auto at = [&](std::int64_t step) {
    return keep(gate.data[index(((i * z.l + step) * z.h + head) * z.m + m)]);
  };
  double product = 1 - at(s);
  for (std::int64_t step = s + 1; step <= t; ++step) product *= at(step);
  return product;
}

/// Parallel: slots as weighted sums of the steps so far.
Array reference(const OpArgs& a, const Arrays& in) {
  const Sizes z(a);
  Array out = make_array({z.b, z.l, z.h, z.dv});
  for (std::int64_t row = 0; row < z.b * z.l * z.h; ++row) {
    const std::int64_t i = row / z.h / z.l, t = row / z.h % z.l, head = row % z.h;
    std::vector<double> weight(index(z.m), 0.0), by_step(index(z.l), 0.0);
    double sum = 0;
    for (std::int64_t m = 0; m < z.m; ++m) {
      double score = 0;
      for (std::int64_t s = 0; s <= t; ++s)
        for (std::int64_t d = 0; d < z.dk; ++d)
          score += share(z, in[3], i, head, m, t, s) * in[0].data[index(row * z.dk + d)] *
                   in[1].data[index(((i * z.l + s) * z.h + head) * z.dk + d)];
      sum += weight[index(m)] = std::exp(score);
    }
    for (std::int64_t s = 0; s <= t; ++s)
      for (std::int64_t m = 0; m < z.m; ++m)
        by_step[index(s)] += weight[index(m)] / sum * share(z, in[3], i, head, m, t, s);
    for (std::int64_t s = 0; s <= t; ++s)
      for (std::int64_t d = 0; d < z.dv; ++d)
        out.data[index(row * z.dv + d)] +=
            by_step[index(s)] * in[2].data[index(((i * z.l + s) * z.h + head) * z.dv + d)];
  }
  return out;
}
/// Recurrent.
Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes z(a);
  Array out = make_array({z.b, z.l, z.h, z.dv});
  for (std::int64_t line = 0; line < z.b * z.h; ++line) {
    std::vector<double> keys(index(z.m * z.dk), 0.0), values(index(z.m * z.dv), 0.0);
    for (std::int64_t t = 0; t < z.l; ++t) {
      const std::int64_t row = (line / z.h * z.l + t) * z.h + line % z.h;
      std::vector<double> weight(index(z.m), 0.0);
      double sum = 0;
      for (std::int64_t m = 0; m < z.m; ++m) {
        const double g = keep(in[3].data[index(row * z.m + m)]);
        double score = 0;
        for (std::int64_t d = 0; d < z.dk; ++d) {
          double& k = keys[index(m * z.dk + d)];
          k = g * k + (1 - g) * in[1].data[index(row * z.dk + d)];
          score += k * in[0].data[index(row * z.dk + d)];
        }
        for (std::int64_t d = 0; d < z.dv; ++d) {
          double& v = values[index(m * z.dv + d)];
          v = g * v + (1 - g) * in[2].data[index(row * z.dv + d)];
        }
        sum += weight[index(m)] = std::exp(score);
      }
      for (std::int64_t m = 0; m < z.m; ++m)
        for (std::int64_t d = 0; d < z.dv; ++d)
          out.data[index(row * z.dv + d)] += weight[index(m)] / sum * values[index(m * z.dv + d)];
    }
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "slot_attention", {"gated slot attention",
                       OpClass::Scan,
                       {{"b", "sequences", 1},
                        {"l", "steps", {}},
                        {"heads", "heads", {}},
                        {"dk", "key size", {}},
                        {"dv", "value size", {}},
                        {"slots", "slots a head", 64},
                        {"chunk", "steps a chunk of the chunked form", 64},
                        {"cached", "1: continues from a stored state", 0}},
                       build,
                       [](const OpArgs& a) {
                         const Sizes z(a);
                         return std::vector<std::vector<std::int64_t>>{{z.b, z.l, z.h, z.dk},
                                                                       {z.b, z.l, z.h, z.dk},
                                                                       {z.b, z.l, z.h, z.dv},
                                                                       {z.b, z.l, z.h, z.m}};
                       },
                       reference,
                       naive,
                       {{"b", 2}, {"l", 5}, {"heads", 2}, {"dk", 3}, {"dv", 4}, {"slots", 3}},
                       ""});

}  // namespace
}  // namespace fluxgate
