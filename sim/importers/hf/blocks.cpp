#include "sim/importers/hf/blocks.h"

#include <fmt/format.h>

namespace fluxgate::hf {
namespace {

/// Puts `value` in the place of every `key`.
std::string with(std::string text, const std::string& key, const std::string& value) {
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
    text.replace(at, key.size(), value);
  return text;
}

}  // namespace

std::string decoder_attention(const AttentionParts& parts) {
  std::string text = R"x(
- {op: rms_norm, name: norm, from: in, rows: rows, cols: d}
- {op: linear, name: q, from: norm, m: rows, n: heads * head_size, k: d, bias: qkv_bias, fuse: q}
)x";
  std::string q = "q", k = "k";
  const auto add = [&](std::string& last, const char* next, const char* line) {
    text += fmt::format(fmt::runtime(line), last);
    last = next;
  };
  if (parts.has_qk_norm)
    add(q, "q_norm",
        "- {{op: rms_norm, name: q_norm, from: {}, rows: rows * heads, cols: head_size}}\n");
  if (parts.has_rope)
    add(q, "q_rope",
        "- {{op: rope, name: q_rope, from: {}, fuse: q, rows: rows * heads, d: head_size}}\n");
  text +=
      "- {op: linear, name: k, from: norm, m: rows, n: kv_heads * head_size, k: d, bias: qkv_bias, "
      "fuse: k}\n";
  if (parts.has_qk_norm)
    add(k, "k_norm",
        "- {{op: rms_norm, name: k_norm, from: {}, rows: rows * kv_heads, cols: head_size}}\n");
  if (parts.has_rope)
    add(k, "k_rope",
        "- {{op: rope, name: k_rope, from: {}, fuse: k, rows: rows * kv_heads, d: head_size}}\n");
  if (parts.has_qk_norm) text = with(with(text, ", fuse: q", ""), ", fuse: k", "");
  const std::string core = R"x(
- {op: linear, name: v, from: norm, m: rows, n: kv_heads * head_size, k: d, bias: qkv_bias}
- {op: attention_scores, name: scores, from: [@Q, @K], fuse: core, b: batch, heads: heads, kv_heads: kv_heads, lq: tokens, lk: seq, d: head_size, causal: 1, window: window, cached: cached}
- {op: softmax, fuse: core, rows: heads * rows, cols: "if(window, min(seq, window), seq)"
}
- {
op:
  attention_context,
      name : context,
             from : [ softmax, v ],
                    fuse : core,
                           b : batch,
                               heads : heads,
                                       kv_heads : kv_heads,
                                                  lq : tokens,
                                                       lk : seq,
                                                            d : head_size,
                                                                causal : 1,
                                                                window : window,
                                                                         cached : cached
}
- {
op:
  linear, name : out, m : rows, n : d, k : heads* head_size, bias : out_bias, fuse : out
}
- {op: add, name: residual, from: [out, in], elements: rows * d, fuse: out}
)x";
  return text + with(with(core, "@Q", q), "@K", k);
}

std::string gated_mlp(const std::string& mixer, const std::string& function) {
  return with(with(R"x(
- {op: rms_norm, name: norm, rows: rows, cols: d}
- {op: linear, name: gate, from: norm, m: rows, n: mlp, k: d, bias: mlp_bias, fuse: gate}
- {op: activation, name: act, function: @F, elements: rows * mlp, fuse: gate}
- {op: linear, name: up, from: norm, m: rows, n: mlp, k: d, bias: mlp_bias, fuse: up}
- {op: multiply, name: product, from: [up, act], elements: rows * mlp, fuse: up}
- {op: linear, name: down, m: rows, n: d, k: mlp, bias: mlp_bias, fuse: down}
- {op: add, name: residual, from: [down, @M.residual], elements: rows * d, fuse: down}
)x",
                   "@F", function),
              "@M", mixer);
}

std::string gated_experts(const std::string& mixer, const std::string& function) {
  return with(with(R"x(
- {op: rms_norm, name: norm, rows: rows, cols: d}
- {op: linear, name: scores, from: norm, m: rows, n: experts, k: d}
- {op: router, name: router, rows: rows, cols: experts, k: top_k}
- {op: rearrange, name: dispatch, from: norm, items: rows * top_k, item: d, read: rows * d}
- {op: experts, name: gate, from: dispatch, tokens: rows, top_k: top_k, experts: experts, n: expert_mlp, k: d, fuse: gate}
- {op: activation, name: act, function: @F, elements: rows * top_k * expert_mlp, fuse: gate}
- {op: experts, name: up, from: dispatch, tokens: rows, top_k: top_k, experts: experts, n: expert_mlp, k: d, fuse: up}
- {op: multiply, name: product, from: [up, act], elements: rows * top_k * expert_mlp, fuse: up}
- {op: experts, name: down, tokens: rows, top_k: top_k, experts: experts, n: d, k: expert_mlp}
- {op: pool, name: combine, function: mean, rows: rows * d, cols: top_k}
- {op: add, name: residual, from: [combine, @M.residual], elements: rows * d}
)x",
                   "@F", function),
              "@M", mixer);
}

std::string mamba_mixer(SmallNorms norms, const std::string& function) {
  std::string text = R"x(
- {op: rms_norm, name: norm, from: in, rows: rows, cols: d}
- {op: linear, name: in_proj, m: rows, n: 2 * inner, k: d, bias: proj_bias}
- {op: conv1d_causal, name: conv, from: in_proj, b: batch, l: tokens, c: inner, width: conv, bias: conv_bias, fuse: conv}
- {op: activation, name: conv_act, function: @F, elements: rows * inner, fuse: conv}
- {op: linear, name: x_proj, m: rows, n: dt_rank + 2 * state_size, k: inner}
)x";
  std::string dt = "x_proj", bc = "x_proj";
  if (norms != SmallNorms::None) {
    const std::string shared = norms == SmallNorms::Bare ? ", shared: 1" : "";
    for (const char* part : {"b", "c"})
      text += fmt::format(
          "- {{op: rms_norm, name: {}_norm, from: x_proj, rows: rows, cols: state_size{}}}\n", part,
          shared);
    text += fmt::format(
        "- {{op: rms_norm, name: dt_norm, from: x_proj, rows: rows, cols: dt_rank{}}}\n", shared);
    dt = "dt_norm";
    bc = "b_norm";
  }
  text += with(with(R"x(
- {op: linear, name: dt_proj, from: @D, m: rows, n: inner, k: dt_rank, bias: 1, fuse: dt}
- {op: activation, name: softplus, function: sigmoid, elements: rows * inner, fuse: dt}
- {op: selective_scan, name: scan, from: [conv_act, softplus, @B], b: batch, l: tokens, d: inner, n: state_size, cached: cached}
- {op: activation, name: gate, from: in_proj, function: @F, elements: rows * inner, fuse: gate}
- {op: multiply, name: gated, from: [scan, gate], elements: rows * inner, fuse: gate}
- {op: linear, name: out_proj, m: rows, n: d, k: inner, bias: proj_bias, fuse: out}
- {op: add, name: residual, from: [out_proj, in], elements: rows * d, fuse: out}
)x",
                    "@D", dt),
               "@B", bc);
  return with(text, "@F", function);
}

}  // namespace fluxgate::hf
