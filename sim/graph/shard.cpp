#include "sim/graph/shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/core/errors.h"

namespace fluxgate {
namespace {

enum class Cut { Whole, Columns, Heads };
constexpr std::int64_t kStatisticBytes = 4;  // fp32 sum of a row

class Sharder {
 public:
  explicit Sharder(std::int64_t ranks) : ranks_(ranks) {}

  void shard(Segment& segment) {
    for (std::size_t i = 0; i < segment.operators.size(); ++i) {
      const bool is_reduced = is_read_by_reduction(segment, i);
      shard(segment.operators[i], is_reduced);
    }
  }
  /// The network's own result is needed whole.
  void gather(const Operator& last) {
    if (cut_of(last.outputs.at(0).tensor) == Cut::Whole) return;
    exchanges_[last.name] = {ExchangeKind::AllGather,
                             Bytes(last.outputs[0].bytes().value * ranks_)};
  }
  [[nodiscard]] const std::map<std::string, Exchange>& exchanges() const { return exchanges_; }

 private:
  [[nodiscard]] Cut cut_of(const std::string& tensor) const {
    const auto at = cuts_.find(tensor);
    return at == cuts_.end() ? Cut::Whole : at->second;
  }
  [[nodiscard]] Cut cut_of_inputs(const Operator& op) const {
    for (const Operand& in : op.inputs)
      if (in.role == TensorRole::Activation && cut_of(in.tensor) != Cut::Whole)
        return cut_of(in.tensor);
    return Cut::Whole;
  }

  static bool has_weights(const Operator& op) {
    return std::any_of(op.inputs.begin(), op.inputs.end(),
                       [](const Operand& o) { return o.role == TensorRole::Weight; });
  }
  /// A product whose columns a reduction compares (scores of experts) is computed by every rank.
  static bool is_read_by_reduction(const Segment& segment, std::size_t at) {
    const Operator& op = segment.operators[at];
    if (!std::holds_alternative<Contraction>(op.shape) || !has_weights(op)) return false;
    for (std::size_t i = at + 1; i < segment.operators.size(); ++i) {
      const Operator& other = segment.operators[i];
      const bool is_reader =
          std::any_of(other.inputs.begin(), other.inputs.end(),
                      [&](const Operand& o) { return o.tensor == op.outputs[0].tensor; });
      if (is_reader) return std::holds_alternative<Reduction>(other.shape);
    }
    return false;
  }

  void divide(std::int64_t& extent, const Operator& op, const char* what) const {
    if (extent % ranks_ != 0)
      throw ModelError(fmt::format(
          "parallel.tensor: {} GPUs do not divide the {} {} of operator '{}'; use fewer, or "
          "parallel.pipeline",
          ranks_, extent, what, op.name));
    extent /= ranks_;
  }
  void divide_operand(Operand& operand) const {
    operand.elements = ceil_div(operand.elements, ranks_);
  }
  void divide_operands(std::vector<Operand>& operands, TensorRole role) const {
    for (Operand& o : operands)
      if (o.role == role) divide_operand(o);
  }
  void divide_cut_inputs(Operator& op) const {
    for (Operand& o : op.inputs)
      if (o.role == TensorRole::Activation && cut_of(o.tensor) != Cut::Whole) divide_operand(o);
  }
  void divide_outputs(Operator& op, Cut cut) {
    for (Operand& o : op.outputs) {
      divide_operand(o);
      cuts_[o.tensor] = cut;
    }
  }
  void make_whole(const Operator& op) {
    for (const Operand& o : op.outputs) cuts_[o.tensor] = Cut::Whole;
  }
  void divide_weights(Operator& op) const {
    divide_operands(op.inputs, TensorRole::Weight);
    op.params = ceil_div(op.params, ranks_);
  }

  void shard(Operator& op, bool is_reduced) {
    const Cut cut = cut_of_inputs(op);
    if (auto* c = std::get_if<Contraction>(&op.shape)) {
      if (!has_weights(op)) return shard_heads(op, *c, cut);
      if (c->window > 1 && c->batch > 1) return shard_channels(op, *c, cut);
      if (cut == Cut::Whole) return is_reduced ? make_whole(op) : shard_columns(op, *c);
      return shard_rows(op, *c);
    }
    if (cut == Cut::Whole) return make_whole(op);
    divide_cut_inputs(op);
    if (auto* s = std::get_if<Scan>(&op.shape)) return shard_scan(op, *s);
    if (auto* r = std::get_if<Reduction>(&op.shape)) return shard_reduction(op, *r, cut);
    if (auto* e = std::get_if<Elementwise>(&op.shape)) e->elements = ceil_div(e->elements, ranks_);
    if (auto* g = std::get_if<Gather>(&op.shape)) {
      std::int64_t& extent = g->item_elements % ranks_ == 0 ? g->item_elements : g->items;
      extent = ceil_div(extent, ranks_);
    }
    if (auto* t = std::get_if<Transform>(&op.shape)) {
      t->batch = ceil_div(t->batch, ranks_);
      t->ops /= static_cast<double>(ranks_);
    }
    if (op.params > 0) divide_weights(op);
    divide_outputs(op, cut);
  }

  void shard_columns(Operator& op, Contraction& c) {
    divide(c.n, op, "columns");
    divide_weights(op);
    op.macs /= ranks_;
    divide_outputs(op, Cut::Columns);
  }
  void shard_rows(Operator& op, Contraction& c) {
    divide(c.k, op, "rows of the weights");
    divide_cut_inputs(op);
    divide_weights(op);
    op.macs /= ranks_;
    exchanges_[op.name] = {ExchangeKind::AllReduce, op.outputs.at(0).bytes()};
    make_whole(op);
  }
  void shard_channels(Operator& op, Contraction& c, Cut cut) {
    if (cut == Cut::Whole) return make_whole(op);
    divide(c.batch, op, "channels");
    divide_cut_inputs(op);
    divide_weights(op);
    op.macs /= ranks_;
    divide_outputs(op, Cut::Columns);
  }
  void shard_heads(Operator& op, Contraction& c, Cut cut) {
    if (cut == Cut::Whole) return make_whole(op);
    std::int64_t sequences = 1;
    for (const Loop& loop : op.loops)
      if (loop.dim == "b") sequences = loop.extent;
    std::int64_t heads = c.batch / sequences;
    divide(heads, op, "heads");
    c.batch = heads * sequences;
    for (Loop& loop : op.loops)
      if (loop.dim == "h") loop.extent /= ranks_;
    divide_cut_inputs(op);
    divide_operands(op.inputs, TensorRole::State);
    op.macs /= ranks_;
    // Results with a column an input has not (scores) are cut by heads, back again by columns.
    divide_outputs(op, cut == Cut::Columns ? Cut::Heads : Cut::Columns);
  }
  void shard_scan(Operator& op, Scan& s) {
    std::int64_t sequences = 1;
    for (const Loop& loop : op.loops)
      if (loop.dim == "b") sequences = loop.extent;
    std::int64_t parts = s.sequences / sequences;
    divide(parts, op, "heads or channels");
    s.sequences = parts * sequences;
    divide_operands(op.inputs, TensorRole::State);
    if (op.params > 0) divide_weights(op);
    op.macs /= ranks_;
    divide_outputs(op, Cut::Columns);
  }
  void shard_reduction(Operator& op, Reduction& r, Cut cut) {
    if (cut == Cut::Heads) {
      divide(r.rows, op, "rows");
      return divide_outputs(op, cut);
    }
    divide(r.cols, op, "columns");
    exchanges_[op.name] = {ExchangeKind::AllReduce, Bytes(r.rows * kStatisticBytes)};
    if (op.params > 0) divide_weights(op);
    divide_outputs(op, cut);
  }

  std::int64_t ranks_;
  std::map<std::string, Cut> cuts_;
  std::map<std::string, Exchange> exchanges_;
};

}  // namespace

Shard shard(const Graph& graph, std::int64_t ranks) {
  Shard part{graph, {}};
  if (ranks == 1) return part;
  Sharder sharder(ranks);
  for (Segment& segment : part.graph.segments) sharder.shard(segment);
  const std::vector<Segment>& segments = part.graph.segments;
  if (!segments.empty() && !segments.back().operators.empty())
    sharder.gather(segments.back().operators.back());
  part.exchanges = sharder.exchanges();
  part.graph.state_elements_total = ceil_div(graph.state_elements_total, ranks);
  return part;
}

}  // namespace fluxgate
