/// From a launch (operators) to the programs of the cores. One function a class; npu.cpp picks by
/// shape. Every lowering states its timing per step: loads and stores in bytes, stages in cycles.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "models/npu/array_timing.h"
#include "models/npu/description.h"
#include "models/npu/program.h"
#include "sim/contract/datapath.h"

namespace fluxgate::npu {

/// Where the tensors of a launch are: decided by Residency before lowering.
struct Placement {
  std::function<bool(const Operand&)> is_shared;  // in the shared on-chip memory
};

/// A group of operators seen from outside: what is loaded and stored, what stays inside.
struct Group {
  Launch launch;
  std::vector<const Operand*> loads;   // inputs that no operator of the launch produces
  std::vector<const Operand*> stores;  // outputs that no operator of the launch consumes
};
[[nodiscard]] Group view(Launch launch);

struct Lowered {
  Programs programs;
  Unit unit = Unit::Vector;
  std::string mapping, reason;
  std::int64_t executed_macs = 0;
};

/// Average bytes a logical element, split by where the tensor lies.
struct Traffic {
  double dram = 0, shared = 0;
  [[nodiscard]] double total() const { return dram + shared; }
};

class Lowering {
 public:
  Lowering(const Description& description, const Placement& placement)
      : d_(description), timing_(description.array), placement_(placement) {}

  [[nodiscard]] Lowered contraction(const Group& group) const;
  [[nodiscard]] Lowered attention(const Group& group) const;
  [[nodiscard]] Lowered scan(const Group& group) const;
  /// Elementwise, reduction, gather and transform, one after the other on the vector unit.
  [[nodiscard]] Lowered vector(const Group& group) const;

  /// All candidates of the search, best first, as sentences (--explain).
  [[nodiscard]] std::string explain(const Group& group) const;

 private:
  const Description& d_;
  ArrayTiming timing_;
  const Placement& placement_;
};

/// Cycles of the vector unit for `ops` simple and `special` special-function operations.
[[nodiscard]] Cycles vector_cycles(const Description& d, double ops, double special);
struct VectorWork {
  double ops = 0, special = 0;
};
[[nodiscard]] VectorWork vector_work(const Operator& op);

/// Longer of the unit's own time and the scratchpad's: bytes / (banks * width); a single-ported
/// scratchpad serves fills and drains in the same cycles.
/// Bytes read and written in the accumulators for `outputs` sums over `depth`: once each way a pass
/// over the rows of the array.
[[nodiscard]] std::int64_t accumulator_traffic(const Description& d, double outputs,
                                               std::int64_t depth);
[[nodiscard]] Cycles with_scratchpad(const Description& d, Cycles issue, double operand_bytes,
                                     double moved_bytes);

/// Item counts of a core when `total` equal items are dealt to `cores`, the remainder from `offset`
/// on.
[[nodiscard]] std::int64_t share_of(std::int64_t total, std::int64_t cores, std::int64_t core,
                                    std::int64_t offset);

[[nodiscard]] Bytes to_bytes(double bytes);

}  // namespace fluxgate::npu
