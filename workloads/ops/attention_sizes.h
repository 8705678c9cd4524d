/// Sizes of grouped-query attention (query head h reads key and value head h / (heads / kv_heads)),
/// and what its mask leaves to do. causal: query i of lq sees keys 0 .. lk-lq+i;
/// window > 0: of those, the last `window`. Only keys that some query sees are read.
#pragma once
#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {

struct AttentionSizes {
  std::int64_t b, heads, kv, lq, lk, d;
  explicit AttentionSizes(const OpArgs& a)
      : b(a.at("b")),
        heads(a.at("heads")),
        kv(a.at("kv_heads") == 0 ? heads : a.at("kv_heads")),
        lq(a.at("lq")),
        lk(a.at("lk")),
        d(a.at("d")) {
    if (kv < 1 || heads % kv != 0) throw std::invalid_argument("kv_heads must divide heads");
    if (a.at("causal") != 0 && lk < lq) throw std::invalid_argument("a causal mask needs lk >= lq");
  }
};

struct SeenKeys {
  std::int64_t read = 1;     // keys that take part
  std::int64_t counted = 1;  // a query, by the counting rule: a causal mask counts in full
  double density = 1.0;      // share of queries x read that the mask leaves
};

[[nodiscard]] inline SeenKeys seen_keys(std::int64_t lq, std::int64_t lk, bool is_causal,
                                        std::int64_t window) {
  if (!is_causal) return {lk, lk, 1.0};
  const auto queries = static_cast<double>(lq), first = static_cast<double>(lk - lq + 1);
  const auto most = static_cast<double>(window > 0 ? std::min(window, lk) : lk);
  // Queries see first, first + 1, ... keys until the window fills.
  const double growing = std::clamp(most - first, 0.0, queries);
  const double seen = growing * first + growing * (growing - 1) / 2 + (queries - growing) * most;
  const std::int64_t read = window > 0 ? std::min(lk, window + lq - 1) : lk;
  return {read, window > 0 ? std::min(lk, window) : lk, seen / queries / static_cast<double>(read)};
}

}  // namespace fluxgate
