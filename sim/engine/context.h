/// A language model against the length of its context: time of the prefill and of one decoded
/// token, what the memory holds, and the longest context that fits.
///
/// Recurrent state = the part of the state that does not grow with the context (from contexts 1 and
/// 2); the rest is KV cache. The longest context is found by doubling and bisection over the memory
/// need, without a run; a context beyond it has no time.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/engine.h"

namespace fluxgate {

struct ContextPoint {
  std::int64_t context = 0;
  MemoryNeed prefill_memory, decode_memory;
  Bytes kv_cache{}, recurrent_state{};
  std::optional<TimeFs> prefill, decode;          // empty: does not fit
  std::map<std::string, double> prefill_classes;  // share of the time by class of operator
};

struct ContextStudy {
  std::string workload;
  std::int64_t params = 0;
  std::optional<Bytes> capacity;
  std::optional<std::int64_t> longest_prefill, longest_decode;  // empty: none, or without end
  std::vector<ContextPoint> points;
};

/// ConfigError when the network has no prefill and decode.
[[nodiscard]] ContextStudy study_context(Arch& arch, const RunOptions& options,
                                         const std::vector<std::int64_t>& contexts);

}  // namespace fluxgate
