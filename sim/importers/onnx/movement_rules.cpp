/// Nodes that move values: transposition, concatenation, look-up, padding, tiling, resizing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/errors.h"
#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {
namespace {

bool is_all_constant(const GraphBuilder& g) {
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i)
    if (g.has(i) && !g.in(i).is_constant) return false;
  return true;
}
void keep_constant(GraphBuilder& g, Shape shape) {
  Value value;
  value.shape = std::move(shape);
  value.type = g.in(0).type;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i)
    if (g.has(i))
      value.origins.insert(value.origins.end(), g.in(i).origins.begin(), g.in(i).origins.end());
  g.constant(0, value);
}

/// Pieces of `item` values are contiguous on both sides.
void move(GraphBuilder& g, Shape shape, std::int64_t item, std::int64_t read = 0) {
  if (is_all_constant(g)) {
    keep_constant(g, std::move(shape));
    return;
  }
  Line line;
  line.op = "rearrange";
  const std::int64_t all = elements(shape);
  line.args = {{"items", item > 0 ? all / item : 0}, {"item", item}};
  if (read > 0) line.args.emplace_back("read", read);
  g.emit(line, std::move(shape));
}

void transpose(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  std::vector<std::int64_t> order;
  for (std::size_t i = x.size(); i-- > 0;) order.push_back(static_cast<std::int64_t>(i));
  order = g.node().integers("perm", order);
  std::vector<std::int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  Shape out;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (sorted.size() != x.size() || sorted[i] != static_cast<std::int64_t>(i))
      g.malformed("perm is not an order of the axes");
  for (const std::int64_t axis : order) out.push_back(x[static_cast<std::size_t>(axis)]);
  std::size_t fixed = x.size();
  while (fixed > 0 && order[fixed - 1] == static_cast<std::int64_t>(fixed) - 1) --fixed;
  if (!g.in(0).is_constant && (fixed == 0 || g.feeds_only_products()))
    g.alias(0, g.in(0), out);
  else
    move(g, out, elements(x, fixed, x.size()));
}

/// Learned values among the pieces are read once: a copy of their own.
void copy_params(GraphBuilder& g) {
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i) {
    if (!g.has(i) || !g.in(i).is_constant) continue;
    const std::int64_t params = g.take_params(g.in(i));
    if (params == 0) continue;
    Line line;
    line.op = "pointwise";
    line.function = "copy";
    line.args = {{"elements", elements(g.in(i).shape)}, {"inputs", 0}, {"params", params}};
    line.from = {"$input"};  // reads only its values
    g.emit(line, g.in(i).shape);
  }
}

void concat(GraphBuilder& g) {
  Shape out = g.in(0).shape;
  const std::size_t axis = g.axis(g.node().integer("axis", 0), out.size());
  for (std::size_t i = 1; i < g.node().inputs.size(); ++i) {
    const Shape& next = g.in(i).shape;
    if (next.size() != out.size()) g.malformed("the ranks differ");
    for (std::size_t k = 0; k < out.size(); ++k)
      if (k != axis && next[k] != out[k])
        g.malformed(fmt::format("sizes {} and {} differ", next[k], out[k]));
    out[axis] += next[axis];
  }
  if (!is_all_constant(g)) copy_params(g);
  std::int64_t item = elements(out, axis + 1, out.size());
  move(g, out, std::max<std::int64_t>(item, 1));
}

void gather(GraphBuilder& g) {
  const Value &data = g.in(0), &index = g.in(1);
  const Shape& x = data.shape;
  const std::size_t axis = g.axis(g.node().integer("axis", 0), x.size());
  Shape out(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(axis));
  out.insert(out.end(), index.shape.begin(), index.shape.end());
  out.insert(out.end(), x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end());
  const std::int64_t inner = elements(x, axis + 1, x.size());
  if (data.is_constant && axis == 0 && inner > 1) {
    const std::int64_t params = g.take_params(data);
    if (params == elements(x)) {
      Line line;
      line.op = "embedding";
      line.args = {{"tokens", elements(index.shape)}, {"d", inner}, {"vocab", x[0]}};
      line.from = {index.is_constant ? "$input" : index.producer};
      g.emit(line, out);
      return;
    }
  }
  if (!data.is_constant && index.is_constant && elements(index.shape) == 1) {
    g.alias(0, data, out);  // one slice
    return;
  }
  move(g, out, std::max<std::int64_t>(inner, 1), 0);
}

void gather_nd(GraphBuilder& g) {
  const Shape &x = g.in(0).shape, &index = g.in(1).shape;
  if (index.empty() || index.back() < 0 || index.back() > static_cast<std::int64_t>(x.size()) ||
      g.node().integer("batch_dims", 0) != 0)
    throw NoRule{"these indices"};
  const auto depth = static_cast<std::size_t>(index.back());
  Shape out(index.begin(), index.end() - 1);
  out.insert(out.end(), x.begin() + static_cast<std::ptrdiff_t>(depth), x.end());
  move(g, out, elements(x, depth, x.size()));
}
void gather_elements(GraphBuilder& g) { move(g, g.in(1).shape, 1); }
void scatter(GraphBuilder& g) { move(g, g.in(0).shape, 1); }
void trilu(GraphBuilder& g) { move(g, g.in(0).shape, 1); }

void pad(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  const auto pads = g.integers(1);
  std::vector<std::int64_t> axes;
  for (std::size_t i = 0; i < x.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (g.has(3)) axes = g.integers(3);
  if (pads.size() != 2 * axes.size()) g.malformed("pads have a wrong length");
  Shape out = x;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (std::abs(pads[i]) > 1 << 24 || std::abs(pads[axes.size() + i]) > 1 << 24)
      g.malformed("a pad is not possible");
    out[g.axis(axes[i], x.size())] += pads[i] + pads[axes.size() + i];
  }
  for (const std::int64_t size : out)
    if (size < 0) g.malformed("a size is negative");
  if (out == x)
    g.alias(0, g.in(0), x);
  else
    move(g, out, 1, elements(x));
}

void tile(GraphBuilder& g) {
  Shape out = g.in(0).shape;
  const auto repeats = g.integers(1);
  if (repeats.size() != out.size()) g.malformed("repeats have a wrong length");
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (repeats[i] < 0 || repeats[i] > 1 << 24) g.malformed("a repetition is not possible");
    out[i] *= repeats[i];
  }
  move(g, out, 1, elements(g.in(0).shape));
}

void depth_to_space(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  const std::int64_t b = g.node().integer("blocksize", 1);
  if (x.size() != 4 || b < 1 || b > 1024) g.malformed("four axes and a block size are expected");
  if (g.node().type == "DepthToSpace")
    move(g, {x[0], x[1] / (b * b), x[2] * b, x[3] * b}, 1);
  else
    move(g, {x[0], x[1] * b * b, x[2] / b, x[3] / b}, 1);
}

void resize(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  Shape out = x;
  if (g.has(3)) {
    out = g.integers(3);
  } else {
    if (!g.has(2) || !g.in(2).data) throw NoRule{"sizes that are not constant"};
    const auto& scales = *g.in(2).data;
    for (std::size_t i = 0; i < out.size() && i < scales.size(); ++i)
      out[i] = static_cast<std::int64_t>(
          std::floor(static_cast<double>(x[i]) * std::clamp(scales[i], 0.0, 1e6)));
  }
  if (out.size() != x.size()) g.malformed("sizes have a wrong length");
  for (const std::int64_t size : out)
    if (size < 1) g.malformed("a size is not possible");
  const std::string mode = g.node().text("mode", "nearest");
  if (mode == "nearest") {
    move(g, out, 1, elements(x));
    return;
  }
  if (mode != "linear" || x.size() != 4) throw NoRule{fmt::format("mode '{}'", mode)};
  Line line;
  line.op = "resize";
  line.args = {{"b", x[0]}, {"h", x[2]}, {"w", x[3]}, {"c", x[1]}, {"ho", out[2]}, {"wo", out[3]}};
  line.from = {g.in(0).producer};
  g.emit(line, out);
}

void cumulative_sum(GraphBuilder& g) {
  const Shape& x = g.in(0).shape;
  const auto raw = g.integers(1);
  if (raw.empty()) g.malformed("the axis is missing");
  const std::int64_t cols = x[g.axis(raw[0], x.size())];
  if (cols == 0) g.malformed("an empty tensor");
  if (is_all_constant(g)) {
    keep_constant(g, x);
    return;
  }
  Line line;
  line.op = "cumulative_sum";
  line.args = {{"rows", elements(x) / cols}, {"cols", cols}};
  line.from = {g.in(0).producer};
  g.emit(line, x);
}

[[maybe_unused]] const bool kRegistered[]{Rules::add("Transpose", {transpose}),
                                          Rules::add("Concat", {concat}),
                                          Rules::add("Gather", {gather}),
                                          Rules::add("GatherND", {gather_nd}),
                                          Rules::add("GatherElements", {gather_elements}),
                                          Rules::add("ScatterND", {scatter}),
                                          Rules::add("ScatterElements", {scatter}),
                                          Rules::add("Trilu", {trilu}),
                                          Rules::add("Pad", {pad}),
                                          Rules::add("Tile", {tile}),
                                          Rules::add("DepthToSpace", {depth_to_space}),
                                          Rules::add("SpaceToDepth", {depth_to_space}),
                                          Rules::add("Resize", {resize}),
                                          Rules::add("CumSum", {cumulative_sum})};

}  // namespace
}  // namespace fluxgate::onnx
