/// Norms, softmax, pooling and reductions over axes.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sim/core/errors.h"
#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {
namespace {

Line line_of(const char* op, std::vector<std::pair<std::string, std::int64_t>> args,
             const char* function = "") {
  Line line;
  line.op = op;
  line.function = function;
  line.args = std::move(args);
  return line;
}
/// Only input 0 is an activation.
void emit(GraphBuilder& g, Line line, Shape shape) {
  line.from = {g.in(0).producer};
  g.emit(std::move(line), std::move(shape));
}

void batch_norm(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  if (x.size() < 2) g.malformed("channels are missing");
  (void)g.take_params(g.in(1));
  (void)g.take_params(g.in(2));
  if (x[1] == 0) g.malformed("no channels");
  emit(g, line_of("batch_norm", {{"rows", elements(x) / x[1]}, {"c", x[1]}}), x);
}

void layer_norm(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  const std::size_t axis = g.axis(g.node().integer("axis", -1), x.size());
  const std::int64_t params = g.take_params(g.in(1)) + (g.has(2) ? g.take_params(g.in(2)) : 0);
  Line line = line_of("layer_norm",
                      {{"rows", elements(x, 0, axis)}, {"cols", elements(x, axis, x.size())}});
  if (params == 0) line.args.emplace_back("shared", 1);
  if (!g.has(2)) line.args.emplace_back("bias", 0);
  emit(g, line, x);
}

/// Rows are the groups of each image; scale and shift are per channel.
void group_norm(GraphBuilder& g, std::int64_t groups) {
  const Shape& x = g.in(0).shape;
  if (x.size() < 2 || groups < 1 || x[1] % groups != 0)
    g.malformed("groups do not divide the channels");
  (void)g.take_params(g.in(1));
  (void)g.take_params(g.in(2));
  const std::int64_t rows = x[0] * groups;
  if (rows == 0) g.malformed("an empty tensor");
  emit(g, line_of("group_norm", {{"rows", rows}, {"cols", elements(x) / rows}, {"channels", x[1]}}),
       x);
}

void softmax(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  const bool is_old = g.opset() < 13;  // the axes from `axis` on are one
  const std::size_t axis = g.axis(g.node().integer("axis", is_old ? 1 : -1), x.size());
  const std::int64_t cols = is_old ? elements(x, axis, x.size()) : x[axis];
  if (cols == 0) g.malformed("an empty tensor");
  emit(g, line_of("softmax", {{"rows", elements(x) / cols}, {"cols", cols}}), x);
}

std::int64_t pooled(GraphBuilder& g, std::int64_t in, std::size_t i, std::int64_t kernel) {
  const std::size_t axes = g.in(0).shape.size() - 2;
  const auto strides = g.node().integers("strides", std::vector<std::int64_t>(axes, 1));
  const auto dilations = g.node().integers("dilations", std::vector<std::int64_t>(axes, 1));
  const auto pads = g.node().integers("pads", std::vector<std::int64_t>(2 * axes, 0));
  if (strides.size() != axes || dilations.size() != axes || pads.size() != 2 * axes ||
      strides[i] < 1)
    g.malformed("strides, dilations or pads are not possible");
  const std::string padding = g.node().text("auto_pad", "NOTSET");
  if (padding == "SAME_UPPER" || padding == "SAME_LOWER") return (in + strides[i] - 1) / strides[i];
  const std::int64_t around = padding == "VALID" ? 0 : pads[i] + pads[axes + i];
  const std::int64_t span = in + around - (kernel - 1) * dilations[i] - 1;
  if (span < 0) g.malformed("the window is larger than the padded input");
  const bool rounds_up = g.node().integer("ceil_mode", 0) != 0;
  std::int64_t out = (span + (rounds_up ? strides[i] - 1 : 0)) / strides[i] + 1;
  // The last window starts inside the input or its leading pad.
  if (rounds_up && (out - 1) * strides[i] >= in + pads[i]) --out;
  return out;
}

void pool(GraphBuilder& g, const char* function) {
  const Shape& x = g.in(0).shape;
  const auto kernel = g.node().integers("kernel_shape", {});
  if (x.size() < 3 || kernel.size() != x.size() - 2)
    g.malformed("kernel_shape does not match the input");
  Shape out{x[0], x[1]};
  std::int64_t taps = 1;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    if (kernel[i] < 1 || kernel[i] > 1 << 16) g.malformed("a kernel size is not possible");
    taps *= kernel[i];
    out.push_back(pooled(g, x[2 + i], i, kernel[i]));
  }
  emit(g,
       line_of("pool", {{"rows", elements(out)}, {"cols", taps}, {"read", elements(x)}}, function),
       out);
}

void global_pool(GraphBuilder& g, const char* function) {
  Shape out = g.in(0).shape;
  if (out.size() < 3) g.malformed("spatial axes are missing");
  const std::int64_t cols = elements(out, 2, out.size());
  std::fill(out.begin() + 2, out.end(), 1);
  emit(g, line_of("pool", {{"rows", elements(out)}, {"cols", cols}}, function), out);
}

void reduce(GraphBuilder& g, const char* function) {
  const Shape& x = g.in(0).shape;
  const auto axes = g.integers("axes", 1, {});
  std::vector<bool> goes(x.size(), axes.empty());
  for (const std::int64_t a : axes) goes[g.axis(a, x.size())] = true;
  if (axes.empty() && g.node().integer("noop_with_empty_axes", 0) != 0) {
    g.alias(0, g.in(0), x);
    return;
  }
  Shape out;
  std::int64_t cols = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!goes[i])
      out.push_back(x[i]);
    else if (g.node().integer("keepdims", 1) != 0)
      out.push_back(1);
    if (goes[i]) cols *= x[i];
  }
  const bool is_sum = std::string(function) == "sum";
  emit(g,
       line_of(is_sum ? "row_sum" : "pool", {{"rows", elements(out)}, {"cols", cols}},
               is_sum ? "" : function),
       out);
}

/// One result a row: a running maximum with its place.
void arg_max(GraphBuilder& g) {
  Shape out = g.in(0).shape;
  const std::size_t axis = g.axis(g.node().integer("axis", 0), out.size());
  const std::int64_t cols = out[axis];
  out[axis] = 1;
  if (g.node().integer("keepdims", 1) == 0)
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(axis));
  emit(g, line_of("pool", {{"rows", elements(out)}, {"cols", cols}}, "max"), out);
}

void top_k(GraphBuilder& g) {
  Shape out = g.in(0).shape;
  const std::size_t axis = g.axis(g.node().integer("axis", -1), out.size());
  const std::int64_t cols = out[axis];
  const auto k = g.integers(1);
  if (k.size() != 1 || k[0] < 1 || k[0] > cols || elements(out) == 0)
    g.malformed("k is not possible");
  const std::int64_t rows = elements(out) / cols;
  out[axis] = k[0];
  emit(g, line_of("router", {{"rows", rows}, {"cols", cols}, {"k", k[0]}}), out);
  if (g.node().outputs.size() > 1) {
    Value places = g.in(0);
    places.type = 7;
    places.data.reset();
    g.alias(1, places, out);
  }
}

[[maybe_unused]] const bool kRegistered[]{
    Rules::add("BatchNormalization", {batch_norm}),
    Rules::add("LayerNormalization", {layer_norm}),
    Rules::add("InstanceNormalization", {[](GraphBuilder& g) {
                 group_norm(g, g.in(0).shape.size() < 2 ? 0 : g.in(0).shape[1]);
               }}),
    Rules::add("GroupNormalization",
               {[](GraphBuilder& g) { group_norm(g, g.node().integer("num_groups", 0)); }}),
    Rules::add("Softmax", {softmax}),
    Rules::add("LogSoftmax", {softmax}),
    Rules::add("MaxPool", {[](GraphBuilder& g) { pool(g, "max"); }}),
    Rules::add("AveragePool", {[](GraphBuilder& g) { pool(g, "mean"); }}),
    Rules::add("GlobalAveragePool", {[](GraphBuilder& g) { global_pool(g, "mean"); }}),
    Rules::add("GlobalMaxPool", {[](GraphBuilder& g) { global_pool(g, "max"); }}),
    Rules::add("ReduceMean", {[](GraphBuilder& g) { reduce(g, "mean"); }}),
    Rules::add("ReduceMax", {[](GraphBuilder& g) { reduce(g, "max"); }}),
    Rules::add("ReduceMin", {[](GraphBuilder& g) { reduce(g, "max"); }}),
    Rules::add("ReduceSum", {[](GraphBuilder& g) { reduce(g, "sum"); }}),
    Rules::add("ReduceL2", {[](GraphBuilder& g) { reduce(g, "sum"); }}),
    Rules::add("ReduceProd", {[](GraphBuilder& g) { reduce(g, "sum"); }}),
    Rules::add("ArgMax", {arg_max}),
    Rules::add("ArgMin", {arg_max}),
    Rules::add("TopK", {top_k})};

}  // namespace
}  // namespace fluxgate::onnx
