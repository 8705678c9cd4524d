/// Linear attention with decay, per head a state S of dk x dv: S_t = diag(a_t) S_{t-1} + k_t v_t ;
/// o_t = q_t S_t.
///   gla   decay a_t per key channel: inputs q, k, a [b,l,h,dk], v [b,l,h,dv]
///   ssd   one decay a head and step (Mamba-2): dk = state, dv = head size, B and C shared by the
///   heads
/// MACs: update and read, 2*dk*dv a head and step. Per state value and step: 3 operations; the
/// exponential of the decay once a key channel (gla) or once a step (ssd).
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

enum class Decay { KeyChannel, Step };

Operator build(const OpArgs& a, Decay decay) {
  const std::int64_t b = a.at("b"), l = a.at("l"), h = a.at("heads"), dk = a.at("dk"),
                     dv = a.at("dv");
  Operator op =
      begin_operator(a, OpClass::Scan, {{"b", b}, {"h", h}, {"t", l}, {"dk", dk}, {"dv", dv}});
  const double special = decay == Decay::KeyChannel ? 1.0 / static_cast<double>(dv)
                                                    : 1.0 / static_cast<double>(dk * dv);
  op.shape = Scan{b * h, l, dk, dv, a.at("chunk"), 3, special};
  const std::int64_t keys =
      decay == Decay::KeyChannel ? b * l * h * dk : b * l * a.at("groups") * dk;
  op.inputs = {a.activation(0, keys), a.activation(1, keys), a.activation(2, b * l * h * dv)};
  op.inputs.push_back(a.activation(3, decay == Decay::KeyChannel ? keys : b * l * h));
  if (a.at("params") > 0) op.inputs.push_back(a.weights(a.at("params")));
  const Operand state{a.name + ".state", b * h * dk * dv, a.act, TensorRole::State};
  if (a.at("cached") != 0) op.inputs.push_back(state);
  op.outputs = {a.result(b * l * h * dv), state};
  op.params = a.at("params");
  op.macs = 2 * b * l * h * dk * dv;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Logarithm of the decay, negative, from any real input.
double log_decay(double x) { return -std::log1p(std::exp(-x)) / 16; }

struct View {
  std::int64_t l, h, dk, dv;
  [[nodiscard]] std::size_t key(std::int64_t i, std::int64_t t, std::int64_t head,
                                std::int64_t x) const {
    return index(((i * l + t) * h + head) * dk + x);
  }
  [[nodiscard]] std::size_t value(std::int64_t i, std::int64_t t, std::int64_t head,
                                  std::int64_t x) const {
    return index(((i * l + t) * h + head) * dv + x);
  }
};

/// Matrix form: o_t = sum over s <= t of (sum over x of q_tx k_sx exp(G_tx - G_sx)) v_s, G the
/// running sum of log decays.
Array reference(const OpArgs& a, const Arrays& in) {
  const View w{a.at("l"), a.at("heads"), a.at("dk"), a.at("dv")};
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  Array sums = in[3];
  for (std::int64_t i = 0; i < a.at("b"); ++i)
    for (std::int64_t head = 0; head < w.h; ++head)
      for (std::int64_t t = 0; t < w.l; ++t) {
        for (std::int64_t x = 0; x < w.dk; ++x)
          sums.data[w.key(i, t, head, x)] = log_decay(in[3].data[w.key(i, t, head, x)]) +
                                            (t == 0 ? 0 : sums.data[w.key(i, t - 1, head, x)]);
        for (std::int64_t s = 0; s <= t; ++s) {
          double score = 0;
          for (std::int64_t x = 0; x < w.dk; ++x)
            score += in[0].data[w.key(i, t, head, x)] * in[1].data[w.key(i, s, head, x)] *
                     std::exp(sums.data[w.key(i, t, head, x)] - sums.data[w.key(i, s, head, x)]);
          for (std::int64_t y = 0; y < w.dv; ++y)
            out.data[w.value(i, t, head, y)] += score * in[2].data[w.value(i, s, head, y)];
        }
      }
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const View w{a.at("l"), a.at("heads"), a.at("dk"), a.at("dv")};
  Array out = make_array({a.at("b"), w.l, w.h, w.dv});
  for (std::int64_t i = 0; i < a.at("b"); ++i)
    for (std::int64_t head = 0; head < w.h; ++head) {
      std::vector<double> state(index(w.dk * w.dv), 0.0);
      for (std::int64_t t = 0; t < w.l; ++t)
        for (std::int64_t x = 0; x < w.dk; ++x)
          for (std::int64_t y = 0; y < w.dv; ++y) {
            double& s = state[index(x * w.dv + y)];
            s = std::exp(log_decay(in[3].data[w.key(i, t, head, x)])) * s +
                in[1].data[w.key(i, t, head, x)] * in[2].data[w.value(i, t, head, y)];
            out.data[w.value(i, t, head, y)] += in[0].data[w.key(i, t, head, x)] * s;
          }
    }
  return out;
}

std::vector<OpArgument> arguments(double chunk) {
  return {{"b", "sequences", 1},
          {"l", "steps", {}},
          {"heads", "heads", {}},
          {"dk", "key size (state)", {}},
          {"dv", "value size", {}},
          {"chunk", "steps a chunk of the chunked form", chunk},
          {"params", "learned values (decay, skip)", 0},
          {"cached", "1: continues from a stored state", 0}};
}
std::vector<OpArgument> with_groups(std::vector<OpArgument> arguments) {
  arguments.push_back({"groups", "groups of heads that share keys and queries", 1});
  return arguments;
}
std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  const std::vector<std::int64_t> key{a.at("b"), a.at("l"), a.at("heads"), a.at("dk")};
  return {key, key, {a.at("b"), a.at("l"), a.at("heads"), a.at("dv")}, key};
}
/// ssd in the terms of gla: keys, queries and decays of a step are the same for all heads or
/// channels.
Arrays broadcast(const OpArgs& a, const Arrays& in) {
  Arrays wide = in;
  const View w{a.at("l"), a.at("heads"), a.at("dk"), a.at("dv")};
  for (std::int64_t i = 0; i < a.at("b"); ++i)
    for (std::int64_t t = 0; t < w.l; ++t)
      for (std::int64_t head = 0; head < w.h; ++head)
        for (std::int64_t x = 0; x < w.dk; ++x) {
          for (const std::size_t shared : {std::size_t{0}, std::size_t{1}})
            wide[shared].data[w.key(i, t, head, x)] = in[shared].data[w.key(i, t, 0, x)];
          wide[3].data[w.key(i, t, head, x)] = in[3].data[w.key(i, t, head, 0)];
        }
  return wide;
}

const std::map<std::string, double> kExample{
    {"b", 2}, {"l", 9}, {"heads", 2}, {"dk", 3}, {"dv", 4}};
[[maybe_unused]] const bool kGla =
    OpKinds::add("gla", {"gated linear attention", OpClass::Scan, arguments(64),
                         [](const OpArgs& a) { return build(a, Decay::KeyChannel); }, shapes,
                         reference, naive, kExample, ""});
[[maybe_unused]] const bool kSsd = OpKinds::add(
    "ssd",
    {"state-space duality of Mamba-2", OpClass::Scan, with_groups(arguments(256)),
     [](const OpArgs& a) { return build(a, Decay::Step); }, shapes,
     [](const OpArgs& a, const Arrays& in) { return reference(a, broadcast(a, in)); },
     [](const OpArgs& a, const Arrays& in) { return naive(a, broadcast(a, in)); }, kExample, ""});

}  // namespace
}  // namespace fluxgate
