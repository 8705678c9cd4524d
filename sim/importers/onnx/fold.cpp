/// Shape arithmetic: Shape -> Gather -> Mul -> Concat -> Reshape and the like, on constants of a
/// few values. Integer division truncates, as in ONNX.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {
namespace {

using Data = std::vector<double>;
using Binary = double (*)(double, double);

bool is_integer(std::int64_t type) { return type != 1 && type != 10 && type != 11 && type != 16; }

const std::map<std::string, Binary> kBinary{
    {"Add", [](double a, double b) { return a + b; }},
    {"Sub", [](double a, double b) { return a - b; }},
    {"Mul", [](double a, double b) { return a * b; }},
    {"Div", [](double a, double b) { return b == 0 ? 0 : a / b; }},
    {"Mod", [](double a, double b) { return b == 0 ? 0 : a - b * std::floor(a / b); }},
    {"Pow", [](double a, double b) { return std::pow(a, b); }},
    {"Min", [](double a, double b) { return std::min(a, b); }},
    {"Max", [](double a, double b) { return std::max(a, b); }},
    {"Equal", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
    {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
    {"GreaterOrEqual", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
    {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
    {"LessOrEqual", [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
    {"And", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
    {"Or", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }}};
const std::map<std::string, double (*)(double)> kUnary{
    {"Neg", [](double a) { return -a; }},
    {"Abs", [](double a) { return std::abs(a); }},
    {"Floor", [](double a) { return std::floor(a); }},
    {"Ceil", [](double a) { return std::ceil(a); }},
    {"Round", [](double a) { return std::nearbyint(a); }},
    {"Sqrt", [](double a) { return std::sqrt(std::abs(a)); }},
    {"Reciprocal", [](double a) { return a == 0 ? 0 : 1 / a; }},
    {"Not", [](double a) { return a == 0 ? 1.0 : 0.0; }}};

/// Element `index` of `shape` in a tensor that broadcasts to it.
std::size_t broadcast_index(std::size_t index, const Shape& shape, const Shape& from) {
  std::size_t at = 0, stride = 1;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto size = static_cast<std::size_t>(shape[shape.size() - 1 - i]);
    const auto own = static_cast<std::size_t>(from[from.size() - 1 - i]);
    at += own == 1 ? 0 : index % size * stride;
    index /= size;
    stride *= own;
  }
  return at;
}

Value make(const GraphBuilder& g, Shape shape, std::int64_t type, Data data) {
  Value value;
  value.shape = std::move(shape);
  value.type = type;
  value.data = std::move(data);
  value.is_constant = true;
  value.origins.clear();
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i)
    if (g.has(i))
      value.origins.insert(value.origins.end(), g.in(i).origins.begin(), g.in(i).origins.end());
  return value;
}

Value fold_binary(const GraphBuilder& g, Binary f) {
  const Value &a = g.in(0), &b = g.in(1);
  const Shape shape = broadcast(g, a.shape, b.shape);
  Data data(static_cast<std::size_t>(elements(shape)));
  const bool truncates = g.node().type == "Div" && is_integer(a.type);
  for (std::size_t i = 0; i < data.size(); ++i) {
    data[i] = f((*a.data)[broadcast_index(i, shape, a.shape)],
                (*b.data)[broadcast_index(i, shape, b.shape)]);
    if (truncates) data[i] = std::trunc(data[i]);
  }
  return make(g, shape, a.type, std::move(data));
}

Value fold_where(const GraphBuilder& g) {
  const Value &c = g.in(0), &a = g.in(1), &b = g.in(2);
  const Shape shape = broadcast(g, broadcast(g, a.shape, b.shape), c.shape);
  Data data(static_cast<std::size_t>(elements(shape)));
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = (*c.data)[broadcast_index(i, shape, c.shape)] != 0
                  ? (*a.data)[broadcast_index(i, shape, a.shape)]
                  : (*b.data)[broadcast_index(i, shape, b.shape)];
  return make(g, shape, a.type, std::move(data));
}

Value fold_gather(const GraphBuilder& g) {
  const Value &a = g.in(0), &index = g.in(1);
  const std::size_t axis = g.axis(g.node().integer("axis", 0), a.shape.size());
  Shape shape(a.shape.begin(), a.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(shape.end(), index.shape.begin(), index.shape.end());
  shape.insert(shape.end(), a.shape.begin() + static_cast<std::ptrdiff_t>(axis) + 1, a.shape.end());
  const auto outer = elements(a.shape, 0, axis),
             inner = elements(a.shape, axis + 1, a.shape.size());
  Data data;
  for (std::int64_t o = 0; o < outer; ++o)
    for (const double raw : *index.data) {
      const auto at =
          static_cast<std::int64_t>(raw < 0 ? raw + static_cast<double>(a.shape[axis]) : raw);
      if (at < 0 || at >= a.shape[axis]) g.malformed("an index is out of range");
      for (std::int64_t i = 0; i < inner; ++i)
        data.push_back((*a.data)[static_cast<std::size_t>((o * a.shape[axis] + at) * inner + i)]);
    }
  return make(g, shape, a.type, std::move(data));
}

Value fold_concat(const GraphBuilder& g) {
  const std::size_t axis = g.axis(g.node().integer("axis", 0), g.in(0).shape.size());
  Shape shape = g.in(0).shape;
  shape[axis] = 0;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i) {
    if (g.in(i).shape.size() != shape.size()) g.malformed("the ranks differ");
    shape[axis] += g.in(i).shape[axis];
  }
  Data data;
  for (std::int64_t o = 0; o < elements(shape, 0, axis); ++o)
    for (std::size_t i = 0; i < g.node().inputs.size(); ++i) {
      const auto piece = elements(g.in(i).shape, axis, shape.size());
      const auto begin = g.in(i).data->begin() + o * piece;
      if (static_cast<std::int64_t>(g.in(i).data->size()) < (o + 1) * piece)
        g.malformed("the sizes differ");
      data.insert(data.end(), begin, begin + piece);
    }
  return make(g, shape, g.in(0).type, std::move(data));
}

/// One axis at a time, from the input before.
Value fold_slice(const GraphBuilder& g) {
  Value value = g.in(0);
  for (const Cut& cut : cuts(g)) {
    Data data;
    const auto size = value.shape[cut.axis];
    const auto inner = elements(value.shape, cut.axis + 1, value.shape.size());
    for (std::int64_t o = 0; o < elements(value.shape, 0, cut.axis); ++o)
      for (std::int64_t k = 0; k < cut.count; ++k)
        for (std::int64_t i = 0; i < inner; ++i)
          data.push_back((*value.data)[static_cast<std::size_t>(
              (o * size + cut.start + k * cut.step) * inner + i)]);
    value.shape[cut.axis] = cut.count;
    value.data = std::move(data);
  }
  return make(g, value.shape, value.type, *value.data);
}

Value fold_range(const GraphBuilder& g) {
  const double start = g.in(0).data->at(0), limit = g.in(1).data->at(0), step = g.in(2).data->at(0);
  const double count = step == 0 ? -1 : std::ceil((limit - start) / step);
  if (!(count <= static_cast<double>(kMostData)) || step == 0)
    throw NoRule{"the range is too long"};
  Data data(static_cast<std::size_t>(std::max(0.0, count)));
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = start + step * static_cast<double>(i);
  const auto size = static_cast<std::int64_t>(data.size());
  return make(g, {size}, g.in(0).type, std::move(data));
}

Value fold_reduce(const GraphBuilder& g) {
  const Value& a = g.in(0);
  const std::string& type = g.node().type;
  if (a.shape.size() > 1) throw NoRule{"a constant of more than one axis"};
  double value = type == "ReduceProd"  ? 1
                 : type == "ReduceSum" ? 0
                 : a.data->empty()     ? 0
                                       : a.data->at(0);
  for (const double x : *a.data)
    value = type == "ReduceProd"  ? value * x
            : type == "ReduceSum" ? value + x
            : type == "ReduceMax" ? std::max(value, x)
                                  : std::min(value, x);
  return make(g, g.node().integer("keepdims", 1) != 0 ? Shape{1} : Shape{}, a.type, {value});
}

}  // namespace

bool fold(GraphBuilder& g) {
  const std::string& type = g.node().type;
  if (g.node().inputs.empty()) return false;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i)
    if (g.has(i) && (!g.in(i).data || elements(g.in(i).shape) > kMostData)) return false;
  if (!g.has(0)) return false;
  if (const auto at = kBinary.find(type); at != kBinary.end() && g.node().inputs.size() == 2) {
    if (elements(broadcast(g, g.in(0).shape, g.in(1).shape)) > kMostData) return false;
    g.constant(0, fold_binary(g, at->second));
    return true;
  }
  if (const auto at = kUnary.find(type); at != kUnary.end()) {
    Data data = *g.in(0).data;
    std::transform(data.begin(), data.end(), data.begin(), at->second);
    g.constant(0, make(g, g.in(0).shape, g.in(0).type, std::move(data)));
    return true;
  }
  if (type == "Cast") {
    const std::int64_t to = g.node().integer("to", 1);
    Data data = *g.in(0).data;
    if (is_integer(to))
      std::transform(data.begin(), data.end(), data.begin(),
                     [](double x) { return std::trunc(x); });
    g.constant(0, make(g, g.in(0).shape, to, std::move(data)));
    return true;
  }
  static const std::map<std::string, Value (*)(const GraphBuilder&)> kOthers{
      {"Where", fold_where},      {"Gather", fold_gather},    {"Concat", fold_concat},
      {"Slice", fold_slice},      {"Range", fold_range},      {"ReduceProd", fold_reduce},
      {"ReduceSum", fold_reduce}, {"ReduceMax", fold_reduce}, {"ReduceMin", fold_reduce}};
  const auto at = kOthers.find(type);
  if (at == kOthers.end()) return false;
  g.constant(0, at->second(g));
  return true;
}

}  // namespace fluxgate::onnx
