/// Scores of grouped-query attention: S[b, h, i, j] = sum_d Q[b, h, i, d] K[b, h /
/// (heads/kv_heads), j, d]. Queries that share keys form one product: batch b*kv_heads, m =
/// lq*heads/kv_heads, n = lk, k = d. causal: row i sees keys 0 .. lk-lq+i; the mask is counted in
/// `density`, the MACs in full (networks.md 0.1).
#include "workloads/ops/attention_sizes.h"

namespace fluxgate {
namespace {

using Sizes = AttentionSizes;

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const SeenKeys seen = seen_keys(s.lq, s.lk, a.at("causal") != 0, a.at("window"));
  Operator op =
      begin_operator(a, OpClass::Contraction,
                     {{"b", s.b}, {"h", s.heads}, {"i", s.lq}, {"j", seen.counted}, {"d", s.d}});
  op.shape = Contraction{s.b * s.kv, s.lq * (s.heads / s.kv), seen.read, s.d, seen.density};
  const std::int64_t keys = s.b * s.kv * seen.read * s.d;
  op.inputs = {a.activation(0, s.b * s.heads * s.lq * s.d),
               a.at("cached") != 0 ? a.state(1, keys) : a.activation(1, keys)};
  op.outputs = {a.result(s.b * s.heads * s.lq * seen.counted)};
  op.macs = s.b * s.heads * s.lq * seen.counted * s.d;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const Sizes s(a);
  Array out = make_array({s.b, s.heads, s.lq, s.lk});
  const std::int64_t rows = s.heads / s.kv * s.lq;
  std::vector<double> keys(index(s.d * s.lk));  // transposed
  for (std::int64_t g = 0; g < s.b * s.kv; ++g) {
    for (std::int64_t j = 0; j < s.lk; ++j)
      for (std::int64_t d = 0; d < s.d; ++d)
        keys[index(d * s.lk + j)] = in[1].data[index((g * s.lk + j) * s.d + d)];
    primitives.matmul({rows, s.lk, s.d}, Values(in[0].data).subspan(index(g * rows * s.d)), keys,
                      Results(out.data).subspan(index(g * rows * s.lk)));
  }
  return out;
}

Array reference(const OpArgs& a, const Arrays& in) { return on_units(a, in, double_precision()); }

Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.b, s.heads, s.lq, s.lk});
  for (std::int64_t b = 0; b < s.b; ++b)
    for (std::int64_t h = 0; h < s.heads; ++h)
      for (std::int64_t i = 0; i < s.lq; ++i)
        for (std::int64_t j = 0; j < s.lk; ++j)
          for (std::int64_t d = 0; d < s.d; ++d)
            out.data[index(((b * s.heads + h) * s.lq + i) * s.lk + j)] +=
                in[0].data[index(((b * s.heads + h) * s.lq + i) * s.d + d)] *
                in[1].data[index(((b * s.kv + h / (s.heads / s.kv)) * s.lk + j) * s.d + d)];
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "attention_scores", {"query-key products",
                         OpClass::Contraction,
                         {{"b", "sequences", 1},
                          {"heads", "query heads", {}},
                          {"kv_heads", "key heads, 0 = heads", 0},
                          {"lq", "queries", {}},
                          {"lk", "keys", {}},
                          {"d", "head size", {}},
                          {"causal", "1: causal mask", 0},
                          {"window", "with causal: keys a query sees at most, 0 = all", 0},
                          {"cached", "1: keys are in the KV cache", 0}},
                         build,
                         [](const OpArgs& a) {
                           const Sizes s(a);
                           return std::vector<std::vector<std::int64_t>>{{s.b, s.heads, s.lq, s.d},
                                                                         {s.b, s.kv, s.lk, s.d}};
                         },
                         reference,
                         naive,
                         {{"b", 2}, {"heads", 4}, {"kv_heads", 2}, {"lq", 3}, {"lk", 5}, {"d", 6}},
                         "",
                         on_units});

}  // namespace
}  // namespace fluxgate
