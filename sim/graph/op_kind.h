/// A kind of operator ("linear"): how its arguments become a loop nest, and what it computes. One
/// file in workloads/ops registers one kind; the generic test runs its example through `reference`
/// and `naive`.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/registry.h"
#include "sim/graph/operator.h"
#include "sim/graph/primitives.h"

namespace fluxgate {

struct OpArgument {
  std::string name, sentence;
  std::optional<double> fallback;  // empty: required
};

/// Arguments with their values, all whole numbers, plus the types and names the network gives.
struct OpArgs {
  std::map<std::string, double> values;
  std::string function;  // of `activation`
  DType act = DType::Bf16, weight = DType::Bf16;
  std::vector<std::string> inputs;
  std::string output = "out";
  std::string name = "op";

  [[nodiscard]] std::int64_t at(const std::string& argument) const;
  [[nodiscard]] std::string input(std::size_t index) const;

  [[nodiscard]] Operand activation(std::size_t index, std::int64_t elements) const;
  [[nodiscard]] Operand state(std::size_t index, std::int64_t elements) const;
  [[nodiscard]] Operand weights(std::int64_t elements) const;
  [[nodiscard]] Operand result(std::int64_t elements) const;
};

/// Dense array in row-major order.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<double> data;
};
using Arrays = std::vector<Array>;
[[nodiscard]] Array make_array(std::vector<std::int64_t> shape);
[[nodiscard]] std::int64_t size_of(const Array& array);

struct OpKind {
  std::string summary;
  OpClass op_class = OpClass::Elementwise;
  std::vector<OpArgument> arguments;
  std::function<Operator(const OpArgs&)> build;
  /// Shapes of the arrays `reference` takes (activations, then weights).
  std::function<std::vector<std::vector<std::int64_t>>(const OpArgs&)> input_shapes;
  /// Double precision by the form a library would use; `naive` is the literal loop nest.
  std::function<Array(const OpArgs&, const Arrays&)> reference, naive;
  std::map<std::string, double> example;
  std::string example_function;
  /// The same with the computations that units carry in the hands of `primitives`; empty where no
  /// unit takes part (`reference` is used).
  std::function<Array(const OpArgs&, const Arrays&, const Primitives& primitives)> on_units{};
};
using OpKinds = Registry<OpKind>;

/// An operator with the fields that every kind fills alike.
[[nodiscard]] Operator begin_operator(const OpArgs& args, OpClass op_class,
                                      std::vector<Loop> loops);
/// Fills unset arguments with their defaults; throws std::invalid_argument naming what is unknown
/// or missing.
void complete(const OpKind& kind, OpArgs& args);

}  // namespace fluxgate
