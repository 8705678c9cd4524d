#include "models/tensor_core/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/errors.h"

namespace fluxgate::tensor_core {
namespace {

bool is_contraction(const Operator& op) { return op.op_class == OpClass::Contraction; }
bool is_vector_class(const Operator& op) {
  return op.op_class == OpClass::Elementwise || op.op_class == OpClass::Reduction;
}

/// Fused kernels end at this head size. An implementation that is asked for must exist.
bool has_kernel(Launch launch) {
  constexpr std::int64_t kLargestHead = 256;
  const Operator& first = launch.front();
  const std::int64_t head =
      std::max(std::get<Contraction>(first.shape).k, std::get<Contraction>(launch.back().shape).n);
  if (head > kLargestHead && !first.implementation.empty())
    throw ModelError(
        fmt::format("tensor_core: no {} kernel for heads of {} (operator '{}'), the largest has {}",
                    first.implementation, head, first.name, kLargestHead));
  return head <= kLargestHead;
}

}  // namespace

bool is_attention(Launch launch) {
  if (launch.size() < 3 || !is_contraction(launch.front()) || !is_contraction(launch.back()))
    return false;
  return std::all_of(launch.begin() + 1, launch.end() - 1, is_vector_class);
}

std::size_t launch_size(const std::vector<Operator>& ops, std::size_t first, bool is_eager) {
  const std::string& fusion = ops[first].fusion;
  if (fusion.empty()) return 1;
  std::size_t end = first + 1;
  while (end < ops.size() && ops[end].fusion == fusion) ++end;
  const Launch all(ops.data() + first, end - first);
  if (is_contraction(ops[first]))
    for (std::size_t size = all.size(); size >= 3; --size)
      if (is_attention(all.subspan(0, size)) && has_kernel(all.subspan(0, size))) return size;
  if (is_eager) return 1;
  std::size_t size = 1;
  if (is_contraction(ops[first])) {
    while (size < all.size() && all[size].op_class == OpClass::Elementwise) ++size;
    return size;
  }
  if (!is_vector_class(ops[first])) return 1;
  while (size < all.size() && is_vector_class(all[size])) ++size;
  return size;
}

}  // namespace fluxgate::tensor_core
