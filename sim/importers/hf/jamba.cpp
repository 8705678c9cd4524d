/// jamba: Mamba layers with normalised dt, B and C, an attention layer (no positions) every
/// attn_layer_period, experts every expert_layer_period.
#include <fmt/format.h>

#include "sim/importers/hf/blocks.h"
#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

struct Pattern {
  std::int64_t period, offset;
  [[nodiscard]] bool holds(std::int64_t layer) const { return layer % period == offset; }
};

Pattern pattern_of(const Config& c, const char* period, std::int64_t every, const char* offset,
                   std::int64_t first) {
  return {c.count({period}, every), c.find_count({offset}).value_or(first)};
}

void write_sizes(NetworkText& net, const Config& c, std::int64_t d, std::int64_t experts) {
  const std::int64_t heads = c.count({"num_attention_heads"}, 32);
  const bool is_auto = c.text({"mamba_dt_rank"}, "auto") == "auto";
  net.parameter("heads", heads);
  net.parameter("kv_heads",
                c.count({"num_key_value_heads"}, c.is_null("num_key_value_heads") ? heads : 8));
  net.parameter("head_size", head_size(c, d, heads));
  net.parameter("qkv_bias", 0);
  net.parameter("out_bias", 0);
  net.parameter("mlp", c.count({"intermediate_size"}, 14336));
  net.parameter("mlp_bias", 0);
  net.parameter("experts", experts);
  net.parameter("top_k", c.count({"num_experts_per_tok"}, 2));
  net.parameter("expert_mlp", "mlp");
  net.parameter("inner", fmt::format("{} * d", c.count({"mamba_expand"}, 2)));
  net.parameter("state_size", c.count({"mamba_d_state"}, 16));
  net.parameter("conv", c.count({"mamba_d_conv"}, 4));
  net.parameter("dt_rank", is_auto ? (d + 15) / 16 : c.count({"mamba_dt_rank"}, 1));
  net.parameter("conv_bias", c.flag("mamba_conv_bias", true) ? 1 : 0);
  net.parameter("proj_bias", c.flag("mamba_proj_bias", false) ? 1 : 0);
}

NetworkText jamba(const Config& c) {
  const LanguageModel model{"Jamba",
                            c.count({"vocab_size"}, 65536),
                            c.count({"hidden_size"}, 4096),
                            c.count({"num_hidden_layers"}, 32),
                            c.count({"max_position_embeddings"}, 262144),
                            c.flag("tie_word_embeddings", false)};
  const Pattern attention = pattern_of(c, "attn_layer_period", 8, "attn_layer_offset", 4);
  const Pattern routed = pattern_of(c, "expert_layer_period", 2, "expert_layer_offset", 1);
  const std::int64_t experts = c.count({"num_experts"}, 16);
  NetworkText net(fmt::format("Jamba, hybrid of {} layers, imported", model.depth),
                  "derived: HuggingFace config.json of model_type jamba");
  net.assume("routing is balanced");
  write_language(net, c, model);
  write_sizes(net, c, model.d, experts);
  const std::string function = c.activation({"hidden_act"}, "silu");
  net.block("attention", decoder_attention({false, false}));
  net.block("mamba", mamba_mixer(SmallNorms::Learned, function));
  net.block("mlp", gated_mlp("mixer", function));
  net.block("routed", gated_experts("mixer", function));
  std::vector<std::string> layers;
  std::int64_t attention_layers = 0;
  for (std::int64_t i = 0; i < model.depth; ++i) {
    attention_layers += attention.holds(i) ? 1 : 0;
    layers.push_back(fmt::format("- {{use: {}, name: mixer{}}}\n- {{use: {}, name: mlp}}\n",
                                 attention.holds(i) ? "attention" : "mamba",
                                 attention.holds(i) ? ", window: 0" : "",
                                 experts > 1 && routed.holds(i) ? "routed" : "mlp"));
  }
  net.layers(layers, "depth");
  net.state(fmt::format(
      "batch * ({} * 2 * kv_heads * head_size * seq + {} * inner * (state_size + conv - 1))",
      attention_layers, model.depth - attention_layers));
  write_head(net, c, model);
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("jamba", {jamba});

}  // namespace
}  // namespace fluxgate::hf
