/// Attention of each pixel to its kernel x kernel neighbourhood (zeros outside the image):
///   neighbour_scores   S[p, h, tap] = q[p, h] . k[p + tap, h]
///   neighbour_context  O[p, h] = sum over taps of A[p, h, tap] v[p + tap, h]
/// MACs b*h*w*heads*d*kernel^2 each, no parameters.
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Sizes {
  std::int64_t b, h, w, heads, d, k, taps, pixels;
  explicit Sizes(const OpArgs& a)
      : b(a.at("b")),
        h(a.at("h")),
        w(a.at("w")),
        heads(a.at("heads")),
        d(a.at("d")),
        k(a.at("kernel")),
        taps(k * k),
        pixels(b * h * w) {}
  /// Index of the neighbour's first value, or -1 outside.
  [[nodiscard]] std::int64_t neighbour(std::int64_t p, std::int64_t tap, std::int64_t head) const {
    const std::int64_t y = p / w % h + tap / k - k / 2, x = p % w + tap % k - k / 2;
    if (y < 0 || y >= h || x < 0 || x >= w) return -1;
    return (((p / w / h * h + y) * w + x) * heads + head) * d;
  }
};

Operator begin(const OpArgs& a) {
  const Sizes s(a);
  Operator op = begin_operator(a, OpClass::Contraction,
                               {{"pixel", s.pixels}, {"h", s.heads}, {"tap", s.taps}, {"d", s.d}});
  op.macs = s.pixels * s.heads * s.taps * s.d;
  return op;
}
Operator build_scores(const OpArgs& a) {
  const Sizes s(a);
  Operator op = begin(a);
  op.shape = Contraction{s.pixels * s.heads, 1, s.taps, s.d, 1.0, s.taps};
  op.inputs = {a.activation(0, s.pixels * s.heads * s.d),
               a.activation(1, s.pixels * s.heads * s.d)};
  op.outputs = {a.result(s.pixels * s.heads * s.taps)};
  return op;
}
Operator build_context(const OpArgs& a) {
  const Sizes s(a);
  Operator op = begin(a);
  op.shape = Contraction{s.pixels * s.heads, 1, s.d, s.taps, 1.0, s.taps};
  op.inputs = {a.activation(0, s.pixels * s.heads * s.taps),
               a.activation(1, s.pixels * s.heads * s.d)};
  op.outputs = {a.result(s.pixels * s.heads * s.d)};
  return op;
}

enum class Order { TapOuter, TapInner };

template <class F>
void visit(const Sizes& s, Order order, F f) {
  const std::int64_t rows = s.pixels * s.heads;
  for (std::int64_t i = 0; i < rows * s.taps; ++i) {
    const std::int64_t row = order == Order::TapOuter ? i % rows : i / s.taps;
    const std::int64_t tap = order == Order::TapOuter ? i / rows : i % s.taps;
    const std::int64_t at = s.neighbour(row / s.heads, tap, row % s.heads);
    if (at < 0) continue;
    for (std::int64_t d = 0; d < s.d; ++d) f(row * s.d + d, row * s.taps + tap, at + d);
  }
}
Array scores(const OpArgs& a, const Arrays& in, Order order) {
  const Sizes s(a);
  Array out = make_array({s.pixels, s.heads, s.taps});
  visit(s, order, [&](std::int64_t q, std::int64_t score, std::int64_t k) {
    out.data[index(score)] += in[0].data[index(q)] * in[1].data[index(k)];
  });
  return out;
}
Array context(const OpArgs& a, const Arrays& in, Order order) {
  const Sizes s(a);
  Array out = make_array({s.pixels, s.heads, s.d});
  visit(s, order, [&](std::int64_t o, std::int64_t score, std::int64_t v) {
    out.data[index(o)] += in[0].data[index(score)] * in[1].data[index(v)];
  });
  return out;
}

const std::vector<OpArgument> kArguments{
    {"b", "images", 1},     {"h", "height", {}},        {"w", "width", {}},
    {"heads", "heads", {}}, {"d", "values a head", {}}, {"kernel", "neighbourhood", 3}};
const std::map<std::string, double> kExample{{"h", 4}, {"w", 3}, {"heads", 2}, {"d", 3}};

[[maybe_unused]] const bool kScores = OpKinds::add(
    "neighbour_scores",
    {"query-key products in a neighbourhood", OpClass::Contraction, kArguments, build_scores,
     [](const OpArgs& a) {
       const Sizes s(a);
       return std::vector<std::vector<std::int64_t>>{{s.pixels, s.heads, s.d},
                                                     {s.pixels, s.heads, s.d}};
     },
     [](const OpArgs& a, const Arrays& in) { return scores(a, in, Order::TapOuter); },
     [](const OpArgs& a, const Arrays& in) { return scores(a, in, Order::TapInner); }, kExample,
     ""});
[[maybe_unused]] const bool kContext = OpKinds::add(
    "neighbour_context",
    {"weighted values of a neighbourhood", OpClass::Contraction, kArguments, build_context,
     [](const OpArgs& a) {
       const Sizes s(a);
       return std::vector<std::vector<std::int64_t>>{{s.pixels, s.heads, s.taps},
                                                     {s.pixels, s.heads, s.d}};
     },
     [](const OpArgs& a, const Arrays& in) { return context(a, in, Order::TapOuter); },
     [](const OpArgs& a, const Arrays& in) { return context(a, in, Order::TapInner); }, kExample,
     ""});

}  // namespace
}  // namespace fluxgate
