#include "sim/graph/op_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sim/core/config.h"

namespace fluxgate {

std::int64_t OpArgs::at(const std::string& argument) const {
  const auto found = values.find(argument);
  FG_CHECK(found != values.end());
  return static_cast<std::int64_t>(found->second);
}
std::string OpArgs::input(std::size_t index) const {
  return index < inputs.size() ? inputs[index] : fmt::format("{}.in{}", name, index);
}
Operand OpArgs::activation(std::size_t index, std::int64_t elements) const {
  return {input(index), elements, act, TensorRole::Activation};
}
Operand OpArgs::state(std::size_t index, std::int64_t elements) const {
  return {input(index) + ".state", elements, act, TensorRole::State};
}
Operand OpArgs::weights(std::int64_t elements) const {
  return {name + ".weight", elements, weight, TensorRole::Weight};
}
Operand OpArgs::result(std::int64_t elements) const {
  return {output, elements, act, TensorRole::Activation};
}

Array make_array(std::vector<std::int64_t> shape) {
  std::int64_t size = 1;
  for (const std::int64_t extent : shape) size *= extent;
  return {std::move(shape), std::vector<double>(static_cast<std::size_t>(size), 0.0)};
}
std::int64_t size_of(const Array& array) { return static_cast<std::int64_t>(array.data.size()); }

Operator begin_operator(const OpArgs& args, OpClass op_class, std::vector<Loop> loops) {
  Operator op;
  op.name = args.name;
  op.op_class = op_class;
  op.loops = std::move(loops);
  return op;
}

void complete(const OpKind& kind, OpArgs& args) {
  std::vector<std::string> known;
  for (const OpArgument& a : kind.arguments) known.push_back(a.name);
  for (const auto& [name, value] : args.values) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    throw std::invalid_argument(fmt::format(
        "{}: unknown argument{}; known: {}", name,
        near.empty() ? "" : fmt::format(", did you mean '{}'?", near), fmt::join(known, ", ")));
  }
  for (const OpArgument& a : kind.arguments) {
    if (args.values.count(a.name) != 0) continue;
    if (!a.fallback)
      throw std::invalid_argument(fmt::format("'{}' is missing: {}", a.name, a.sentence));
    args.values[a.name] = *a.fallback;
  }
}

}  // namespace fluxgate
