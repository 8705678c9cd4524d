/// How a contraction is cut: the choice of the mapper, printed by --explain, accepted from a file.
/// Output tiles of tm x tn; inside, for each tk of K: for each sn columns: for each sk of tk: for
/// each sm rows: one step on the array. A left block is loaded when the first columns need it and
/// held for the others; a right block is loaded once for its rows. `resident` keeps a whole slab
/// (tm x K or K x tn) for all tiles that use it. `group` equal batch items make one step when the
/// problem is small.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/npu/array_timing.h"
#include "models/npu/lowering.h"

namespace fluxgate::npu {

enum class Resident { None, Left, Right };

struct Mapping {
  std::int64_t tm = 1, tn = 1, tk = 1, sm = 1, sn = 1, sk = 1, group = 1;
  Resident resident = Resident::None;
};
[[nodiscard]] std::string to_string(const Mapping& mapping);

/// A contraction with everything the mapper and the lowering need.
struct Gemm {
  Contraction shape;
  DType dtype = DType::Bf16;
  Traffic left, right, out;  // bytes a logical element of [m,k], [k,n], [m,n]
  Traffic extra;             // bytes loaded for the epilogue, an output element
  double epilogue_ops = 0, epilogue_special = 0;  // an output element
};
[[nodiscard]] Gemm describe(const Group& group, const Placement& placement);

struct Estimate {
  double cycles = 0, array_cycles = 0, memory_cycles = 0, vector_cycles = 0;
  double traffic_bytes = 0;
};

class Mapper {
 public:
  explicit Mapper(const Description& description);
  /// Throws ModelError when nothing fits.
  [[nodiscard]] Mapping choose(const Gemm& gemm, const std::string& name) const;
  [[nodiscard]] Estimate estimate(const Gemm& gemm, const Mapping& mapping) const;
  /// Empty when the mapping fits, else a sentence: what is needed and what is there.
  [[nodiscard]] std::string refusal(const Gemm& gemm, const Mapping& mapping) const;
  [[nodiscard]] std::vector<Mapping> candidates(const Gemm& gemm) const;

 private:
  [[nodiscard]] Mapping gemmini(const Gemm& gemm) const;
  [[nodiscard]] Mapping with_steps(const Gemm& gemm, Mapping mapping) const;
  [[nodiscard]] Mapping from_file(const std::string& name) const;
  const Description& d_;
  ArrayTiming timing_;
  double dram_bytes_per_s_ = 0;  // sustained when every core streams both operands
};

}  // namespace fluxgate::npu
