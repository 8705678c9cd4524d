/// Latency over samples of a network's dynamic parts.
#include <algorithm>
#include <cmath>

#include "sim/core/progress.h"
#include "sim/engine/engine.h"

namespace fluxgate {
namespace {

/// Nearest rank: the smallest value with at least `share` of all at or below it.
TimeFs percentile(const std::vector<TimeFs>& sorted, double share) {
  const auto rank =
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size()) - 1e-9));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

RunOptions of_sample(const RunOptions& options, std::int64_t sample) {
  RunOptions one = options;
  one.graph.sample = sample;
  return one;
}

}  // namespace

RunResult run_samples(Arch& arch, const RunOptions& options, std::int64_t samples) {
  std::vector<RunResult> results;
  std::vector<TimeFs> times;
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    tell_progress("samples", sample, samples);
    arch.datapath->set_state("");  // every sample finds an idle machine
    results.push_back(run(arch, of_sample(options, sample)));
    times.push_back(results.back().time);
  }
  tell_progress("samples", samples, samples);
  std::vector<TimeFs> sorted = times;
  std::sort(sorted.begin(), sorted.end());
  RunResult::Latency latency;
  latency.samples = samples;
  // In double: the sum of many long samples does not fit femtoseconds in 64 bits.
  double sum = 0;
  for (const TimeFs t : sorted) sum += static_cast<double>(t.value);
  latency.mean = TimeFs(std::llround(sum / static_cast<double>(samples)));
  latency.p50 = percentile(sorted, 0.5);
  latency.p90 = percentile(sorted, 0.9);
  latency.p99 = percentile(sorted, 0.99);
  latency.least = sorted.front();
  latency.most = sorted.back();
  const auto median = std::find(times.begin(), times.end(), latency.p50) - times.begin();
  RunResult result = std::move(results[static_cast<std::size_t>(median)]);
  result.latency = latency;
  return result;
}

}  // namespace fluxgate
