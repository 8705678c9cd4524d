/// Gated delta rule, per head a state S of dk x dv: S_t = a_t (S_{t-1} - b_t k_t (k_t^T S_{t-1})) +
/// b_t k_t v_t^T, o_t = q_t S_t. Inputs q, k, v, a, b; a and b one value a head and step (a = 1:
/// plain delta rule). MACs: three products with the state, 3*dk*dv a head and step; 4 simple
/// operations a state value and step. The chunked form adds a triangular solve (networks.md,
/// hybrid-linear): chunk^2 * dk and chunk^3 / 3 more a chunk, left to the datapath.
#include <Eigen/Dense>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), h = a.at("heads"), dk = a.at("dk"),
                     dv = a.at("dv");
  Operator op =
      begin_operator(a, OpClass::Scan, {{"b", b}, {"h", h}, {"t", l}, {"dk", dk}, {"dv", dv}});
  op.shape = Scan{b * h, l, dk, dv, a.at("chunk"), 4, 0};
  op.inputs = {a.activation(0, b * l * h * dk), a.activation(1, b * l * h * dk),
               a.activation(2, b * l * h * dv), a.activation(3, b * l * h),
               a.activation(4, b * l * h)};
  if (a.at("params") > 0) op.inputs.push_back(a.weights(a.at("params")));
  const Operand state{a.name + ".state", b * h * dk * dv, a.act, TensorRole::State};
  if (a.at("cached") != 0) op.inputs.push_back(state);
  op.outputs = {a.result(b * l * h * dv), state};
  op.params = a.at("params");
  op.macs = 3 * b * l * h * dk * dv;
  return op;
}

struct View {
  std::int64_t l, h, dk, dv;
  explicit View(const OpArgs& a) : l(a.at("l")), h(a.at("heads")), dk(a.at("dk")), dv(a.at("dv")) {}
  [[nodiscard]] std::int64_t row(std::int64_t i, std::int64_t t, std::int64_t head) const {
    return (i * l + t) * h + head;
  }
};
/// Decay in (0, 1) from any input between -1 and 1.
double decay(double x) { return 0.75 + x / 8; }

/// Parallel (one chunk): with G the running product of a, S_t = sum over s <= t of (G_t / G_s) k_s
/// u_s^T, where (I + L) U = diag(b) V, L_ts = b_t (G_t / G_s) k_t . k_s for s < t.
Array reference(const OpArgs& a, const Arrays& in) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const View w(a);
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  for (std::int64_t line = 0; line < a.at("b") * w.h; ++line) {
    Matrix q(w.l, w.dk), k(w.l, w.dk), v(w.l, w.dv);
    Eigen::VectorXd product(w.l);
    for (std::int64_t t = 0; t < w.l; ++t) {
      const std::int64_t row = w.row(line / w.h, t, line % w.h);
      for (std::int64_t x = 0; x < w.dk; ++x) {
        q(t, x) = in[0].data[index(row * w.dk + x)];
        k(t, x) = in[1].data[index(row * w.dk + x)];
      }
      for (std::int64_t y = 0; y < w.dv; ++y)
        v(t, y) = in[4].data[index(row)] * in[2].data[index(row * w.dv + y)];
      product(t) = decay(in[3].data[index(row)]) * (t == 0 ? 1 : product(t - 1));
    }
    Matrix solve = Matrix::Identity(w.l, w.l), read = Matrix::Zero(w.l, w.l);
    for (std::int64_t t = 0; t < w.l; ++t)
      for (std::int64_t s = 0; s <= t; ++s) {
        const double carried = product(t) / product(s);
        if (s < t)
          solve(t, s) = in[4].data[index(w.row(line / w.h, t, line % w.h))] * carried *
                        k.row(t).dot(k.row(s));
        read(t, s) = carried * q.row(t).dot(k.row(s));
      }
    const Matrix o = read * Matrix(solve.triangularView<Eigen::UnitLower>().solve(v));
    for (std::int64_t t = 0; t < w.l; ++t)
      for (std::int64_t y = 0; y < w.dv; ++y)
        out.data[index(w.row(line / w.h, t, line % w.h) * w.dv + y)] = o(t, y);
  }
  return out;
}
/// Recurrent.
Array naive(const OpArgs& a, const Arrays& in) {
  const View w(a);
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  for (std::int64_t line = 0; line < a.at("b") * w.h; ++line) {
    std::vector<double> state(index(w.dk * w.dv), 0.0);
    for (std::int64_t t = 0; t < w.l; ++t) {
      const std::int64_t row = w.row(line / w.h, t, line % w.h);
      const double* k = &in[1].data[index(row * w.dk)];
      for (std::int64_t y = 0; y < w.dv; ++y) {
        double old = 0;
        for (std::int64_t x = 0; x < w.dk; ++x) old += k[x] * state[index(x * w.dv + y)];
        const double g = decay(in[3].data[index(row)]), beta = in[4].data[index(row)];
        double sum = 0;
        for (std::int64_t x = 0; x < w.dk; ++x) {
          double& s = state[index(x * w.dv + y)];
          s = g * (s - beta * k[x] * old) + beta * k[x] * in[2].data[index(row * w.dv + y)];
          sum += in[0].data[index(row * w.dk + x)] * s;
        }
        out.data[index(row * w.dv + y)] = sum;
      }
    }
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "delta_rule", {"gated delta rule",
                   OpClass::Scan,
                   {{"b", "sequences", 1},
                    {"l", "steps", {}},
                    {"heads", "heads", {}},
                    {"dk", "key size", {}},
                    {"dv", "value size", {}},
                    {"chunk", "steps a chunk of the chunked form", 64},
                    {"params", "learned values (decay)", 0},
                    {"cached", "1: continues from a stored state", 0}},
                   build,
                   [](const OpArgs& a) {
                     const std::int64_t b = a.at("b"), l = a.at("l"), h = a.at("heads");
                     return std::vector<std::vector<std::int64_t>>{{b, l, h, a.at("dk")},
                                                                   {b, l, h, a.at("dk")},
                                                                   {b, l, h, a.at("dv")},
                                                                   {b, l, h},
                                                                   {b, l, h}};
                   },
                   reference,
                   naive,
                   {{"b", 2}, {"l", 7}, {"heads", 2}, {"dk", 3}, {"dv", 4}},
                   ""});

}  // namespace
}  // namespace fluxgate
