/// Conv, ConvTranspose, Gemm, MatMul, Einsum of two tensors. A product with weights is `linear`; of
/// two activations `matmul`.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/errors.h"
#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {
namespace {

/// Sizes of one spatial axis of a convolution.
struct Window {
  std::int64_t in = 1, kernel = 1, stride = 1, dilation = 1, before = 0, after = 0;
};

/// The axes after batch and channels; a missing height is 1.
std::vector<Window> windows(GraphBuilder& g) {
  const Shape &x = g.in(0).shape, &w = g.in(1).shape;
  if (x.size() < 3 || x.size() != w.size()) g.malformed("sizes of input and kernel do not match");
  if (x.size() > 4) throw NoRule{"more than two spatial axes"};
  const std::size_t axes = x.size() - 2;
  const auto strides = g.node().integers("strides", std::vector<std::int64_t>(axes, 1));
  const auto dilations = g.node().integers("dilations", std::vector<std::int64_t>(axes, 1));
  const auto pads = g.node().integers("pads", std::vector<std::int64_t>(2 * axes, 0));
  if (strides.size() != axes || dilations.size() != axes || pads.size() != 2 * axes)
    g.malformed("strides, dilations or pads have a wrong length");
  const std::string padding = g.node().text("auto_pad", "NOTSET");
  std::vector<Window> list(2);
  for (std::size_t i = 0; i < axes; ++i) {
    Window& v = list[2 - axes + i];
    v = {x[2 + i], w[2 + i], strides[i], dilations[i], pads[i], pads[axes + i]};
    if (v.in < 1 || v.kernel < 1 || v.stride < 1 || v.dilation < 1 || v.before < 0 || v.after < 0 ||
        std::max({v.stride, v.dilation, v.before, v.after}) > 1 << 20)
      g.malformed("a size, stride, dilation or pad is not possible");
    if (padding == "SAME_UPPER" || padding == "SAME_LOWER") {
      const std::int64_t out = (v.in + v.stride - 1) / v.stride;
      const std::int64_t all =
          std::max<std::int64_t>(0, (out - 1) * v.stride + (v.kernel - 1) * v.dilation + 1 - v.in);
      v.before = padding == "SAME_UPPER" ? all / 2 : all - all / 2;
      v.after = all - v.before;
    } else if (padding == "VALID") {
      v.before = v.after = 0;
    }
  }
  return list;
}

std::int64_t out_size(GraphBuilder& g, const Window& v) {
  const std::int64_t span = v.in + v.before + v.after - (v.kernel - 1) * v.dilation - 1;
  if (span < 0) g.malformed("the kernel is larger than the padded input");
  return span / v.stride + 1;
}

Line conv_line(const std::vector<Window>& v) {
  const Window &h = v[0], &w = v[1];
  const bool is_plain = h.kernel == w.kernel && h.stride == w.stride && h.dilation == 1 &&
                        w.dilation == 1 && h.before == w.before && h.before == h.after &&
                        w.before == w.after;
  Line line;
  line.op = is_plain ? "conv2d" : "conv2d_window";
  if (is_plain) {
    line.args = {
        {"h", h.in}, {"w", w.in}, {"kernel", h.kernel}, {"stride", h.stride}, {"pad", h.before}};
    return line;
  }
  line.args = {{"h", h.in},
               {"w", w.in},
               {"kernel_h", h.kernel},
               {"kernel_w", w.kernel},
               {"stride_h", h.stride},
               {"stride_w", w.stride},
               {"dilation_h", h.dilation},
               {"dilation_w", w.dilation},
               {"top", h.before},
               {"bottom", h.after},
               {"left", w.before},
               {"right", w.after}};
  return line;
}

void add(Line& line, const char* key, std::int64_t value) { line.args.emplace_back(key, value); }

void conv(GraphBuilder& g) {
  const std::vector<Window> v = windows(g);
  const Shape &x = g.in(0).shape, &w = g.in(1).shape;
  const std::int64_t groups = g.node().integer("group", 1);
  if (groups < 1 || x[1] % groups != 0 || w[0] % groups != 0 || w[1] != x[1] / groups)
    g.malformed(
        fmt::format("{} input channels, kernel {} x {}, {} groups", x[1], w[0], w[1], groups));
  Line line = conv_line(v);
  add(line, "b", x[0]);
  add(line, "cin", x[1]);
  add(line, "cout", w[0]);
  add(line, "groups", groups);
  add(line, "bias", g.has(2) ? 1 : 0);
  (void)g.take_params(g.in(1));
  if (g.has(2)) (void)g.take_params(g.in(2));
  Shape out{x[0], w[0]};
  for (std::size_t i = 4 - x.size(); i < 2; ++i) out.push_back(out_size(g, v[i]));
  g.emit(line, out);
}

void conv_transpose(GraphBuilder& g) {
  const std::vector<Window> v = windows(g);
  const Shape &x = g.in(0).shape, &w = g.in(1).shape;
  const std::int64_t groups = g.node().integer("group", 1);
  const auto extra =
      g.node().integers("output_padding", std::vector<std::int64_t>(x.size() - 2, 0));
  if (g.node().attributes.count("output_shape") != 0) throw NoRule{"output_shape is given"};
  if (groups != 1) throw NoRule{"a transposed convolution in groups"};
  if (w[0] != x[1]) g.malformed("channels of input and kernel differ");
  const Window &h = v[0], &b = v[1];
  const bool is_square = h.kernel == b.kernel && h.stride == b.stride && h.before == b.before &&
                         h.before == h.after && b.before == b.after && h.dilation == 1 &&
                         b.dilation == 1;
  if (!is_square || x.size() != 4) throw NoRule{"a transposed convolution that is not square"};
  Line line;
  line.op = "conv_transpose2d";
  line.args = {{"b", x[0]},          {"h", h.in},       {"w", b.in},
               {"cin", x[1]},        {"cout", w[1]},    {"kernel", h.kernel},
               {"stride", h.stride}, {"pad", h.before}, {"bias", g.has(2) ? 1 : 0}};
  (void)g.take_params(g.in(1));
  if (g.has(2)) (void)g.take_params(g.in(2));
  Shape out{x[0], w[1]};
  for (std::size_t i = 0; i < 2; ++i)
    out.push_back((v[i].in - 1) * v[i].stride - v[i].before - v[i].after + v[i].kernel +
                  (i < extra.size() ? extra[i] : 0));
  g.emit(line, out);
}

struct Product {
  std::int64_t left_batch = 1, right_batch = 1, batch = 1, m = 1, n = 1, k = 1;
};

/// `linear` where the right side is one constant matrix, or the left one (then transposed).
void product(GraphBuilder& g, const Product& p, const Value& left, const Value& right, Shape out,
             std::int64_t bias) {
  Line line;
  const bool is_left = left.is_constant && p.left_batch == 1;
  if ((right.is_constant && p.right_batch == 1) || is_left) {
    const Value& weights = is_left ? left : right;
    line.op = "linear";
    line.args = {
        {"m", is_left ? p.batch * p.n : p.batch * p.m}, {"n", is_left ? p.m : p.n}, {"k", p.k}};
    if (g.take_params(weights) == 0) add(line, "tied", 1);
    if (bias != 0) add(line, "bias", bias);
  } else {
    // A left side for several right ones, or the other way round: a broadcast.
    line.op = "matmul";
    line.args = {{"batch", p.right_batch == 1 ? 1 : p.batch},
                 {"m", p.right_batch == 1 ? p.batch * p.m : p.m},
                 {"n", p.n},
                 {"k", p.k}};
    const std::int64_t params = g.take_params(left) + g.take_params(right);
    if (params > 0) add(line, "params", params);
  }
  g.emit(line, std::move(out));
}

void matmul(GraphBuilder& g) {
  Shape a = g.in(0).shape, b = g.in(1).shape;
  if (a.empty() || b.empty()) g.malformed("a product of single values");
  const bool is_row = a.size() == 1, is_column = b.size() == 1;
  if (is_row) a.insert(a.begin(), 1);
  if (is_column) b.push_back(1);
  Product p;
  p.m = a[a.size() - 2];
  p.k = a.back();
  p.n = b.back();
  if (b[b.size() - 2] != p.k)
    g.malformed(fmt::format("inner sizes {} and {} differ", p.k, b[b.size() - 2]));
  p.left_batch = elements(a, 0, a.size() - 2);
  p.right_batch = elements(b, 0, b.size() - 2);
  Shape out = broadcast(g, Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
  p.batch = elements(out);
  if (!is_row) out.push_back(p.m);
  if (!is_column) out.push_back(p.n);
  product(g, p, g.in(0), g.in(1), out, 0);
}

void gemm(GraphBuilder& g) {
  const Shape &a = g.in(0).shape, &b = g.in(1).shape;
  if (a.size() != 2 || b.size() != 2) g.malformed("matrices are expected");
  const bool ta = g.node().integer("transA", 0) != 0, tb = g.node().integer("transB", 0) != 0;
  Product p;
  p.m = a[ta ? 1 : 0];
  p.k = a[ta ? 0 : 1];
  p.n = b[tb ? 0 : 1];
  if (b[tb ? 1 : 0] != p.k)
    g.malformed(fmt::format("inner sizes {} and {} differ", p.k, b[tb ? 1 : 0]));
  const bool has_bias = g.has(2) && g.in(2).is_constant && elements(g.in(2).shape) == p.n;
  if (g.has(2) && !has_bias && elements(g.in(2).shape) > 1)
    throw NoRule{"an addend that is not a bias"};
  if (has_bias) (void)g.take_params(g.in(2));
  product(g, p, g.in(0), g.in(1), {p.m, p.n}, has_bias ? 1 : 0);
}

/// "bhid,bhjd->bhij": letters of both sides and the result are the batch, of the left and the
/// result m, of the right and the result n, of both sides k.
void einsum(GraphBuilder& g) {
  std::string text = g.node().text("equation", "");
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  const std::size_t comma = text.find(','), arrow = text.find("->");
  if (g.node().inputs.size() != 2 || comma == std::string::npos || arrow == std::string::npos ||
      text.find('.') != std::string::npos)
    throw NoRule{fmt::format("equation '{}'", text)};
  const std::string left = text.substr(0, comma), right = text.substr(comma + 1, arrow - comma - 1),
                    result = text.substr(arrow + 2);
  std::map<char, std::int64_t> size;
  const auto read = [&](const std::string& letters, const Shape& shape) {
    if (letters.size() != shape.size()) g.malformed("the equation does not match the sizes");
    for (std::size_t i = 0; i < letters.size(); ++i)
      if (!size.emplace(letters[i], shape[i]).second && size[letters[i]] != shape[i])
        g.malformed(fmt::format("letter '{}' has two sizes", letters[i]));
  };
  read(left, g.in(0).shape);
  read(right, g.in(1).shape);
  Product p;
  for (const auto& [letter, extent] : size) {
    const bool l = left.find(letter) != std::string::npos,
               r = right.find(letter) != std::string::npos,
               o = result.find(letter) != std::string::npos;
    if (!o && !(l && r)) throw NoRule{fmt::format("equation '{}'", text)};
    std::int64_t& part = l && r ? (o ? p.batch : p.k) : (l ? p.m : p.n);
    part *= extent;
  }
  p.left_batch = p.right_batch = p.batch;
  Shape out;
  for (const char letter : result) {
    if (size.count(letter) == 0) g.malformed("the result has a new letter");
    out.push_back(size[letter]);
  }
  product(g, p, g.in(0), g.in(1), out, 0);
}

[[maybe_unused]] const bool kRegistered[]{
    Rules::add("Conv", {conv}), Rules::add("ConvTranspose", {conv_transpose}),
    Rules::add("Gemm", {gemm}), Rules::add("MatMul", {matmul}), Rules::add("Einsum", {einsum})};

}  // namespace
}  // namespace fluxgate::onnx
