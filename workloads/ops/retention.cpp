/// Retention: linear attention with a constant decay a head, S_t = g_h S_{t-1} + k_t v_t,
/// o_t = q_t S_t, g_h = 1 - 2^(-5 - h). MACs: update and read, 2*dk*dv a head and step; 3 simple
/// operations a state value and step, no exponential (powers of g are constants).
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), h = a.at("heads"), dk = a.at("dk"),
                     dv = a.at("dv");
  Operator op =
      begin_operator(a, OpClass::Scan, {{"b", b}, {"h", h}, {"t", l}, {"dk", dk}, {"dv", dv}});
  op.shape = Scan{b * h, l, dk, dv, a.at("chunk"), 3, 0};
  op.inputs = {a.activation(0, b * l * h * dk), a.activation(1, b * l * h * dk),
               a.activation(2, b * l * h * dv)};
  const Operand state{a.name + ".state", b * h * dk * dv, a.act, TensorRole::State};
  if (a.at("cached") != 0) op.inputs.push_back(state);
  op.outputs = {a.result(b * l * h * dv), state};
  op.macs = 2 * b * l * h * dk * dv;
  return op;
}

double decay(std::int64_t head) { return 1 - std::ldexp(1.0, -5 - static_cast<int>(head)); }

struct View {
  std::int64_t l, h, dk, dv;
  explicit View(const OpArgs& a) : l(a.at("l")), h(a.at("heads")), dk(a.at("dk")), dv(a.at("dv")) {}
  [[nodiscard]] std::size_t key(std::int64_t i, std::int64_t t, std::int64_t head) const {
    return index(((i * l + t) * h + head) * dk);
  }
  [[nodiscard]] std::size_t value(std::int64_t i, std::int64_t t, std::int64_t head) const {
    return index(((i * l + t) * h + head) * dv);
  }
};

/// Parallel form: scores weighted by powers of the decay.
Array reference(const OpArgs& a, const Arrays& in) {
  const View w(a);
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  for (std::int64_t at = 0; at < a.at("b") * w.h * w.l * w.l; ++at) {
    const std::int64_t i = at / (w.h * w.l * w.l), head = at / (w.l * w.l) % w.h;
    const std::int64_t t = at / w.l % w.l, s = at % w.l;
    if (s > t) continue;
    double score = 0;
    for (std::int64_t x = 0; x < w.dk; ++x)
      score += in[0].data[w.key(i, t, head) + index(x)] * in[1].data[w.key(i, s, head) + index(x)];
    score *= std::pow(decay(head), static_cast<double>(t - s));
    for (std::int64_t y = 0; y < w.dv; ++y)
      out.data[w.value(i, t, head) + index(y)] +=
          score * in[2].data[w.value(i, s, head) + index(y)];
  }
  return out;
}
/// Recurrent form.
Array naive(const OpArgs& a, const Arrays& in) {
  const View w(a);
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  for (std::int64_t line = 0; line < a.at("b") * w.h; ++line) {
    const std::int64_t i = line / w.h, head = line % w.h;
    std::vector<double> state(index(w.dk * w.dv), 0.0);
    for (std::int64_t t = 0; t < w.l; ++t)
      for (std::int64_t x = 0; x < w.dk; ++x)
        for (std::int64_t y = 0; y < w.dv; ++y) {
          double& s = state[index(x * w.dv + y)];
          s = decay(head) * s +
              in[1].data[w.key(i, t, head) + index(x)] * in[2].data[w.value(i, t, head) + index(y)];
          out.data[w.value(i, t, head) + index(y)] += in[0].data[w.key(i, t, head) + index(x)] * s;
        }
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "retention",
    {"linear attention with constant decay",
     OpClass::Scan,
     {{"b", "sequences", 1},
      {"l", "steps", {}},
      {"heads", "heads", {}},
      {"dk", "key size", {}},
      {"dv", "value size", {}},
      {"chunk", "steps a chunk of the chunked form", 64},
      {"cached", "1: continues from a stored state", 0}},
     build,
     [](const OpArgs& a) {
       const std::vector<std::int64_t> key{a.at("b"), a.at("l"), a.at("heads"), a.at("dk")};
       return std::vector<std::vector<std::int64_t>>{
           key, key, {a.at("b"), a.at("l"), a.at("heads"), a.at("dv")}};
     },
     reference,
     naive,
     {{"b", 2}, {"l", 7}, {"heads", 2}, {"dk", 3}, {"dv", 4}},
     ""});

}  // namespace
}  // namespace fluxgate
