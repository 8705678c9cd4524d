/// rwkv (version 4): time mixing and channel mixing. The running weighted mean of values is a
/// numerator and a denominator per channel, both with the channel's decay: gated linear attention
/// with one key and two values a channel. Left out: the running maximum that keeps exponents small.
#include <fmt/format.h>

#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

const char* const kLayer = R"x(
- {op: layer_norm, name: norm1, from: in, rows: rows, cols: d}
- {op: add_table, name: time_mix, batch: rows, rows: 3, cols: d, params: 3 * d}
- {op: linear, name: key, m: rows, n: inner, k: d}
- {op: linear, name: value, from: time_mix, m: rows, n: inner, k: d}
- {op: linear, name: receptance, from: time_mix, m: rows, n: inner, k: d, fuse: receptance}
- {op: activation, name: open, function: sigmoid, elements: rows * inner, fuse: receptance}
- {op: gla, name: scan, from: [key, key, value, key], b: batch, l: tokens, heads: inner, dk: 1, dv: 2, params: 2 * inner, cached: cached}
- {op: multiply, name: mean, from: [scan, scan], elements: rows * inner}
- {op: multiply, name: gated, from: [mean, open], elements: rows * inner}
- {op: linear, name: out, m: rows, n: d, k: inner, fuse: out}
- {op: add, name: residual1, from: [out, in], elements: rows * d, fuse: out}
- {op: layer_norm, name: norm2, rows: rows, cols: d}
- {op: add_table, name: channel_mix, batch: rows, rows: 2, cols: d, params: 2 * d}
- {op: linear, name: up, m: rows, n: mlp, k: d, fuse: up}
- {op: activation, name: relu, function: relu, elements: rows * mlp, fuse: up}
- {op: multiply, name: square, from: [relu, relu], elements: rows * mlp, fuse: up}
- {op: linear, name: down, m: rows, n: d, k: mlp}
- {op: linear, name: gate, from: channel_mix, m: rows, n: d, k: d, fuse: gate}
- {op: activation, name: gate_open, function: sigmoid, elements: rows * d, fuse: gate}
- {op: multiply, name: gated2, from: [down, gate_open], elements: rows * d, fuse: gate}
- {op: add, name: residual2, from: [gated2, residual1], elements: rows * d, fuse: gate}
)x";

NetworkText rwkv(const Config& c) {
  const LanguageModel model{"Rwkv",
                            c.count({"vocab_size"}, 50277),
                            c.count({"hidden_size"}, 4096),
                            c.count({"num_hidden_layers"}, 32),
                            c.count({"context_length", "max_position_embeddings"}, 1024),
                            c.flag("tie_word_embeddings", false),
                            "layer_norm"};
  NetworkText net(fmt::format("RWKV-4 of {} layers, imported", model.depth),
                  "derived: HuggingFace config.json of model_type rwkv");
  write_language(net, c, model);
  net.parameter("inner", c.count({"attention_hidden_size"}, model.d));
  net.parameter("mlp", c.count({"intermediate_size"}, 4 * model.d));
  net.block("layer", kLayer);
  net.network("- {op: layer_norm, name: first_norm, rows: rows, cols: d}\n");
  net.layers(std::vector<std::string>(static_cast<std::size_t>(model.depth), "- {use: layer}\n"),
             "depth");
  net.state("depth * batch * (2 * inner + 2 * d)");
  write_head(net, c, model);
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("rwkv", {rwkv});

}  // namespace
}  // namespace fluxgate::hf
