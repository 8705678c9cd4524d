/// From a workload and an arch to a result. Tiers: bound sums the closed forms of the launches;
/// approx simulates them. An equal launch (same operators, same machine state before) is simulated
/// once and reused; Reuse::No simulates every one.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/contract/datapath.h"
#include "sim/engine/preset.h"
#include "sim/stats/result.h"

namespace fluxgate {

struct WorkloadSource;  // sim/graph/workload_source.h

enum class Tier { Bound, Approx };
/// What caches hold before a run: nothing, what an equal run before left (warm), or other data that
/// must be written back (cold).
enum class Caches { Empty, Warm, Cold };

struct RunOptions {
  std::string workload;
  WorkloadOptions graph;
  std::optional<std::int64_t> tokens;  // decode: that many steps, each one token further
  Tier tier = Tier::Approx;
  Reuse reuse = Reuse::Yes;
  std::uint64_t seed = 1;
  std::vector<std::string> rtl;  // units whose time comes from RTL, where the machine has it
  std::optional<std::int64_t> rtl_sample;  // check this many random tiles instead
  Caches caches = Caches::Empty;
  const WorkloadSource* source = nullptr;     // of `workload`, when it has been read before
  std::map<std::string, double> spike_rates;  // by operator, instead of the network's own
};

/// Weights, state and the largest activations must fit: ModelError with both numbers.
void check_memory(const Graph& graph, Datapath& datapath);
struct MemoryNeed {
  Bytes weights{}, state{}, activations{};
  [[nodiscard]] Bytes total() const { return weights + state + activations; }
};
[[nodiscard]] MemoryNeed memory_parts(const Graph& graph, Datapath& datapath);
[[nodiscard]] Bytes memory_need(const Graph& graph, Datapath& datapath);

[[nodiscard]] RunResult run(Arch& arch, const RunOptions& options);

/// As many runs with dynamic parts drawn for sample 0, 1, ...: the run of median latency, with mean
/// and percentiles (nearest rank) over all.
[[nodiscard]] RunResult run_samples(Arch& arch, const RunOptions& options, std::int64_t samples);

/// Text of --explain for every launch that contains `operator_name`; ConfigError with the nearest
/// name.
[[nodiscard]] std::string explain(Arch& arch, const RunOptions& options,
                                  const std::string& operator_name);

}  // namespace fluxgate
