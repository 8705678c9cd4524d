/// Activation function, element by element; the cost of each in simple and special operations
/// stands in the table. `clip` stretches to [-0.05, 1.05] and cuts at 0 and 1 (clipped softmax),
/// a scale, a shift and two comparisons counted as three.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

struct Function {
  const char* name;
  double ops, special;
  double (*library)(double);
  double (*literal)(double);
};

constexpr double kRoot2 = std::numbers::sqrt2;
const std::array<Function, 10> kFunctions{{
    {"relu", 1, 0, [](double x) { return x > 0 ? x : 0; },
     [](double x) { return (x + std::abs(x)) / 2; }},
    {"gelu", 3, 1, [](double x) { return x * std::erfc(-x / kRoot2) / 2; },
     [](double x) { return x * (1 + std::erf(x / kRoot2)) / 2; }},
    {"silu", 2, 2, [](double x) { return x / (1 + std::exp(-x)); },
     [](double x) { return x * (1 + std::tanh(x / 2)) / 2; }},
    {"sigmoid", 1, 2, [](double x) { return 1 / (1 + std::exp(-x)); },
     [](double x) { return (1 + std::tanh(x / 2)) / 2; }},
    {"tanh", 0, 1, [](double x) { return std::tanh(x); },
     [](double x) { return (std::exp(2 * x) - 1) / (std::exp(2 * x) + 1); }},
    {"leaky_relu", 2, 0, [](double x) { return x > 0 ? x : 0.2 * x; },
     [](double x) { return 0.6 * x + 0.4 * std::abs(x); }},
    {"softplus", 1, 2, [](double x) { return std::log1p(std::exp(x)); },
     [](double x) { return std::log(1 + std::exp(x)); }},
    {"log_sigmoid", 1, 2, [](double x) { return -std::log1p(std::exp(-x)); },
     [](double x) { return std::log(1 / (1 + std::exp(-x))); }},
    {"relu_squared", 2, 0, [](double x) { return x > 0 ? x * x : 0; },
     [](double x) { return x * (x + std::abs(x)) / 2; }},
    {"clip", 3, 0, [](double x) { return std::min(1.0, std::max(0.0, 1.1 * x - 0.05)); },
     [](double x) { return (std::abs(1.1 * x - 0.05) - std::abs(1.1 * x - 1.05) + 1) / 2; }},
}};

const Function& find(const OpArgs& a) {
  std::string known;
  for (const Function& f : kFunctions) {
    if (a.function == f.name) return f;
    known += (known.empty() ? "" : ", ") + std::string(f.name);
  }
  throw std::invalid_argument("function '" + a.function + "' is unknown; known: " + known);
}

Operator build(const OpArgs& a) {
  const Function& f = find(a);
  const std::int64_t n = a.at("elements");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"element", n}});
  op.shape = Elementwise{n, f.ops, f.special};
  op.inputs = {a.activation(0, n)};
  op.outputs = {a.result(n)};
  return op;
}

Array apply(const Arrays& in, double (*f)(double)) {
  Array out = in[0];
  for (double& x : out.data) x = f(x);
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "activation",
    {"activation function: relu, gelu, silu, sigmoid, tanh, leaky_relu, softplus, log_sigmoid, "
     "relu_squared, clip",
     OpClass::Elementwise,
     {{"elements", "elements", {}}},
     build,
     [](const OpArgs& a) { return std::vector<std::vector<std::int64_t>>{{a.at("elements")}}; },
     [](const OpArgs& a, const Arrays& in) { return apply(in, find(a).library); },
     [](const OpArgs& a, const Arrays& in) { return apply(in, find(a).literal); },
     {{"elements", 33}},
     "gelu"});

}  // namespace
}  // namespace fluxgate
