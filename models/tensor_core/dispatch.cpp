/// Which family of kernels runs a launch: the fused forms first, then the class of its first
/// operator. Reductions of up to kWindow columns (pooling) are elementwise: a thread does them
/// alone.
#include <algorithm>

#include "models/tensor_core/lowering.h"
#include "models/tensor_core/plan.h"

namespace fluxgate::tensor_core {
namespace {

constexpr std::int64_t kWindow = 64;

bool is_depthwise(const Contraction& c) { return c.batch > 1 && c.window > 1 && c.n <= 8; }

Candidates lower_class(const Context& c, Launch launch) {
  const Operator& first = launch.front();
  if (is_attention(launch)) return lower_attention(c, launch);
  switch (first.op_class) {
    case OpClass::Contraction:
      return is_depthwise(std::get<Contraction>(first.shape)) ? lower_depthwise(c, launch)
                                                              : lower_gemm(c, launch);
    case OpClass::Scan:
      return lower_scan(c, launch);
    case OpClass::Gather:
      return lower_gather(c, launch);
    case OpClass::Transform:
      return lower_transform(c, launch);
    default:
      break;
  }
  if (launch.size() == 1 && is_iterated(first)) return lower_iterated(c, launch);
  const bool has_rows = std::any_of(launch.begin(), launch.end(), [](const Operator& op) {
    const auto* r = std::get_if<Reduction>(&op.shape);
    return r != nullptr && (r->passes > 1 || r->cols > kWindow);
  });
  return has_rows ? lower_rowwise(c, launch) : lower_elementwise(c, launch);
}

}  // namespace

Candidates lower(const Context& c, Launch launch, Execution execution) {
  Candidates candidates = lower_class(c, launch);
  if (execution == Execution::Eager && launch.size() == 1)
    add_eager_kernels(c, launch.front(), candidates);
  return candidates;
}

}  // namespace fluxgate::tensor_core
