/// mamba2: state-space duality, heads of one decay each, B and C shared by the heads of a group.
#include <fmt/format.h>

#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

const char* const kLayer = R"x(
- {op: rms_norm, name: norm, from: in, rows: rows, cols: d}
- {op: linear, name: in_proj, m: rows, n: inner + mixed + heads, k: d, bias: proj_bias}
- {op: conv1d_causal, name: conv, from: in_proj, b: batch, l: tokens, c: mixed, width: conv, bias: conv_bias, fuse: conv}
- {op: activation, name: conv_act, function: @F, elements: rows * mixed, fuse: conv}
- {op: ssd, name: scan, from: [conv_act, conv_act, conv_act, in_proj], b: batch, l: tokens, heads: heads, groups: groups, dk: state_size, dv: head_size, chunk: chunk, params: 3 * heads, cached: cached}
- {op: activation, name: gate, from: in_proj, function: @F, elements: rows * inner, fuse: gate}
- {op: multiply, name: gated, from: [scan, gate], elements: rows * inner, fuse: gate}
- {op: rms_norm, name: inner_norm, rows: rows, cols: inner}
- {op: linear, name: out_proj, m: rows, n: d, k: inner, bias: proj_bias, fuse: out}
- {op: add, name: residual, from: [out_proj, in], elements: rows * d, fuse: out}
)x";

NetworkText mamba2(const Config& c) {
  const LanguageModel model{"Mamba2",
                            c.count({"vocab_size"}, 32768),
                            c.count({"hidden_size", "d_model"}, 4096),
                            c.count({"num_hidden_layers", "n_layer"}, 64),
                            0,
                            c.flag("tie_word_embeddings", false)};
  const std::int64_t heads = c.count({"num_heads"}, 128), size = c.count({"head_dim"}, 64);
  const std::int64_t inner =
      c.find_count({"intermediate_size"}).value_or(c.count({"expand"}, 2) * model.d);
  const std::int64_t groups = c.count({"n_groups"}, 8);
  if (heads * size != inner)
    c.refuse("num_heads",
             fmt::format("{} heads of {} are not the inner size {}", heads, size, inner));
  if (heads % groups != 0)
    c.refuse("n_groups", fmt::format("{} groups do not divide {} heads", groups, heads));
  NetworkText net(fmt::format("Mamba-2 of {} layers, imported", model.depth),
                  "derived: HuggingFace config.json of model_type mamba2");
  write_language(net, c, model);
  net.parameter("inner", "heads * head_size");
  net.parameter("heads", heads);
  net.parameter("head_size", size);
  net.parameter("groups", groups);
  net.parameter("state_size", c.count({"state_size"}, 128));
  net.parameter("mixed", "inner + 2 * groups * state_size");
  net.parameter("conv", c.count({"conv_kernel"}, 4));
  net.parameter("chunk", c.count({"chunk_size"}, 256));
  net.parameter("conv_bias", c.flag("use_conv_bias", true) ? 1 : 0);
  net.parameter("proj_bias", c.flag("use_bias", false) ? 1 : 0);
  std::string layer = kLayer;
  const std::string function = c.activation({"hidden_act"}, "silu");
  for (std::size_t at = layer.find("@F"); at != std::string::npos; at = layer.find("@F"))
    layer.replace(at, 2, function);
  net.block("layer", layer);
  net.layers(std::vector<std::string>(static_cast<std::size_t>(model.depth), "- {use: layer}\n"),
             "depth");
  net.state("depth * batch * (inner * state_size + mixed * (conv - 1))");
  write_head(net, c, model);
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("mamba2", {mamba2});

}  // namespace
}  // namespace fluxgate::hf
