/// vit: patches, a class token, learned positions, pre-normalised layers. ViTForImageClassification
/// has a classifier on the class token, ViTModel a pooler.
#include <fmt/format.h>

#include "sim/importers/hf/encoder.h"
#include "sim/importers/hf/language.h"

namespace fluxgate::hf {
namespace {

NetworkText vit(const Config& c) {
  const std::int64_t d = c.count({"hidden_size"}, 768);
  const std::int64_t heads = c.count({"num_attention_heads"}, 12);
  const std::int64_t depth = c.count({"num_hidden_layers"}, 12);
  const std::int64_t image = c.count({"image_size"}, 224), patch = c.count({"patch_size"}, 16);
  (void)head_size(c, d, heads);
  if (patch > image) c.refuse("patch_size", fmt::format("{} is more than the image", patch));
  NetworkText net(fmt::format("ViT, vision transformer of {} layers, imported", depth),
                  "derived: HuggingFace config.json of model_type vit");
  net.parameter("image", image);
  net.parameter("patch", patch);
  net.parameter("channels", c.count({"num_channels"}, 3));
  net.parameter("d", d);
  net.parameter("heads", heads);
  net.parameter("depth", depth);
  net.parameter("mlp", c.count({"intermediate_size"}, 3072));
  net.parameter("qkv_bias", c.flag("qkv_bias", true) ? 1 : 0);
  net.parameter("length", "floor(image / patch) * floor(image / patch) + 1");
  net.parameter("rows", "batch * length");
  c.write_dtype(net);
  net.block("layer", encoder_layer(NormPlace::Before, c.activation({"hidden_act"}, "gelu")));
  net.network(
      "- {op: conv2d, name: patches, b: batch, h: image, w: image, cin: channels, cout: d, kernel: "
      "patch, stride: patch, bias: 1}\n"
      "- {op: add_table, name: positions, batch: batch, rows: length, cols: d, params: length * d, "
      "extra: d}\n");
  net.layers(std::vector<std::string>(static_cast<std::size_t>(depth), "- {use: layer}\n"),
             "depth");
  net.network("- {op: layer_norm, name: norm, rows: rows, cols: d}\n");
  if (c.architecture("ViTForImageClassification", {"ViTForImageClassification", "ViTModel"}) ==
      "ViTModel") {
    net.network(fmt::format("- {{op: linear, name: pooler, m: batch, n: {}, k: d, bias: 1}}\n",
                            c.count({"pooler_output_size"}, d)));
    return net;
  }
  net.network(
      fmt::format("- {{op: linear, name: head, m: batch, n: {}, k: d, bias: 1}}\n", c.labels()));
  return net;
}

[[maybe_unused]] const bool kRegistered = Models::add("vit", {vit});

}  // namespace
}  // namespace fluxgate::hf
