#include "sim/importers/hf/encoder.h"

#include <fmt/format.h>

namespace fluxgate::hf {
namespace {

std::string norm(const char* name, const char* from) {
  return fmt::format("- {{op: layer_norm, name: {}{}, rows: rows, cols: d}}\n", name, from);
}

}  // namespace

std::string encoder_layer(NormPlace place, const std::string& function) {
  const bool is_before = place == NormPlace::Before;
  std::string text = is_before ? norm("norm1", ", from: in") : "";
  text += fmt::format("- {{op: linear, name: qkv{}, m: rows, n: 3 * d, k: d, bias: qkv_bias}}\n",
                      is_before ? "" : ", from: in");
  text += R"x(
- {op: attention_scores, name: scores, from: [qkv, qkv], fuse: core, b: batch, heads: heads, lq: length, lk: length, d: d / heads}
- {op: softmax, fuse: core, rows: heads * rows, cols: length}
- {op: attention_context, name: context, from: [softmax, qkv], fuse: core, b: batch, heads: heads, lq: length, lk: length, d: d / heads}
- {op: linear, name: out, m: rows, n: d, k: d, bias: 1, fuse: out}
- {op: add, name: residual1, from: [out, in], elements: rows * d, fuse: out}
)x";
  text += is_before ? norm("norm2", "") : norm("norm1", "");
  text += "- {op: linear, name: up, m: rows, n: mlp, k: d, bias: 1, fuse: up}\n";
  text += fmt::format(
      "- {{op: activation, name: act, function: {}, elements: rows * mlp, fuse: up}}\n", function);
  text += "- {op: linear, name: down, m: rows, n: d, k: mlp, bias: 1, fuse: down}\n";
  text += fmt::format(
      "- {{op: add, name: residual2, from: [down, {}], elements: rows * d, fuse: down}}\n",
      is_before ? "residual1" : "norm1");
  return is_before ? text : text + norm("norm2", "");
}

}  // namespace fluxgate::hf
