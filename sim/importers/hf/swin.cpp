/// swin: stages of windowed attention with a learned table of relative positions, merged by two in
/// each direction in between. A map that the window does not divide is padded up; a map smaller
/// than the window is one window. The table keeps the configured window's size.
#include <fmt/format.h>

#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

const char* const kLayer = R"x(
- {op: layer_norm, name: norm, from: in, rows: batch * size * size, cols: c}
- {op: rearrange, name: partition, items: batch * padded * padded, item: c, read: batch * size * size * c}
- {op: linear, name: qkv, m: batch * padded * padded, n: 3 * c, k: c, bias: qkv_bias}
- {op: attention_scores, name: scores, from: [qkv, qkv], fuse: core, b: batch * padded * padded / w / w, heads: h, lq: w * w, lk: w * w, d: c / h}
- {op: add_table, name: bias, fuse: core, batch: batch * padded * padded / w / w, rows: h * w * w, cols: w * w, params: (2 * window - 1) * (2 * window - 1) * h}
- {op: softmax, fuse: core, rows: batch * padded * padded * h, cols: w * w}
- {op: attention_context, name: context, from: [softmax, qkv], fuse: core, b: batch * padded * padded / w / w, heads: h, lq: w * w, lk: w * w, d: c / h}
- {op: linear, name: out, m: batch * padded * padded, n: c, k: c, bias: 1}
- {op: rearrange, name: reverse, items: batch * size * size, item: c}
- {op: add, name: residual, from: [reverse, in], elements: batch * size * size * c}
- {op: layer_norm, name: norm2, rows: batch * size * size, cols: c}
- {op: linear, name: up, m: batch * size * size, n: floor(mlp_ratio * c), k: c, bias: 1, fuse: up}
)x";
const char* const kEnd = R"x(
- {op: linear, name: down, m: batch * size * size, n: c, k: floor(mlp_ratio * c), bias: 1, fuse: down}
- {op: add, name: residual2, from: [down, residual], elements: batch * size * size * c, fuse: down}
)x";
const char* const kMerge = R"x(
- {op: rearrange, name: gather, items: batch * half * half * 4, item: c, read: batch * size * size * c}
- {op: layer_norm, name: norm, rows: batch * half * half, cols: 4 * c}
- {op: linear, name: reduce, m: batch * half * half, n: 2 * c, k: 4 * c}
)x";

/// Stage s works on map_s x map_s positions of dim * 2^s channels.
void write_stages(NetworkText& net, const Config& c, const std::vector<std::int64_t>& depths,
                  const std::vector<std::int64_t>& heads, std::int64_t dim) {
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const auto channels = fmt::format("{} * dim", 1LL << s);
    if ((dim << s) % heads[s] != 0)
      c.refuse("num_heads", fmt::format("{} heads do not divide {} channels", heads[s], dim << s));
    net.parameter(fmt::format("map{}", s),
                  s == 0 ? "floor(image / patch)" : fmt::format("ceil(map{} / 2)", s - 1));
    net.parameter(fmt::format("window{}", s), fmt::format("min(window, map{})", s));
    net.parameter(fmt::format("depth{}", s), depths[s]);
    net.parameter(fmt::format("heads{}", s), heads[s]);
    net.network(fmt::format(
        "- repeat: depth{0}\n  name: stage{0}\n  body: [{{use: layer, c: {1}, h: heads{0}, size: "
        "map{0}, w: window{0}, padded: ceil(map{0} / window{0}) * window{0}}}]\n",
        s, channels));
    if (s + 1 < depths.size())
      net.network(
          fmt::format("- {{use: merge, name: merge{0}, c: {1}, size: map{0}, half: map{2}}}\n", s,
                      channels, s + 1));
  }
}

NetworkText swin(const Config& c) {
  const std::vector<std::int64_t> depths = c.counts({"depths"}, {2, 2, 6, 2});
  const std::vector<std::int64_t> heads = c.counts({"num_heads"}, {3, 6, 12, 24});
  if (depths.empty() || depths.size() != heads.size() || depths.size() > 8)
    c.refuse("num_heads", fmt::format("{} entries for {} stages", heads.size(), depths.size()));
  for (const std::int64_t h : heads)
    if (h < 1) c.refuse("num_heads", "0 heads");
  const std::int64_t dim = c.count({"embed_dim"}, 96);
  NetworkText net("Swin Transformer, imported",
                  "derived: HuggingFace config.json of model_type swin");
  net.parameter("image", c.count({"image_size"}, 224));
  net.parameter("patch", c.count({"patch_size"}, 4));
  net.parameter("channels", c.count({"num_channels"}, 3));
  net.parameter("dim", dim);
  net.parameter("window", c.count({"window_size"}, 7));
  net.parameter("mlp_ratio", fmt::format("{}", c.number("mlp_ratio", 4)));
  net.parameter("qkv_bias", c.flag("qkv_bias", true) ? 1 : 0);
  c.write_dtype(net);
  net.block("layer", kLayer +
                         fmt::format("- {{op: activation, name: act, function: {}, elements: batch "
                                     "* size * size * floor(mlp_ratio * c), fuse: up}}\n",
                                     c.activation({"hidden_act"}, "gelu")) +
                         kEnd);
  net.block("merge", kMerge);
  net.network(
      "- {op: conv2d, name: patches, b: batch, h: image, w: image, cin: channels, cout: dim, "
      "kernel: patch, stride: patch, bias: 1}\n"
      "- {op: layer_norm, name: patch_norm, rows: batch * map0 * map0, cols: dim}\n");
  if (c.flag("use_absolute_embeddings", false))
    net.network(
        "- {op: add_table, name: positions, batch: batch, rows: map0 * map0, cols: dim, params: "
        "map0 * map0 * dim}\n");
  write_stages(net, c, depths, heads, dim);
  const std::size_t last = depths.size() - 1;
  net.network(fmt::format(
      "- {{op: layer_norm, name: norm, rows: batch * map{0} * map{0}, cols: {1} * dim}}\n"
      "- {{op: pool, name: mean, function: mean, rows: batch * {1} * dim, cols: map{0} * "
      "map{0}}}\n",
      last, 1LL << last));
  if (c.architecture("SwinForImageClassification", {"SwinForImageClassification", "SwinModel"}) !=
      "SwinModel")
    net.network(fmt::format("- {{op: linear, name: head, m: batch, n: {}, k: {} * dim, bias: 1}}\n",
                            c.labels(), 1LL << last));
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("swin", {swin});

}  // namespace
}  // namespace fluxgate::hf
