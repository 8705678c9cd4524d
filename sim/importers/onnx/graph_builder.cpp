#include "sim/importers/onnx/graph_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "sim/core/errors.h"
#include "sim/graph/op_kind.h"

namespace fluxgate::onnx {
namespace {

constexpr std::int64_t kMostElements = 1LL << 42;

bool is_float(std::int64_t type) { return type == 1 || type == 10 || type == 11 || type == 16; }

}  // namespace

std::int64_t elements(const Shape& shape, std::size_t first, std::size_t last) {
  std::int64_t product = 1;
  for (std::size_t i = first; i < last && i < shape.size(); ++i) {
    if (shape[i] > 0 && product > kMostElements / shape[i])
      throw ConfigError("a tensor has too many elements");
    product *= shape[i];
  }
  return product;
}
std::int64_t elements(const Shape& shape) { return elements(shape, 0, shape.size()); }

GraphBuilder::GraphBuilder(const Model& model, const ImportRequest& request, std::int64_t batch)
    : model_(model), request_(request) {
  for (const Tensor& t : model.initializers)
    values_[t.name] = Value{t.dims, t.type, t.data, true, {t.name}, "", true};
  for (const Input& input : model.inputs) {
    if (values_.count(input.name) != 0) continue;  // before IR 4 initializers are inputs too
    Value value;
    value.type = input.type;
    value.is_known = input.dims.has_value();
    for (std::size_t i = 0; input.dims && i < input.dims->size(); ++i) {
      const Dim& dim = (*input.dims)[i];
      const auto given = request.dims.find(dim.symbol);
      const bool is_open = !dim.value || *dim.value < 1;
      const bool is_batch = is_open && i == 0 && given == request.dims.end();
      has_open_batch_ = has_open_batch_ || is_batch;
      if (is_open && !is_batch && given == request.dims.end())
        open_symbols_.insert(dim.symbol.empty() ? input.name + " " + std::to_string(i)
                                                : dim.symbol);
      const std::int64_t other = given == request.dims.end() ? 1 : given->second;
      value.shape.push_back(is_batch ? batch : is_open ? other : *dim.value);
    }
    if (value.is_known) (void)elements(value.shape);
    values_[input.name] = value;
  }
  for (const Node& node : model.nodes)
    for (const std::string& input : node.inputs) consumers_[input].push_back(&node);
  results_.insert(model.outputs.begin(), model.outputs.end());
}

void GraphBuilder::walk() {
  for (const Node& node : model_.nodes) visit(node);
}

void GraphBuilder::visit(const Node& node) {
  node_ = &node;
  const std::string label =
      node.name.empty() && !node.outputs.empty() ? node.outputs[0] : node.name;
  const bool is_core = node.domain.empty() || node.domain == "ai.onnx";
  const std::string id = is_core || Rules::has(node.domain + "." + node.type)
                             ? (is_core ? "" : node.domain + ".") + node.type
                             : "";
  bool is_known = Rules::has(id);
  std::string why = is_core ? "no rule" : fmt::format("domain '{}'", node.domain);
  for (const std::string& input : node.inputs) {
    if (input.empty()) continue;
    if (values_.count(input) == 0) malformed(fmt::format("input '{}' comes from nowhere", input));
    if (!values_[input].is_known && is_known) {
      // The cause is listed already; what follows from it is only looked at for other causes.
      for (const std::string& output : node.outputs) values_[output].is_known = false;
      return;
    }
  }
  try {
    if (is_known && !fold(*this)) Rules::get(id).apply(*this);
  } catch (const NoRule& reason) {
    is_known = false;
    why = reason.why;
  }
  if (!is_known) unsupported_.push_back({node.type, label, why});
  for (const std::string& output : node.outputs)
    if (!is_known || (values_.count(output) == 0 && !output.empty()))
      values_[output].is_known = false;
}

bool GraphBuilder::has(std::size_t input) const {
  return input < node_->inputs.size() && !node_->inputs[input].empty();
}
const Value& GraphBuilder::in(std::size_t input) const {
  if (!has(input)) malformed(fmt::format("input {} is missing", input));
  return values_.at(node_->inputs[input]);
}
std::vector<std::int64_t> GraphBuilder::integers(std::size_t input) const {
  const Value& value = in(input);
  if (!value.data) throw NoRule{fmt::format("input {} is not constant", input)};
  std::vector<std::int64_t> numbers;
  for (const double x : *value.data)
    numbers.push_back(static_cast<std::int64_t>(std::clamp(x, -9e15, 9e15)));
  return numbers;
}
std::vector<std::int64_t> GraphBuilder::integers(const char* attribute, std::size_t input,
                                                 std::vector<std::int64_t> fallback) const {
  if (has(input)) return integers(input);
  return node_->integers(attribute, std::move(fallback));
}
std::size_t GraphBuilder::axis(std::int64_t axis, std::size_t rank) const {
  const auto size = static_cast<std::int64_t>(rank);
  if (axis < -size || axis >= size)
    malformed(fmt::format("axis {} of a tensor with {} sizes", axis, rank));
  return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

std::int64_t GraphBuilder::take_params(const Value& value) {
  std::int64_t params = 0;
  for (const std::string& origin : value.origins) {
    if (!counted_.insert(origin).second) continue;
    const Value& source = values_.at(origin);
    const std::int64_t size = elements(source.shape);
    if (is_float(source.type) && size > 1) params += size;
  }
  return params;
}

void GraphBuilder::set(std::size_t output, Value value) {
  if (output >= node_->outputs.size() || node_->outputs[output].empty()) return;
  (void)elements(value.shape);
  for (const std::int64_t d : value.shape)
    if (d < 0) malformed("a size is negative");
  values_[node_->outputs[output]] = std::move(value);
}
void GraphBuilder::alias(std::size_t output, const Value& of, Shape shape) {
  Value value = of;
  if (elements(shape) != elements(of.shape)) value.data.reset();
  value.shape = std::move(shape);
  set(output, std::move(value));
}
void GraphBuilder::constant(std::size_t output, Value value) {
  value.is_constant = true;
  if (value.origins.empty()) value.origins = {node_->outputs.at(output)};
  set(output, std::move(value));
}

void GraphBuilder::emit(Line line, Shape shape, std::size_t output) {
  if (!OpKinds::has(line.op)) throw NoRule{fmt::format("needs operator '{}'", line.op)};
  line.name = name_of(*node_);
  if (line.from.empty())
    for (std::size_t i = 0; i < node_->inputs.size(); ++i)
      if (has(i) && !in(i).is_constant) line.from.push_back(in(i).producer);
  Value value;
  value.type = has(0) ? in(0).type : 1;
  value.producer = line.name;
  value.shape = std::move(shape);
  if (elements(value.shape) > 0) lines_.push_back(std::move(line));
  set(output, std::move(value));
}

/// Letters, digits, '_' and '.' of the node's name, once.
std::string GraphBuilder::name_of(const Node& node) {
  std::string name;
  for (const char c : node.name.empty() ? node.type : node.name) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    if (is_plain)
      name += c;
    else if (!name.empty() && name.back() != '.')
      name += '.';
  }
  while (!name.empty() && name.back() == '.') name.pop_back();
  if (name.empty() || name == "in") name = "op_" + name;
  std::string unique = name;
  for (int i = 2; !names_.insert(unique).second; ++i) unique = fmt::format("{}_{}", name, i);
  return unique;
}

/// Whether every reader of the node's result is a matrix product, also through reshapes: then a
/// transposition is a matter of strides.
bool GraphBuilder::feeds_only_products() const { return is_product_fed(node_->outputs.at(0), 0); }
bool GraphBuilder::is_product_fed(const std::string& value, int depth) const {
  if (depth > 4 || results_.count(value) != 0) return false;
  const auto at = consumers_.find(value);
  if (at == consumers_.end()) return false;
  return std::all_of(at->second.begin(), at->second.end(), [&](const Node* node) {
    if (node->type == "MatMul" || node->type == "Gemm" || node->type == "Einsum") return true;
    const bool is_view = node->type == "Reshape" || node->type == "Identity" ||
                         node->type == "Unsqueeze" || node->type == "Squeeze";
    return (node->type == "Shape") || (is_view && is_product_fed(node->outputs.at(0), depth + 1));
  });
}

void GraphBuilder::malformed(const std::string& sentence) const {
  throw ConfigError(
      fmt::format("{}: node '{}' ({}): {}", request_.path,
                  node_->name.empty() && !node_->outputs.empty() ? node_->outputs[0] : node_->name,
                  node_->type, sentence));
}

}  // namespace fluxgate::onnx
