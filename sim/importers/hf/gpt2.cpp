/// gpt2: decoder with learned positions, one matrix for query, key and value, biases everywhere.
/// Defaults of GPT2Config; the newer names of its keys are taken too.
#include <fmt/format.h>

#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

const char* const kLayer = R"x(
- {op: layer_norm, name: norm1, from: in, rows: rows, cols: d}
- {op: linear, name: qkv, m: rows, n: 3 * d, k: d, bias: 1}
- {op: attention_scores, name: scores, from: [qkv, qkv], fuse: core, b: batch, heads: heads, lq: tokens, lk: seq, d: d / heads, causal: 1, cached: cached}
- {op: softmax, fuse: core, rows: heads * rows, cols: seq}
- {op: attention_context, name: context, from: [softmax, qkv], fuse: core, b: batch, heads: heads, lq: tokens, lk: seq, d: d / heads, causal: 1, cached: cached}
- {op: linear, name: out, m: rows, n: d, k: d, bias: 1, fuse: out}
- {op: add, name: residual1, from: [out, in], elements: rows * d, fuse: out}
- {op: layer_norm, name: norm2, rows: rows, cols: d}
- {op: linear, name: up, m: rows, n: mlp, k: d, bias: 1, fuse: up}
)x";
const char* const kEnd = R"x(
- {op: linear, name: down, m: rows, n: d, k: mlp, bias: 1, fuse: down}
- {op: add, name: residual2, from: [down, residual1], elements: rows * d, fuse: down}
)x";

NetworkText gpt2(const Config& c) {
  const LanguageModel model{"GPT2",
                            c.count({"vocab_size"}, 50257),
                            c.count({"n_embd", "hidden_size"}, 768),
                            c.count({"n_layer", "num_hidden_layers"}, 12),
                            c.count({"n_positions", "max_position_embeddings"}, 1024),
                            c.flag("tie_word_embeddings", true),
                            "layer_norm",
                            "GPT2LMHeadModel"};
  const std::int64_t heads = c.count({"n_head", "num_attention_heads"}, 12);
  (void)head_size(c, model.d, heads);
  NetworkText net(fmt::format("GPT-2, decoder of {} layers, imported", model.depth),
                  "derived: HuggingFace config.json of model_type gpt2");
  write_language(net, c, model);
  net.parameter("heads", heads);
  net.parameter("positions", model.positions);
  net.parameter("mlp", c.find_count({"n_inner"}).value_or(4 * model.d));
  net.block("layer",
            kLayer +
                fmt::format("- {{op: activation, name: act, function: {}, elements: rows * "
                            "mlp, fuse: up}}\n",
                            c.activation({"activation_function"}, "gelu_new")) +
                kEnd);
  net.network(
      "- {op: add_table, name: positions, batch: batch, rows: tokens, cols: d, params: positions * "
      "d}\n");
  net.layers(std::vector<std::string>(static_cast<std::size_t>(model.depth), "- {use: layer}\n"),
             "depth");
  net.state("2 * depth * batch * seq * d");
  write_head(net, c, model);
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("gpt2", {gpt2});

}  // namespace
}  // namespace fluxgate::hf
