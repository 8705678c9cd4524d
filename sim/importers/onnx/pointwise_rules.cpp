/// Element by element: activations, arithmetic, comparisons, selection.
#include <map>

#include "sim/importers/onnx/graph_builder.h"

namespace fluxgate::onnx {
namespace {

/// Constants of constants stay constants; their initializers are remembered.
bool stays_constant(GraphBuilder& g, const Shape& shape) {
  Value value;
  value.shape = shape;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i) {
    if (!g.has(i)) continue;
    if (!g.in(i).is_constant) return false;
    value.type = g.in(i).type;
    value.origins.insert(value.origins.end(), g.in(i).origins.begin(), g.in(i).origins.end());
  }
  g.constant(0, value);
  return true;
}

void pointwise(GraphBuilder& g, const char* function) {
  Shape shape;
  std::int64_t inputs = 0, params = 0;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i)
    if (g.has(i)) shape = broadcast(g, shape, g.in(i).shape);
  if (stays_constant(g, shape)) return;
  bool is_full = true;
  for (std::size_t i = 0; i < g.node().inputs.size(); ++i) {
    if (!g.has(i)) continue;
    if (g.in(i).is_constant) {
      params += g.take_params(g.in(i));
      continue;
    }
    ++inputs;
    is_full = is_full && elements(g.in(i).shape) == elements(shape);
  }
  const std::string name = function;
  Line line;
  line.args = {{"elements", elements(shape)}};
  const bool is_pair = inputs == 2 && is_full && params == 0;
  if (is_pair && (name == "add" || name == "multiply")) {
    line.op = name;
  } else {
    line.op = "pointwise";
    line.function = name;
    line.args.emplace_back("inputs", inputs);
    if (params > 0) line.args.emplace_back("params", params);
  }
  g.emit(line, shape);
}

void activation(GraphBuilder& g, const char* function) {
  if (stays_constant(g, g.in(0).shape)) return;
  Line line;
  line.op = "activation";
  line.function = function;
  line.args = {{"elements", elements(g.in(0).shape)}};
  line.from = {g.in(0).producer};
  g.emit(line, g.in(0).shape);
}

bool add_all() {
  static const std::map<std::string, const char*> kPointwise{{"Add", "add"},
                                                             {"Sub", "subtract"},
                                                             {"Mul", "multiply"},
                                                             {"Div", "divide"},
                                                             {"Pow", "power"},
                                                             {"Sqrt", "root"},
                                                             {"Exp", "exp"},
                                                             {"Log", "log"},
                                                             {"Erf", "erf"},
                                                             {"Neg", "subtract"},
                                                             {"Abs", "max"},
                                                             {"Reciprocal", "reciprocal"},
                                                             {"Min", "min"},
                                                             {"Max", "max"},
                                                             {"Clip", "clip"},
                                                             {"HardSwish", "hard_swish"},
                                                             {"HardSigmoid", "hard_sigmoid"},
                                                             {"Softplus", "softplus"},
                                                             {"LeakyRelu", "leaky_relu"},
                                                             {"PRelu", "leaky_relu"},
                                                             {"Elu", "elu"},
                                                             {"Selu", "elu"},
                                                             {"Celu", "elu"},
                                                             {"Mish", "mish"},
                                                             {"Sin", "sine"},
                                                             {"Cos", "sine"},
                                                             {"Floor", "compare"},
                                                             {"Ceil", "compare"},
                                                             {"Round", "compare"},
                                                             {"Sign", "compare"},
                                                             {"Mod", "divide"},
                                                             {"Equal", "compare"},
                                                             {"Greater", "compare"},
                                                             {"GreaterOrEqual", "compare"},
                                                             {"Less", "compare"},
                                                             {"LessOrEqual", "compare"},
                                                             {"Not", "compare"},
                                                             {"And", "compare"},
                                                             {"Or", "compare"},
                                                             {"Xor", "compare"},
                                                             {"IsNaN", "compare"},
                                                             {"Where", "select"},
                                                             {"Sum", "add"},
                                                             {"QuantizeLinear", "clip"},
                                                             {"DequantizeLinear", "multiply"},
                                                             {"Softsign", "divide"}};
  static const std::map<std::string, const char*> kActivations{
      {"Relu", "relu"}, {"Sigmoid", "sigmoid"},         {"Tanh", "tanh"},
      {"Gelu", "gelu"}, {"com.microsoft.Gelu", "gelu"}, {"com.microsoft.QuickGelu", "silu"}};
  for (const auto& [type, function] : kPointwise)
    Rules::add(type, {[name = function](GraphBuilder& g) { pointwise(g, name); }});
  for (const auto& [type, function] : kActivations)
    Rules::add(type, {[name = function](GraphBuilder& g) { activation(g, name); }});
  return true;
}
[[maybe_unused]] const bool kRegistered = add_all();

}  // namespace
}  // namespace fluxgate::onnx
