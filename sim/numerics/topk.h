/// The k largest of a list of scores, largest first; among equal ones the lower index first. Twin
/// of fg_topk_router_argmax, used k times.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace fluxgate {

/// Indices; k at most the number of scores.
[[nodiscard]] std::vector<int> top_k(std::span<const std::int64_t> scores, int k);

}  // namespace fluxgate
