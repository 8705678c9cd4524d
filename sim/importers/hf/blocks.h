/// Blocks that several models share, as lines of the network language. They read parameters by
/// name: rows, d, heads, kv_heads, head_size, mlp, ...
#pragma once
#include <string>

namespace fluxgate::hf {

struct AttentionParts {
  bool has_rope = true, has_qk_norm = false;
};
/// Causal grouped-query attention of a decoder, pre-normalised: the argument `window` is 0 where a
/// token sees all before it. Parameters qkv_bias and out_bias are 0 or 1.
[[nodiscard]] std::string decoder_attention(const AttentionParts& parts);
/// act(gate(x)) * up(x), then down; `mixer` is the name of the block before it.
[[nodiscard]] std::string gated_mlp(const std::string& mixer, const std::string& function);
/// The same with routed experts.
[[nodiscard]] std::string gated_experts(const std::string& mixer, const std::string& function);

enum class SmallNorms { None, Bare, Learned };  // of dt, B and C
/// Mamba's mixer: parameters inner, state_size, conv, dt_rank, conv_bias, proj_bias.
[[nodiscard]] std::string mamba_mixer(SmallNorms norms, const std::string& function);

}  // namespace fluxgate::hf
