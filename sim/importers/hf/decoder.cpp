/// llama, mistral, qwen2, qwen3, mixtral, qwen3_moe: pre-normalised decoders with rotary
/// positions, grouped-query attention and gated MLPs or experts. Defaults are those of the classes
/// in transformers. Left out: scaling of rotary positions (no work of its own), auxiliary losses.
#include <fmt/format.h>

#include <algorithm>

#include "sim/importers/hf/blocks.h"
#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

/// What differs between the classes when the file does not say.
struct Class {
  const char* stem;
  std::int64_t vocab, d, mlp, depth, heads;
  std::int64_t kv_heads;   // 0: as heads
  std::int64_t head_size;  // 0: d / heads
  std::int64_t positions;
};
constexpr Class kLlama{"Llama", 32000, 4096, 11008, 32, 32, 0, 0, 2048};
constexpr Class kMistral{"Mistral", 32000, 4096, 14336, 32, 32, 8, 0, 131072};
constexpr Class kQwen2{"Qwen2", 151936, 4096, 22016, 32, 32, 32, 0, 32768};
constexpr Class kQwen3{"Qwen3", 151936, 4096, 22016, 32, 32, 32, 128, 32768};
constexpr Class kMixtral{"Mixtral", 32000, 4096, 14336, 32, 32, 8, 0, 131072};
constexpr Class kQwen3Moe{"Qwen3Moe", 151936, 2048, 6144, 24, 32, 4, 0, 32768};

enum class Biases { None, Qkv, Config };

LanguageModel language_of(const Config& c, const Class& k) {
  return {k.stem,
          c.count({"vocab_size"}, k.vocab),
          c.count({"hidden_size"}, k.d),
          c.count({"num_hidden_layers"}, k.depth),
          c.count({"max_position_embeddings"}, k.positions),
          c.flag("tie_word_embeddings", false)};
}

std::int64_t kv_heads_of(const Config& c, const Class& k, std::int64_t heads) {
  const bool is_as_heads = k.kv_heads == 0 || c.is_null("num_key_value_heads");
  const std::int64_t kv_heads = c.count({"num_key_value_heads"}, is_as_heads ? heads : k.kv_heads);
  if (heads % kv_heads != 0)
    throw ConfigError(fmt::format("{}: num_key_value_heads {} do not divide {} heads", c.path(),
                                  kv_heads, heads));
  return kv_heads;
}

void write_attention(NetworkText& net, const Config& c, const Class& k, Biases biases) {
  const std::int64_t heads = c.count({"num_attention_heads"}, k.heads);
  const std::int64_t d = c.count({"hidden_size"}, k.d);
  std::int64_t size = c.find_count({"head_dim"}).value_or(k.head_size);
  if (size == 0) size = head_size(c, d, heads);
  const bool has_bias = biases == Biases::Config && c.flag("attention_bias", false);
  net.parameter("heads", heads);
  net.parameter("kv_heads", kv_heads_of(c, k, heads));
  net.parameter("head_size", size);
  net.parameter("qkv_bias", biases == Biases::Qkv || has_bias ? 1 : 0);
  net.parameter("out_bias", has_bias ? 1 : 0);
}

/// Tokens a layer sees, 0 for all, of every layer: `layer_types`, or the class's rule.
std::vector<std::int64_t> windows_of(const Config& c, std::int64_t depth, std::int64_t window,
                                     std::int64_t first_sliding) {
  std::vector<std::int64_t> windows;
  const std::vector<std::string> types = c.texts("layer_types");
  if (!types.empty() && types.size() != static_cast<std::size_t>(depth))
    c.refuse("layer_types", fmt::format("{} entries for {} layers", types.size(), depth));
  for (std::int64_t i = 0; i < depth; ++i) {
    bool is_sliding = window > 0 && i >= first_sliding;
    if (!types.empty()) {
      const std::string& type = types[static_cast<std::size_t>(i)];
      if (type != "full_attention" && type != "sliding_attention")
        c.refuse("layer_types", fmt::format("'{}' is not supported", type));
      is_sliding = type == "sliding_attention";
      if (is_sliding && window == 0) c.refuse("layer_types", "sliding_window is missing");
    }
    windows.push_back(is_sliding ? window : 0);
  }
  return windows;
}

std::string kv_state(const std::vector<std::int64_t>& windows) {
  std::int64_t full = 0, window = 0;
  for (const std::int64_t w : windows) {
    full += w == 0 ? 1 : 0;
    window = std::max(window, w);
  }
  const auto sliding = static_cast<std::int64_t>(windows.size()) - full;
  if (sliding == 0) return "2 * depth * batch * kv_heads * head_size * seq";
  return fmt::format("2 * batch * kv_heads * head_size * ({} * seq + {} * min(seq, {}))", full,
                     sliding, window);
}

/// `mlps`: the block each layer ends with.
void write_layers(NetworkText& net, const std::vector<std::int64_t>& windows,
                  const std::vector<std::string>& mlps) {
  std::vector<std::string> layers;
  for (std::size_t i = 0; i < windows.size(); ++i)
    layers.push_back(
        fmt::format("- {{use: attention, name: attn, window: {}}}\n- {{use: {}, name: mlp}}\n",
                    windows[i], mlps[i]));
  net.layers(layers, "depth");
  net.state(kv_state(windows));
}

NetworkText dense(const Config& c, const Class& k, Biases biases, bool has_qk_norm,
                  std::int64_t window, std::int64_t first_sliding) {
  const LanguageModel model = language_of(c, k);
  NetworkText net(fmt::format("{}, decoder of {} layers, imported", k.stem, model.depth),
                  fmt::format("derived: HuggingFace config.json of model_type {}", c.model_type()));
  write_language(net, c, model);
  write_attention(net, c, k, biases);
  net.parameter("mlp", c.count({"intermediate_size"}, k.mlp));
  net.parameter("mlp_bias",
                biases == Biases::Config && c.flag("mlp_bias", false) && !has_qk_norm ? 1 : 0);
  net.block("attention", decoder_attention({true, has_qk_norm}));
  net.block("mlp", gated_mlp("attn", c.activation({"hidden_act"}, "silu")));
  write_layers(net, windows_of(c, model.depth, window, first_sliding),
               std::vector<std::string>(static_cast<std::size_t>(model.depth), "mlp"));
  write_head(net, c, model);
  return net;
}

/// Absent: the class's default; null: none.
std::int64_t window_of(const Config& c, std::int64_t fallback) {
  return c.is_null("sliding_window") ? 0 : c.find_count({"sliding_window"}).value_or(fallback);
}

NetworkText llama(const Config& c) { return dense(c, kLlama, Biases::Config, false, 0, 0); }
NetworkText mistral(const Config& c) {
  return dense(c, kMistral, Biases::None, false, window_of(c, 4096), 0);
}
NetworkText qwen(const Config& c, const Class& k, Biases biases, bool has_qk_norm) {
  const std::int64_t window = c.flag("use_sliding_window", false) ? window_of(c, 4096) : 0;
  return dense(c, k, biases, has_qk_norm, window, c.find_count({"max_window_layers"}).value_or(28));
}
NetworkText qwen2(const Config& c) { return qwen(c, kQwen2, Biases::Qkv, false); }
NetworkText qwen3(const Config& c) { return qwen(c, kQwen3, Biases::Config, true); }

struct Experts {
  std::int64_t experts, top_k, mlp;
};

NetworkText routed(const Config& c, const Class& k, const Experts& e,
                   const std::vector<std::int64_t>& windows, bool has_qk_norm,
                   const std::vector<std::string>& mlps) {
  const LanguageModel model = language_of(c, k);
  if (e.top_k > e.experts)
    c.refuse("num_experts_per_tok", fmt::format("{} of {} experts", e.top_k, e.experts));
  NetworkText net(fmt::format("{}, decoder of {} layers with {} routed experts, imported", k.stem,
                              model.depth, e.experts),
                  fmt::format("derived: HuggingFace config.json of model_type {}", c.model_type()));
  net.assume("routing is balanced");
  write_language(net, c, model);
  write_attention(net, c, k, has_qk_norm ? Biases::Config : Biases::None);
  net.parameter("mlp", c.count({"intermediate_size"}, k.mlp));
  net.parameter("mlp_bias", 0);
  net.parameter("experts", e.experts);
  net.parameter("top_k", e.top_k);
  net.parameter("expert_mlp", e.mlp);
  const std::string function = c.activation({"hidden_act"}, "silu");
  net.block("attention", decoder_attention({true, has_qk_norm}));
  net.block("mlp", gated_mlp("attn", function));
  net.block("routed", gated_experts("attn", function));
  write_layers(net, windows, mlps);
  write_head(net, c, model);
  return net;
}

NetworkText mixtral(const Config& c) {
  const std::int64_t depth = c.count({"num_hidden_layers"}, kMixtral.depth);
  return routed(c, kMixtral,
                {c.count({"num_local_experts", "num_experts"}, 8),
                 c.count({"num_experts_per_tok"}, 2), c.count({"intermediate_size"}, kMixtral.mlp)},
                windows_of(c, depth, window_of(c, 0), 0), false,
                std::vector<std::string>(static_cast<std::size_t>(depth), "routed"));
}

NetworkText qwen3_moe(const Config& c) {
  const std::int64_t depth = c.count({"num_hidden_layers"}, kQwen3Moe.depth);
  const std::int64_t step = c.count({"decoder_sparse_step"}, 1);
  const std::vector<std::int64_t> dense_layers = c.counts({"mlp_only_layers"}, {});
  std::vector<std::string> mlps;
  for (std::int64_t i = 0; i < depth; ++i) {
    const bool is_dense =
        std::find(dense_layers.begin(), dense_layers.end(), i) != dense_layers.end() ||
        (i + 1) % step != 0;
    mlps.emplace_back(is_dense ? "mlp" : "routed");
  }
  const std::int64_t window = c.flag("use_sliding_window", false) ? window_of(c, 4096) : 0;
  return routed(c, kQwen3Moe,
                {c.count({"num_experts"}, 128), c.count({"num_experts_per_tok"}, 8),
                 c.count({"moe_intermediate_size"}, 768)},
                windows_of(c, depth, window, 0), true, mlps);
}

[[maybe_unused]] const bool kRegistered[]{
    Models::add("llama", {llama}),     Models::add("mistral", {mistral}),
    Models::add("qwen2", {qwen2}),     Models::add("qwen3", {qwen3}),
    Models::add("mixtral", {mixtral}), Models::add("qwen3_moe", {qwen3_moe})};

}  // namespace
}  // namespace fluxgate::hf
