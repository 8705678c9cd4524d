/// Walks the nodes of an ONNX graph in order, infers every shape, folds what depends on shapes and
/// constants only, and notes the operators of ours that remain. A kind of node registers a rule.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/core/registry.h"
#include "sim/importers/importer.h"
#include "sim/importers/onnx/proto.h"

namespace fluxgate::onnx {

using Shape = std::vector<std::int64_t>;
[[nodiscard]] std::int64_t elements(const Shape& shape);
[[nodiscard]] std::int64_t elements(const Shape& shape, std::size_t first, std::size_t last);

/// A tensor of the graph: weights and constants have origins (the initializers they come from),
/// activations a producer among our operators.
struct Value {
  Shape shape;
  std::int64_t type = 1;
  std::optional<std::vector<double>> data;
  bool is_constant = false;
  std::vector<std::string> origins;
  std::string producer = "$input";
  bool is_known = true;  // false: comes from an operator without a rule
};

/// One line of the network file.
struct Line {
  std::string name, op, function, fuse;
  std::vector<std::pair<std::string, std::int64_t>> args;
  std::vector<std::string> from;
};

/// Why a node has no place in the network language (the node is listed, the walk goes on).
struct NoRule {
  std::string why;
};

class GraphBuilder {
 public:
  /// `batch` for the first size of inputs where it is open, `dims` for other symbols (1 if absent).
  GraphBuilder(const Model& model, const ImportRequest& request, std::int64_t batch);
  void walk();

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
  [[nodiscard]] const std::vector<Unsupported>& unsupported() const { return unsupported_; }
  [[nodiscard]] bool has_open_batch() const { return has_open_batch_; }
  [[nodiscard]] const std::set<std::string>& open_symbols() const { return open_symbols_; }
  [[nodiscard]] std::int64_t opset() const { return model_.opset; }

  // For rules: the node at hand.
  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] bool has(std::size_t input) const;
  [[nodiscard]] const Value& in(std::size_t input) const;
  /// Values of a constant input; NoRule when it is not constant.
  [[nodiscard]] std::vector<std::int64_t> integers(std::size_t input) const;
  /// `axes` and the like: an attribute before some opset, an input after it.
  [[nodiscard]] std::vector<std::int64_t> integers(const char* attribute, std::size_t input,
                                                   std::vector<std::int64_t> fallback) const;
  /// Normalises a negative axis; ConfigError outside the rank.
  [[nodiscard]] std::size_t axis(std::int64_t axis, std::size_t rank) const;
  /// Learned values behind a constant that no operator before has counted.
  std::int64_t take_params(const Value& value);
  /// The output is the input in another shape, no work.
  void alias(std::size_t output, const Value& of, Shape shape);
  void constant(std::size_t output, Value value);
  /// Adds an operator of ours whose result is output 0 (or `output`).
  void emit(Line line, Shape shape, std::size_t output = 0);
  [[nodiscard]] bool feeds_only_products() const;
  [[noreturn]] void malformed(const std::string& sentence) const;

 private:
  void visit(const Node& node);
  [[nodiscard]] std::string name_of(const Node& node);
  [[nodiscard]] bool is_product_fed(const std::string& value, int depth) const;
  void set(std::size_t output, Value value);

  const Model& model_;
  const ImportRequest& request_;
  const Node* node_ = nullptr;
  std::map<std::string, Value> values_;
  std::map<std::string, std::vector<const Node*>> consumers_;
  std::set<std::string> counted_, names_, open_symbols_, results_;
  std::vector<Line> lines_;
  std::vector<Unsupported> unsupported_;
  bool has_open_batch_ = false;
};

struct Rule {
  std::function<void(GraphBuilder&)> apply;
};
using Rules = Registry<Rule>;

/// Shape two tensors broadcast to; ConfigError when they do not.
[[nodiscard]] Shape broadcast(const GraphBuilder& graph, const Shape& a, const Shape& b);

/// What a Slice keeps of one axis.
struct Cut {
  std::size_t axis = 0;
  std::int64_t start = 0, step = 1, count = 0;
};
[[nodiscard]] std::vector<Cut> cuts(const GraphBuilder& graph);

/// Evaluates the node when all its inputs are constants with values; false when it cannot.
[[nodiscard]] bool fold(GraphBuilder& graph);

}  // namespace fluxgate::onnx
