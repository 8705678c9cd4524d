/// Graphs as exporters write them: a residual convolution network and a transformer layer with its
/// attention, norm and GELU taken apart.
#pragma once
#include "tests/support/onnx_writer.h"

namespace fluxgate::test {

/// 3 -> 8 channels at 16 x 16, one residual block, 10 classes. Batch open.
inline OnnxWriter residual_graph() {
  OnnxWriter o;
  o.input("image", {-1, 3, 32, 32});
  o.weights("w0", {8, 3, 3, 3});
  o.weights("w1", {8, 8, 3, 3});
  for (const char* name : {"s", "b", "mean", "var"}) o.weights(name, {8});
  o.weights("head", {10, 8});
  o.weights("head_bias", {10});
  o.node("Conv", {"image", "w0"}, {"c0"},
         {{}, {{"strides", {2, 2}}, {"pads", {1, 1, 1, 1}}, {"kernel_shape", {3, 3}}}});
  o.node("BatchNormalization", {"c0", "s", "b", "mean", "var"}, {"n0"});
  o.node("Relu", {"n0"}, {"r0"});
  o.node("Conv", {"r0", "w1"}, {"c1"}, {{}, {{"pads", {1, 1, 1, 1}}}});
  o.node("Add", {"c1", "r0"}, {"sum"});
  o.node("Relu", {"sum"}, {"r1"});
  o.node("MaxPool", {"r1"}, {"pooled"}, {{}, {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}}});
  o.node("GlobalAveragePool", {"pooled"}, {"mean1"});
  o.node("Flatten", {"mean1"}, {"flat"}, {{{"axis", 1}}});
  o.node("Gemm", {"flat", "head", "head_bias"}, {"logits"}, {{{"transB", 1}}});
  return o;
}
inline constexpr std::int64_t kResidualParams = 8 * 27 + 8 * 72 + 16 + 90;
inline constexpr std::int64_t kResidualMacs = 16 * 16 * 8 * (27 + 72) + 80;

/// Tokens of 64 with 4 heads; sequence -2 is open.
inline OnnxWriter transformer_graph() {
  OnnxWriter o;
  o.input("ids", {-1, -2}, 7);
  o.weights("words", {100, 64});
  for (const char* name : {"wq", "wk", "wv", "wo"}) o.weights(name, {64, 64});
  o.weights("up", {64, 256});
  o.weights("up_bias", {256});
  o.weights("down", {256, 64});
  o.weights("gain", {64});
  o.weights("shift", {64});
  for (const char* name : {"root2", "one", "half", "eight", "two", "eps"}) o.number(name);
  o.scalar("at0", 0);
  o.scalar("at1", 1);
  o.integers("axis0", {0});
  o.integers("four", {4});
  o.integers("sixteen", {16});
  o.integers("sixty_four", {64});
  o.node("Gather", {"words", "ids"}, {"x"});
  // Norm taken apart.
  o.node("ReduceMean", {"x"}, {"mu"}, {{}, {{"axes", {-1}}}});
  o.node("Sub", {"x", "mu"}, {"centred"});
  o.node("Pow", {"centred", "two"}, {"squares"});
  o.node("ReduceMean", {"squares"}, {"variance"}, {{}, {{"axes", {-1}}}});
  o.node("Add", {"variance", "eps"}, {"safe"});
  o.node("Sqrt", {"safe"}, {"deviation"});
  o.node("Div", {"centred", "deviation"}, {"unit"});
  o.node("Mul", {"unit", "gain"}, {"scaled"});
  o.node("Add", {"scaled", "shift"}, {"normed"});
  // Sizes of the split into heads, from the tensor's own.
  o.node("Shape", {"normed"}, {"shape"});
  o.node("Gather", {"shape", "at0"}, {"n"});
  o.node("Gather", {"shape", "at1"}, {"l"});
  o.node("Unsqueeze", {"n", "axis0"}, {"n1"});
  o.node("Unsqueeze", {"l", "axis0"}, {"l1"});
  o.node("Concat", {"n1", "l1", "four", "sixteen"}, {"split"}, {{{"axis", 0}}});
  o.node("Concat", {"n1", "l1", "sixty_four"}, {"joined"}, {{{"axis", 0}}});
  for (const std::string part : {"q", "k", "v"}) {
    o.node("MatMul", {"normed", "w" + part}, {part});
    o.node("Reshape", {part, "split"}, {part + "_heads"});
    o.node("Transpose", {part + "_heads"}, {part + "_t"},
           {{},
            {{"perm", part == "k" ? OnnxWriter::Dims{0, 2, 3, 1} : OnnxWriter::Dims{0, 2, 1, 3}}}});
  }
  o.node("MatMul", {"q_t", "k_t"}, {"scores"});
  o.node("Div", {"scores", "eight"}, {"sane"});
  o.node("Softmax", {"sane"}, {"p"}, {{{"axis", -1}}});
  o.node("MatMul", {"p", "v_t"}, {"context"});
  o.node("Transpose", {"context"}, {"context_t"}, {{}, {{"perm", {0, 2, 1, 3}}}});
  o.node("Reshape", {"context_t", "joined"}, {"merged"});
  o.node("MatMul", {"merged", "wo"}, {"out"});
  o.node("Add", {"out", "x"}, {"residual"});
  o.node("LayerNormalization", {"residual", "gain", "shift"}, {"normed2"}, {{{"axis", -1}}});
  o.node("MatMul", {"normed2", "up"}, {"wide"});
  o.node("Add", {"wide", "up_bias"}, {"h"});
  o.node("Div", {"h", "root2"}, {"g0"});
  o.node("Erf", {"g0"}, {"g1"});
  o.node("Add", {"g1", "one"}, {"g2"});
  o.node("Mul", {"h", "g2"}, {"g3"});
  o.node("Mul", {"g3", "half"}, {"gelu"});
  o.node("MatMul", {"gelu", "down"}, {"narrow"});
  o.node("Add", {"narrow", "residual"}, {"y"});
  return o;
}
inline constexpr std::int64_t kTransformerParams =
    100 * 64 + 4 * 64 * 64 + 2 * 64 * 256 + 256 + 128;
inline std::int64_t transformer_macs(std::int64_t batch, std::int64_t tokens) {
  return batch * (tokens * (4 * 64 * 64 + 2 * 64 * 256) + 2 * tokens * tokens * 64);
}

}  // namespace fluxgate::test
