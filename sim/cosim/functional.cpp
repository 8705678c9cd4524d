#include "sim/cosim/functional.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sim/core/random.h"

namespace fluxgate {
namespace {

/// Values of (-1, 1) that depend on the seed and the name alone.
class Random {
 public:
  Random(std::uint64_t seed, const std::string& name) : state_(seed) {
    for (const char c : name)
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;  // FNV-1a
  }
  double next() {
    return static_cast<double>(split_mix(state_ += kSplitMixStep) >> 11U) * 0x1p-52 - 1;
  }

 private:
  std::uint64_t state_;
};

std::int64_t elements_of(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

class Executor {
 public:
  Executor(const Primitives& primitives, std::uint64_t seed)
      : primitives_(primitives), seed_(seed) {}

  struct Pulses {
    double sum = 0, values = 0;
  };
  [[nodiscard]] const std::map<std::string, Pulses>& pulses() const { return pulses_; }

  Array run(const Graph& graph) {
    std::string before = "input";  // what the first operator of a segment reads
    for (const Segment& segment : graph.segments) {
      for (std::int64_t i = 0; i < segment.repeat; ++i) {
        const std::int64_t weights = segment.shares_weights ? 0 : i;
        for (const Operator& op : segment.operators) run(op, weights);
        if (i + 1 < segment.repeat) tensors_[before] = tensors_[segment.operators.back().name];
      }
      before = segment.operators.back().name;
    }
    return std::move(tensors_[before].array);
  }

 private:
  struct Tensor {
    Array array;
    std::int64_t next_column = 0;
  };

  void run(const Operator& op, std::int64_t repetition) {
    const OpKind& kind = OpKinds::get(op.kind);
    OpArgs args;
    args.values = op.args;
    args.function = op.function;
    args.name = op.name;
    const Arrays in = inputs_of(op, kind.input_shapes(args), repetition);
    count_pulses(op, in);
    Array out = kind.on_units ? kind.on_units(args, in, primitives_) : kind.reference(args, in);
    tensors_[op.name] = {std::move(out), 0};
  }

  void count_pulses(const Operator& op, const Arrays& in) {
    if (!op.spikes || op.spikes->coding != Coding::Spikes) return;
    const auto operand = static_cast<std::size_t>(op.spikes->operand);
    if (operand >= in.size()) return;
    const auto levels = static_cast<double>(op.spikes->levels);
    Pulses& p = pulses_[op.name];
    for (const double value : in[operand].data) p.sum += std::clamp(value * levels, 0.0, levels);
    p.values += static_cast<double>(in[operand].data.size());
  }

  /// Activations first, in the order of the operands, then random weights.
  Arrays inputs_of(const Operator& op, const std::vector<std::vector<std::int64_t>>& shapes,
                   std::int64_t repetition) {
    Arrays arrays;
    for (const Operand& operand : op.inputs) {
      if (operand.role == TensorRole::Weight) continue;
      std::int64_t taken = 0;
      const std::size_t first = arrays.size();
      while (taken < operand.elements && arrays.size() < shapes.size()) {
        taken += elements_of(shapes[arrays.size()]);
        arrays.push_back(make_array(shapes[arrays.size()]));
      }
      fill(op, operand, std::span(arrays).subspan(first));
    }
    while (arrays.size() < shapes.size()) {
      arrays.push_back(make_array(shapes[arrays.size()]));
      draw_weights(arrays.back(), fmt::format("{}.{}.{}", op.name, arrays.size(), repetition));
    }
    return arrays;
  }

  /// Columns of a tensor, dealt to the arrays that stand side by side in the operand.
  void fill(const Operator& op, const Operand& operand, std::span<Array> arrays) {
    Tensor& tensor = find(operand);
    const std::int64_t total = size_of(tensor.array);
    std::int64_t width = 0;
    for (const Array& array : arrays) width += array.shape.back();
    const std::int64_t needed =
        std::accumulate(arrays.begin(), arrays.end(), std::int64_t{0},
                        [](std::int64_t sum, const Array& array) { return sum + size_of(array); });
    const std::int64_t rows = needed / std::max<std::int64_t>(1, width);
    if (needed != operand.elements || total < needed || total % rows != 0)
      throw ModelError(
          fmt::format("{}: cannot be run with real numbers: tensor '{}' has {} values, "
                      "{} are read",
                      op.name, operand.tensor, total, needed));
    const std::int64_t pitch = total / rows;
    if (tensor.next_column + width > pitch) tensor.next_column = 0;
    for (Array& array : arrays) {
      const std::int64_t columns = array.shape.back();
      for (std::int64_t r = 0; r < rows; ++r)
        std::copy_n(tensor.array.data.begin() + r * pitch + tensor.next_column, columns,
                    array.data.begin() + r * columns);
      tensor.next_column += columns;
    }
  }

  Tensor& find(const Operand& operand) {
    const auto known = tensors_.find(operand.tensor);
    if (known != tensors_.end()) return known->second;
    Tensor& made = tensors_[operand.tensor];  // an input of the network
    made.array = make_array({operand.elements});
    Random random(seed_, operand.tensor);
    for (double& value : made.array.data) value = random.next();
    return made;
  }

  /// Matrices keep the variance of what they multiply; vectors (gains) lie around one.
  void draw_weights(Array& array, const std::string& name) const {
    Random random(seed_, name);
    const bool is_vector = array.shape.size() < 2;
    const double scale = std::sqrt(3.0 / static_cast<double>(array.shape.front()));
    for (double& value : array.data)
      value = is_vector ? 1 + 0.5 * random.next() : scale * random.next();
  }

  const Primitives& primitives_;
  std::uint64_t seed_;
  std::map<std::string, Tensor> tensors_;
  std::map<std::string, Pulses> pulses_;
};

void refuse_large(const Graph& graph, std::int64_t most, const char* instead) {
  const std::int64_t macs = count(graph).macs;
  if (macs > most)
    throw ModelError(fmt::format(
        "{}: {} multiply-accumulates are too many to run with real numbers ({} at most); {}",
        graph.workload, macs, most, instead));
}

}  // namespace

Array execute(const Graph& graph, const Primitives& primitives, std::uint64_t seed) {
  refuse_large(graph, kMostFunctionalMacs, "use a smaller network, or --rtl-sample N");
  return Executor(primitives, seed).run(graph);
}

std::map<std::string, double> measure_spike_rates(const Graph& graph, std::uint64_t seed) {
  refuse_large(graph, kMostMeasuredMacs, "use a smaller batch, image or number of steps");
  const Primitives primitives = double_precision();
  Executor executor(primitives, seed);
  (void)executor.run(graph);
  std::map<std::string, double> rates;
  for (const auto& [name, pulses] : executor.pulses()) rates[name] = pulses.sum / pulses.values;
  if (rates.empty())
    throw ModelError(fmt::format("{}: no operand is coded as spikes, there is no rate to measure",
                                 graph.workload));
  return rates;
}

}  // namespace fluxgate
