/// A network instance: what runs, with every dimension a number. Made by load_workload().
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/graph/operator.h"

namespace fluxgate {

/// Operators that run `repeat` times in order (a layer and its repetitions). Tensor names are the
/// same in every repetition; each repetition has weights and state of its own unless
/// `shares_weights`.
struct Segment {
  std::string name;
  std::int64_t repeat = 1;
  bool shares_weights = false;
  std::vector<Operator> operators;
  /// Measured as separate calls of a framework: a datapath that models those runs each operator as
  /// one, whatever its own default (attention stays one call).
  bool is_eager = false;
};

struct Graph {
  std::string workload;
  std::string phase;  // forward, prefill, decode
  std::int64_t batch = 1;
  std::optional<std::int64_t> seq;  // empty for networks without a sequence
  std::vector<Segment> segments;
  std::int64_t state_elements_total =
      0;  // KV cache or recurrent state at the end of this graph, in elements
  DType state_dtype = DType::Bf16;
};

struct Totals {
  std::int64_t params = 0, macs = 0;
  Bytes weight_bytes{}, activation_bytes{}, state_bytes{};
  Bytes host_weight_bytes{};      // kept in host memory, not in weight_bytes
  Bytes peak_activation_bytes{};  // largest inputs + outputs (activations) of one operator
};
[[nodiscard]] Totals count(const Graph& graph);

struct WorkloadOptions {
  std::string phase;  // empty: the network's first phase
  std::int64_t batch = 1;
  std::optional<std::int64_t> seq;
  std::vector<std::string> sets;  // "workload.depth=24" assignments, already stripped of others
  /// Dynamic parts (early exit, adaptive modules, routing) are drawn for this sample; empty: means.
  std::optional<std::int64_t> sample;
  std::uint64_t seed = 1;
};

/// Builds the graph of a workload id ("vit-b-16", "swin/swin-t", "gemm") or of a path to a YAML
/// file. Unknown ids, phases, knobs and bad sizes are ConfigErrors with the nearest name.
[[nodiscard]] Graph load_workload(const std::string& id_or_path, const WorkloadOptions& options);

struct WorkloadInfo {
  std::string id, summary;
  std::vector<std::string> phases;
};
[[nodiscard]] std::vector<WorkloadInfo> list_workloads();

}  // namespace fluxgate
