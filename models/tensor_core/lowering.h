/// From a launch (an operator or a fusion) to kernels. One function a family; each returns the
/// candidates a library would have, best estimate first. The datapath simulates the first few and
/// keeps the fastest.
#pragma once
#include <string>
#include <vector>

#include "models/tensor_core/description.h"
#include "models/tensor_core/kernel.h"
#include "models/tensor_core/l2_cache.h"
#include "sim/contract/datapath.h"

namespace fluxgate::tensor_core {

struct Candidate {
  std::vector<Kernel> kernels;  // run one after the other
  double estimate_cycles = 0;
};
using Candidates = std::vector<Candidate>;

/// What a lowering knows: the machine, and what the L2 holds now.
struct Context {
  const Description& d;
  const L2Cache& l2;
  /// Mean of hits and misses in the L2.
  [[nodiscard]] double load_latency(const Operand& operand) const;
  [[nodiscard]] double missing_share(const Operand& operand) const;
};

/// Operands that enter and leave a launch; what its operators pass each other stays inside.
struct Ends {
  std::vector<Operand> loads, stores;
};
[[nodiscard]] Ends ends_of(Launch launch);
/// Bytes that a kernel loads and stores, and the longest load latency among its operands.
struct Flow {
  double loads = 0, stores = 0, latency = 0;
};
/// Notes all operands in the kernel; weights of a row-wise kernel come from L1 and add no loads.
enum class Weights { Loaded, FromL1 };
[[nodiscard]] Flow take_operands(const Context& c, const Ends& ends, Weights weights,
                                 Kernel& kernel);
[[nodiscard]] Access access_of(const Operand& operand);
[[nodiscard]] double bytes_of(const Operand& operand);

/// A kernel that reads `loads` and writes `stores` bytes of a tensor, value by value.
[[nodiscard]] Kernel copy_kernel(const Context& c, const Operand& tensor, double read_bytes,
                                 double written_bytes, const char* name);
/// What a framework adds around an operator when nothing is fused (eager.cpp).
void add_eager_kernels(const Context& c, const Operator& op, Candidates& candidates);

enum class Execution { Fused, Eager };
/// All candidates of a launch (dispatch.cpp).
[[nodiscard]] Candidates lower(const Context& c, Launch launch, Execution execution);

[[nodiscard]] Candidates lower_gemm(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_attention(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_depthwise(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_elementwise(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_rowwise(const Context& c, Launch launch);
/// Reductions of many passes over rows that stay on chip (iterated.cpp).
[[nodiscard]] bool is_iterated(const Operator& op);
[[nodiscard]] Candidates lower_iterated(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_gather(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_transform(const Context& c, Launch launch);
/// Forms of a scan that are parallel along the sequence (scan_parallel.cpp).
[[nodiscard]] Candidate chunk_parallel(const Context& c, Launch launch);
/// Sequences of keys for each sequence of values: below 1 when heads share them.
[[nodiscard]] double key_share(const Operator& op);
[[nodiscard]] Candidate chunk_fused(const Context& c, Launch launch);
[[nodiscard]] Candidate block_scan(const Context& c, Launch launch);
[[nodiscard]] Candidates lower_scan(const Context& c, Launch launch);

}  // namespace fluxgate::tensor_core
