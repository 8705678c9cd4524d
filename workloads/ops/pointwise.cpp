/// Functions of one, two or three tensors, element by element; a constant stands for a tensor that
/// is missing. The cost of each in simple and special operations stands in the table. `params`
/// learned values take part. Arguments outside a function's domain count by their magnitude.
#include <array>
#include <cmath>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

using Number = double (*)(double, double, double);
struct Function {
  const char* name;
  double ops, special;
  Number library, literal;  // two ways to the same value
};

constexpr double kTiny = 1e-9;
double magnitude(double x) { return std::abs(x) + kTiny; }

const std::array<Function, 22> kFunctions{{
    {"add", 1, 0, [](double x, double y, double) { return x + y; },
     [](double x, double y, double) { return y - -x; }},
    {"subtract", 1, 0, [](double x, double y, double) { return x - y; },
     [](double x, double y, double) { return -(y - x); }},
    {"multiply", 1, 0, [](double x, double y, double) { return x * y; },
     [](double x, double y, double) { return -x * -y; }},
    {"divide", 1, 1, [](double x, double y, double) { return x / magnitude(y); },
     [](double x, double y, double) { return x * (1 / magnitude(y)); }},
    {"power", 1, 2, [](double x, double y, double) { return std::pow(magnitude(x), y); },
     [](double x, double y, double) { return std::exp(y * std::log(magnitude(x))); }},
    {"root", 0, 1, [](double x, double, double) { return std::sqrt(magnitude(x)); },
     [](double x, double, double) { return std::exp(std::log(magnitude(x)) / 2); }},
    {"exp", 0, 1, [](double x, double, double) { return std::exp(x); },
     [](double x, double, double) { return 1 / std::exp(-x); }},
    {"log", 0, 1, [](double x, double, double) { return std::log(magnitude(x)); },
     [](double x, double, double) { return 2 * std::log(std::sqrt(magnitude(x))); }},
    {"erf", 0, 1, [](double x, double, double) { return std::erf(x); },
     [](double x, double, double) { return 1 - std::erfc(x); }},
    {"reciprocal", 0, 1, [](double x, double, double) { return 1 / magnitude(x); },
     [](double x, double, double) { return std::pow(magnitude(x), -1); }},
    {"min", 1, 0, [](double x, double y, double) { return std::min(x, y); },
     [](double x, double y, double) { return (x + y - std::abs(x - y)) / 2; }},
    {"max", 1, 0, [](double x, double y, double) { return std::max(x, y); },
     [](double x, double y, double) { return (x + y + std::abs(x - y)) / 2; }},
    {"clip", 2, 0, [](double x, double, double) { return std::min(std::max(x, -0.5), 0.5); },
     [](double x, double, double) { return (std::abs(x + 0.5) - std::abs(x - 0.5)) / 2; }},
    {"hard_swish", 4, 0,
     [](double x, double, double) { return x * std::min(std::max(x + 3, 0.0), 6.0) / 6; },
     [](double x, double, double) { return x <= -3  ? 0
                                           : x >= 3 ? x
                                                    : x * (x + 3) / 6; }},
    {"hard_sigmoid", 3, 0,
     [](double x, double, double) { return std::min(std::max(x / 6 + 0.5, 0.0), 1.0); },
     [](double x, double, double) { return x <= -3  ? 0
                                           : x >= 3 ? 1
                                                    : (x + 3) / 6; }},
    {"softplus", 1, 2, [](double x, double, double) { return std::log1p(std::exp(x)); },
     [](double x, double, double) { return x + std::log(1 + std::exp(-x)); }},
    {"leaky_relu", 2, 0, [](double x, double, double) { return x > 0 ? x : 0.01 * x; },
     [](double x, double, double) { return std::max(x, 0.0) + 0.01 * std::min(x, 0.0); }},
    {"elu", 2, 1, [](double x, double, double) { return x > 0 ? x : std::expm1(x); },
     [](double x, double, double) { return std::max(x, 0.0) + std::exp(std::min(x, 0.0)) - 1; }},
    {"mish", 2, 3, [](double x, double, double) { return x * std::tanh(std::log1p(std::exp(x))); },
     [](double x, double, double) {
       const double e = (1 + std::exp(x)) * (1 + std::exp(x));
       return x * (e - 1) / (e + 1);
     }},
    {"sine", 0, 1, [](double x, double, double) { return std::sin(x); },
     [](double x, double, double) { return 2 * std::sin(x / 2) * std::cos(x / 2); }},
    {"compare", 1, 0, [](double x, double y, double) { return x > y ? 1.0 : 0.0; },
     [](double x, double y, double) { return std::signbit(y - x) ? 1.0 : 0.0; }},
    {"select", 1, 0, [](double x, double y, double z) { return x > 0 ? y : z; },
     [](double x, double y, double z) {
       const double is_first = x > 0 ? 1 : 0;
       return is_first * y + (1 - is_first) * z;
     }},
}};
const Function kCopy{"copy", 0, 0, [](double x, double, double) { return x; },
                     [](double x, double, double) { return - -x; }};

const Function& find(const OpArgs& a) {
  std::string known = kCopy.name;
  if (a.function == kCopy.name) return kCopy;
  for (const Function& f : kFunctions) {
    if (a.function == f.name) return f;
    known += std::string(", ") + f.name;
  }
  throw std::invalid_argument("function '" + a.function + "' is unknown; known: " + known);
}

Operator build(const OpArgs& a) {
  const Function& f = find(a);
  const std::int64_t n = a.at("elements"), inputs = a.at("inputs");
  if (inputs > 3 || (inputs == 0 && a.at("params") == 0))
    throw std::invalid_argument("one to three tensors take part");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"element", n}});
  op.shape = Elementwise{n, f.ops, f.special};
  for (std::int64_t i = 0; i < inputs; ++i)
    op.inputs.push_back(a.activation(static_cast<std::size_t>(i), n));
  if (a.at("params") > 0) op.inputs.push_back(a.weights(a.at("params")));
  op.outputs = {a.result(n)};
  op.params = a.at("params");
  return op;
}

/// The first learned values repeat.
Array apply(const OpArgs& a, const Arrays& in, Number f) {
  Array out = make_array({a.at("elements")});
  for (std::size_t i = 0; i < out.data.size(); ++i) {
    std::array<double, 3> x{0.5, 0.5, 0.5};
    for (std::size_t k = 0; k < in.size() && k < x.size(); ++k)
      x[k] = in[k].data[i % in[k].data.size()];
    out.data[i] = f(x[0], x[1], x[2]);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "pointwise", {"function of up to three tensors, element by element",
                  OpClass::Elementwise,
                  {{"elements", "elements", {}},
                   {"inputs", "tensors that take part", 1},
                   {"params", "learned values that take part", 0}},
                  build,
                  [](const OpArgs& a) {
                    std::vector<std::vector<std::int64_t>> shapes(
                        static_cast<std::size_t>(a.at("inputs")), {a.at("elements")});
                    if (a.at("params") > 0) shapes.push_back({a.at("params")});
                    return shapes;
                  },
                  [](const OpArgs& a, const Arrays& in) { return apply(a, in, find(a).library); },
                  [](const OpArgs& a, const Arrays& in) { return apply(a, in, find(a).literal); },
                  {{"elements", 19}, {"inputs", 3}},
                  "select"});

}  // namespace
}  // namespace fluxgate
