#include "sim/serve/step_time.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/engine/runner.h"

namespace fluxgate {
namespace {

struct Bracket {
  std::int64_t low, high;
  [[nodiscard]] double share(double at) const {
    return low == high ? 0 : (at - static_cast<double>(low)) / static_cast<double>(high - low);
  }
};

/// Every length up to 16, then steps of a quarter octave on whole numbers.
std::int64_t length_at(int index) {
  return index < 16 ? index + 1
                    : static_cast<std::int64_t>(std::llround(16 * std::exp2((index - 15) / 4.0)));
}
Bracket around_length(double at) {
  int i = 0;
  while (static_cast<double>(length_at(i)) < at) ++i;
  const std::int64_t high = length_at(i);
  return {i == 0 || static_cast<double>(high) == at ? high : length_at(i - 1), high};
}

/// 1, 2, 3, 4, 6, 8, 12, 16, ...
Bracket around_batch(std::int64_t at) {
  std::int64_t low = 1, high = 1;
  while (high < at) {
    low = high;
    high = high < 4 ? high + 1 : (high & (high - 1)) == 0 ? high / 2 * 3 : high / 3 * 4;
  }
  return {high == at ? high : low, high};
}

double between(double a, double b, double share) { return a + (b - a) * share; }

}  // namespace

StepTime::StepTime(Arch& arch, RunOptions options) : arch_(arch), options_(std::move(options)) {
  if (team_of(*arch.datapath).pipeline > 1)
    throw ModelError("serve: stages of a pipeline are not supported; split tensors instead");
}

double StepTime::exact_s(const std::string& phase, std::int64_t batch, std::int64_t seq) {
  const auto [at, is_new] = known_.try_emplace({phase, batch, seq}, 0.0);
  if (!is_new) return at->second;
  RunOptions options = options_;
  options.graph.phase = phase;
  options.graph.batch = batch;
  options.graph.seq = seq;
  arch_.datapath->set_state("");
  // What fits is the service's to decide: a grid point may lie beyond what it admits.
  RunResult result;
  Runner runner(arch_, options, result);
  const Shard part =
      shard(load_workload(options.workload, options.graph), team_of(*arch_.datapath).tensor);
  if (options.tier == Tier::Bound)
    runner.bound(part);
  else
    runner.run(part);
  if (!runner.broken().empty())
    throw std::logic_error("internal error, please report: " + runner.broken());
  return at->second = seconds(result.time);
}

double StepTime::along_seq_s(const std::string& phase, std::int64_t batch, double seq) {
  const Bracket b = around_length(seq);
  const double low = exact_s(phase, batch, b.low);
  return b.low == b.high ? low : between(low, exact_s(phase, batch, b.high), b.share(seq));
}

double StepTime::prefill_s(std::int64_t tokens) {
  return along_seq_s("prefill", 1, static_cast<double>(tokens));
}
double StepTime::decode_s(std::int64_t batch, double context) {
  const Bracket b = around_batch(batch);
  const double low = along_seq_s("decode", b.low, context);
  return b.low == b.high ? low
                         : between(low, along_seq_s("decode", b.high, context),
                                   b.share(static_cast<double>(batch)));
}

void StepTime::keep_error(double exact, double estimate) {
  worst_error_ = std::max(worst_error_, std::abs(estimate / exact - 1));
}
void StepTime::check_prefill(std::int64_t tokens) {
  keep_error(exact_s("prefill", 1, tokens), prefill_s(tokens));
}
void StepTime::check_decode(std::int64_t batch, double context) {
  const std::int64_t whole = std::llround(context);
  keep_error(exact_s("decode", batch, whole), decode_s(batch, static_cast<double>(whole)));
}

}  // namespace fluxgate
