/// Continuous batching (iteration-level scheduling): between iterations the service admits waiting
/// requests, oldest first, as long as their whole state (prompt and output) fits beside the weights
/// and the batch has room. Admitted prompts run next, up to `prefill_tokens` an iteration, and give
/// their first token; without any, every running sequence makes one token. A request that would
/// never fit is refused. Left out: preemption, chunks of prompts, sharing of prefixes, transport.
#pragma once
#include <optional>

#include "sim/serve/requests.h"
#include "sim/serve/step_time.h"

namespace fluxgate {

struct ServeLimits {
  std::int64_t max_batch = 256, prefill_tokens = 8192;
};
struct Spread {
  double mean = 0, p50 = 0, p95 = 0, p99 = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> values);

struct ServeResult {
  std::int64_t served = 0, refused = 0, waited_for_memory = 0;
  std::int64_t iterations = 0, prefill_iterations = 0, output_tokens = 0;
  Spread ttft_s, tpot_s, latency_s;
  double makespan_s = 0, busy_s = 0, mean_decode_batch = 0;
  Bytes weights{}, peak_memory{};
  std::optional<Bytes> capacity;
};

[[nodiscard]] ServeResult serve(Arch& arch, const RunOptions& options, StepTime& time,
                                const std::vector<Request>& requests, const ServeLimits& limits);

}  // namespace fluxgate
