#include "sim/serve/service.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "sim/core/interrupt.h"
#include "sim/core/progress.h"
#include "sim/engine/team_run.h"

namespace fluxgate {
namespace {

/// State of a sequence by its length, and what is taken before any sequence runs; of one machine
/// where a team splits tensors.
class Memory {
 public:
  Memory(Arch& arch, const RunOptions& options, const std::vector<Request>& requests)
      : options_(options),
        ranks_(team_of(*arch.datapath).tensor),
        capacity_(arch.datapath->memory_capacity()) {
    std::int64_t longest = 1;
    for (const Request& r : requests) longest = std::max(longest, r.prompt);
    const Graph smallest = graph("prefill", 1);
    arch.datapath->check(smallest);
    check_memory(smallest, *arch.datapath);
    const Graph largest = graph("prefill", longest);
    const Totals t = count(largest);
    weights_ = t.weight_bytes;
    // Weights and the activations of the longest prompt stay reserved.
    fixed_ = memory_need(largest, *arch.datapath) - t.state_bytes;
    used_ = peak_ = fixed_;
  }

  [[nodiscard]] Bytes of(const Request& r) {
    const auto [at, is_new] = states_.try_emplace(r.prompt + r.output, Bytes(0));
    if (is_new) at->second = count(graph("decode", r.prompt + r.output)).state_bytes;
    return at->second;
  }
  [[nodiscard]] bool fits_ever(const Request& r) {
    return !capacity_ || fixed_ + of(r) <= *capacity_;
  }
  [[nodiscard]] bool fits_now(const Request& r) {
    return !capacity_ || used_ + of(r) <= *capacity_;
  }
  void take(const Request& r) {
    used_ += of(r);
    peak_ = std::max(peak_, used_);
  }
  void give_back(const Request& r) { used_ = used_ - of(r); }
  void report(ServeResult& result) const {
    result.weights = weights_;
    result.peak_memory = peak_;
    result.capacity = capacity_;
  }

 private:
  [[nodiscard]] Graph graph(const std::string& phase, std::int64_t seq) const {
    WorkloadOptions o = options_.graph;
    o.phase = phase;
    o.batch = 1;
    o.seq = seq;
    return shard(load_workload(options_.workload, o), ranks_).graph;
  }
  const RunOptions& options_;
  const std::int64_t ranks_;
  std::optional<Bytes> capacity_;
  Bytes weights_{}, fixed_{}, used_{}, peak_{};
  std::map<std::int64_t, Bytes> states_;
};

struct Running {
  Request request;
  std::int64_t made = 0;
  double first_s = 0;
};

class Service {
 public:
  Service(Arch& arch, const RunOptions& options, StepTime& time, const ServeLimits& limits,
          const std::vector<Request>& requests)
      : time_(time), limits_(limits), memory_(arch, options, requests) {
    for (const Request& r : requests) {
      if (memory_.fits_ever(r))
        coming_.push_back(r);
      else
        ++result_.refused;
    }
  }

  ServeResult run() {
    const auto total = static_cast<std::int64_t>(coming_.size());
    while (!coming_.empty() || !admitted_.empty() || !running_.empty()) {
      if (is_interrupted()) throw Interrupted();
      tell_progress("requests", total - static_cast<std::int64_t>(coming_.size()), total);
      admit();
      if (!admitted_.empty())
        prefill();
      else if (!running_.empty())
        decode();
      else
        now_s_ = std::max(now_s_, coming_.front().arrival_s);
    }
    finish();
    return result_;
  }

 private:
  void admit() {
    while (!coming_.empty() && coming_.front().arrival_s <= now_s_) {
      const auto batch = static_cast<std::int64_t>(running_.size() + admitted_.size());
      if (batch >= limits_.max_batch) return;
      if (!memory_.fits_now(coming_.front())) {
        if (!head_waits_) ++result_.waited_for_memory;
        head_waits_ = true;
        return;
      }
      head_waits_ = false;
      memory_.take(coming_.front());
      admitted_.push_back(coming_.front());
      coming_.pop_front();
    }
  }
  void advance(double step_s) {
    now_s_ += step_s;
    result_.busy_s += step_s;
    ++result_.iterations;
  }
  void prefill() {
    std::vector<Request> now;
    double step_s = 0;
    std::int64_t tokens = 0;
    while (!admitted_.empty() &&
           (now.empty() || tokens + admitted_.front().prompt <= limits_.prefill_tokens)) {
      tokens += admitted_.front().prompt;
      step_s += time_.prefill_s(admitted_.front().prompt);
      now.push_back(admitted_.front());
      admitted_.pop_front();
    }
    advance(step_s);
    if (++result_.prefill_iterations % kCheckEvery == 1) time_.check_prefill(now.front().prompt);
    for (const Request& r : now) {
      ttft_.push_back(now_s_ - r.arrival_s);
      running_.push_back({r, 1, now_s_});
    }
    retire();
  }
  void decode() {
    double context = 0;
    for (const Running& r : running_) context += static_cast<double>(r.request.prompt + r.made);
    const auto batch = static_cast<std::int64_t>(running_.size());
    context /= static_cast<double>(batch);
    advance(time_.decode_s(batch, context));
    if (decodes_++ % kCheckEvery == 0 && checks_++ < kMostChecks)
      time_.check_decode(batch, context);
    decoded_ += batch;
    for (Running& r : running_) ++r.made;
    retire();
  }
  void retire() {
    for (const Running& r : running_) {
      if (r.made < r.request.output) continue;
      memory_.give_back(r.request);
      latency_.push_back(now_s_ - r.request.arrival_s);
      result_.output_tokens += r.made;
      if (r.made > 1) tpot_.push_back((now_s_ - r.first_s) / static_cast<double>(r.made - 1));
    }
    std::erase_if(running_, [](const Running& r) { return r.made >= r.request.output; });
  }
  void finish() {
    result_.served = static_cast<std::int64_t>(latency_.size());
    result_.ttft_s = spread_of(ttft_);
    result_.tpot_s = spread_of(tpot_);
    result_.latency_s = spread_of(latency_);
    result_.makespan_s = now_s_;
    if (decodes_ > 0)
      result_.mean_decode_batch = static_cast<double>(decoded_) / static_cast<double>(decodes_);
    memory_.report(result_);
  }

  static constexpr std::int64_t kCheckEvery = 97, kMostChecks = 12;
  StepTime& time_;
  const ServeLimits limits_;
  Memory memory_;
  std::deque<Request> coming_, admitted_;
  std::vector<Running> running_;
  std::vector<double> ttft_, tpot_, latency_;
  ServeResult result_;
  double now_s_ = 0;
  std::int64_t decodes_ = 0, decoded_ = 0, checks_ = 0;
  bool head_waits_ = false;
};

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {  // nearest rank
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
  };
  double sum = 0;
  for (const double v : values) sum += v;
  return {sum / static_cast<double>(values.size()), at(0.50), at(0.95), at(0.99)};
}

ServeResult serve(Arch& arch, const RunOptions& options, StepTime& time,
                  const std::vector<Request>& requests, const ServeLimits& limits) {
  return Service(arch, options, time, limits, requests).run();
}

}  // namespace fluxgate
