/// Nodes without work of their own: constants, shapes and views. Slice and Split are views too
/// (their readers skip), as are type conversions.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/errors.h"
#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {

Shape broadcast(const GraphBuilder& g, const Shape& a, const Shape& b) {
  Shape out(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1)
      g.malformed(fmt::format("sizes {} and {} do not broadcast", x, y));
    out[out.size() - 1 - i] = x == 1 ? y : x;
  }
  return out;
}

std::vector<Cut> cuts(const GraphBuilder& g) {
  const Shape& shape = g.in(0).shape;
  const std::vector<std::int64_t> starts = g.integers("starts", 1, {}),
                                  ends = g.integers("ends", 2, {});
  std::vector<std::int64_t> axes, steps(starts.size(), 1);
  for (std::size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  axes = g.integers("axes", 3, axes);
  if (g.has(4)) steps = g.integers(4);
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    g.malformed("starts, ends, axes and steps differ in length");
  std::vector<Cut> list;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    Cut cut{g.axis(axes[i], shape.size()), 0, steps[i], 0};
    if (cut.step == 0) g.malformed("a step is 0");
    const std::int64_t size = shape[cut.axis];
    const auto place = [size](std::int64_t at, std::int64_t least, std::int64_t most) {
      return std::clamp(at < 0 ? at + size : at, least, most);
    };
    const bool is_forward = cut.step > 0;
    cut.start = is_forward ? place(starts[i], 0, size) : place(starts[i], 0, size - 1);
    const std::int64_t end = is_forward ? place(ends[i], 0, size) : place(ends[i], -1, size - 1);
    const std::int64_t span = is_forward ? end - cut.start : cut.start - end;
    const std::int64_t pace = is_forward ? cut.step : -cut.step;
    cut.count = span <= 0 ? 0 : (span + pace - 1) / pace;
    list.push_back(cut);
  }
  return list;
}

namespace {

void shape_of(GraphBuilder& g) {
  const Shape& all = g.in(0).shape;
  const auto rank = static_cast<std::int64_t>(all.size());
  const auto place = [rank](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t start = place(g.node().integer("start", 0)),
                     end = place(g.node().integer("end", rank));
  std::vector<double> data;
  for (std::int64_t i = start; i < end; ++i)
    data.push_back(static_cast<double>(all[static_cast<std::size_t>(i)]));
  Value value;
  value.shape = {static_cast<std::int64_t>(data.size())};
  value.type = 7;
  value.data = data;
  g.constant(0, value);
}

void size_of(GraphBuilder& g) {
  Value value;
  value.type = 7;
  value.data = {static_cast<double>(elements(g.in(0).shape))};
  g.constant(0, value);
}

void constant(GraphBuilder& g) {
  Value value;
  const auto& attributes = g.node().attributes;
  const auto find = [&](const char* key) {
    const auto at = attributes.find(key);
    return at == attributes.end() ? nullptr : &at->second;
  };
  if (const Attribute* a = find("value"); a != nullptr && a->t) {
    value.shape = a->t->dims;
    value.type = a->t->type;
    value.data = a->t->data;
  } else if (const Attribute* whole = find("value_int"); whole != nullptr && whole->i) {
    value.type = 7;
    value.data = {static_cast<double>(*whole->i)};
  } else if (const Attribute* real = find("value_float"); real != nullptr && real->f) {
    value.data = {*real->f};
  } else if (const Attribute* list = find("value_ints"); list != nullptr) {
    value.shape = {static_cast<std::int64_t>(list->ints.size())};
    value.type = 7;
    value.data = std::vector<double>(list->ints.begin(), list->ints.end());
  } else if (const Attribute* reals = find("value_floats"); reals != nullptr) {
    value.shape = {static_cast<std::int64_t>(reals->floats.size())};
    value.data = reals->floats;
  } else {
    throw NoRule{"a constant of this kind"};
  }
  g.constant(0, value);
}

void constant_of_shape(GraphBuilder& g) {
  Value value;
  value.shape = g.integers(0);
  for (const std::int64_t d : value.shape)
    if (d < 0) g.malformed("a size is negative");
  double fill = 0;
  const auto at = g.node().attributes.find("value");
  if (at != g.node().attributes.end() && at->second.t) {
    value.type = at->second.t->type;
    if (at->second.t->data && !at->second.t->data->empty()) fill = at->second.t->data->front();
  }
  const std::int64_t size = elements(value.shape);
  if (size <= kMostData) value.data = std::vector<double>(static_cast<std::size_t>(size), fill);
  g.constant(0, value);
}

void same(GraphBuilder& g) { g.alias(0, g.in(0), g.in(0).shape); }
void cast(GraphBuilder& g) {
  Value value = g.in(0);
  value.type = g.node().integer("to", value.type);
  g.alias(0, value, value.shape);
}
void dropout(GraphBuilder& g) {
  same(g);
  Value mask = g.in(0);
  mask.data.reset();
  g.alias(1, mask, mask.shape);
}

void reshape(GraphBuilder& g) {
  const Shape& from = g.in(0).shape;
  Shape to = g.integers(1);
  std::int64_t known = 1;
  std::ptrdiff_t open = -1;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (to[i] == 0 && g.node().integer("allowzero", 0) == 0) {
      if (i >= from.size()) g.malformed("0 stands for a size the input does not have");
      to[i] = from[i];
    }
    if (to[i] == -1) {
      if (open >= 0) g.malformed("two sizes are open");
      open = static_cast<std::ptrdiff_t>(i);
    } else if (to[i] < 0 || (to[i] > 0 && known > (1LL << 42) / to[i])) {
      g.malformed("a size is not possible");
    } else {
      known *= to[i];
    }
  }
  const std::int64_t all = elements(from);
  if (open >= 0) {
    if (known == 0 || all % known != 0)
      g.malformed(fmt::format("{} elements are not a multiple of {}", all, known));
    to[static_cast<std::size_t>(open)] = all / known;
  } else if (known != all) {
    g.malformed(fmt::format("{} elements into {}", all, known));
  }
  g.alias(0, g.in(0), to);
}

void flatten(GraphBuilder& g) {
  const Shape& s = g.in(0).shape;
  const std::int64_t raw = g.node().integer("axis", 1);
  const std::size_t axis =
      raw == static_cast<std::int64_t>(s.size()) ? s.size() : g.axis(raw, s.size());
  g.alias(0, g.in(0), {elements(s, 0, axis), elements(s, axis, s.size())});
}

void squeeze(GraphBuilder& g) {
  const Shape& s = g.in(0).shape;
  std::vector<bool> goes(s.size(), false);
  const auto axes = g.integers("axes", 1, {});
  for (const std::int64_t a : axes) goes[g.axis(a, s.size())] = true;
  Shape out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (axes.empty() ? s[i] == 1 : goes[i]) {
      if (s[i] != 1) g.malformed(fmt::format("axis {} has size {}", i, s[i]));
      continue;
    }
    out.push_back(s[i]);
  }
  g.alias(0, g.in(0), out);
}

void unsqueeze(GraphBuilder& g) {
  const Shape& s = g.in(0).shape;
  const auto axes = g.integers("axes", 1, {});
  std::vector<bool> is_new(s.size() + axes.size(), false);
  for (const std::int64_t a : axes) is_new[g.axis(a, is_new.size())] = true;
  Shape out;
  std::size_t next = 0;
  for (const bool fresh : is_new) {
    if (!fresh && next >= s.size()) g.malformed("an axis is given twice");
    out.push_back(fresh ? 1 : s[next++]);
  }
  g.alias(0, g.in(0), out);
}

void slice(GraphBuilder& g) {
  Shape out = g.in(0).shape;
  for (const Cut& cut : cuts(g)) out[cut.axis] = cut.count;
  g.alias(0, g.in(0), out);
}

void split(GraphBuilder& g) {
  const Shape& s = g.in(0).shape;
  const std::size_t axis = g.axis(g.node().integer("axis", 0), s.size());
  const auto parts = static_cast<std::int64_t>(g.node().outputs.size());
  std::vector<std::int64_t> sizes = g.integers("split", 1, {});
  if (sizes.empty()) {
    const std::int64_t each = (s[axis] + parts - 1) / parts;
    for (std::int64_t i = 0; i < parts; ++i) sizes.push_back(std::min(each, s[axis] - each * i));
  }
  std::int64_t sum = 0;
  for (const std::int64_t size : sizes) sum += size;
  if (static_cast<std::int64_t>(sizes.size()) != parts || sum != s[axis])
    g.malformed(fmt::format("parts of {} for an axis of {}", sum, s[axis]));
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    Shape out = s;
    out[axis] = sizes[i];
    g.alias(i, g.in(0), out);
  }
}

void expand(GraphBuilder& g) { g.alias(0, g.in(0), broadcast(g, g.in(0).shape, g.integers(1))); }

[[maybe_unused]] const bool kRegistered[]{
    Rules::add("Shape", {shape_of}),    Rules::add("Size", {size_of}),
    Rules::add("Constant", {constant}), Rules::add("ConstantOfShape", {constant_of_shape}),
    Rules::add("Identity", {same}),     Rules::add("Cast", {cast}),
    Rules::add("CastLike", {same}),     Rules::add("Dropout", {dropout}),
    Rules::add("Reshape", {reshape}),   Rules::add("Flatten", {flatten}),
    Rules::add("Squeeze", {squeeze}),   Rules::add("Unsqueeze", {unsqueeze}),
    Rules::add("Slice", {slice}),       Rules::add("Split", {split}),
    Rules::add("Expand", {expand})};

}  // namespace
}  // namespace fluxgate::onnx
