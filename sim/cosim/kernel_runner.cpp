#include "sim/cosim/kernel_runner.h"

#include <fmt/format.h>

#include "sim/core/errors.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kIdleLimit = 100'000;

struct Result {
  Beat beat;
  std::int64_t cycle = 0;
};

/// One side that keeps running from call to call.
class Lane {
 public:
  Lane(const KernelKind& kernel, std::unique_ptr<Side> side)
      : kernel_(kernel), side_(std::move(side)) {
    side_->reset();
  }

  std::vector<Result> run(const std::vector<std::vector<Beat>>& inputs, std::size_t count) {
    std::vector<std::size_t> next(inputs.size(), 0);
    std::vector<Result> results;
    std::int64_t idle = 0;
    while (results.size() < count) {
      if (++idle > kIdleLimit)
        throw DeadlockError(fmt::format("{}: no transfer for {} cycles, {} of {} results",
                                        kernel_.summary, kIdleLimit, results.size(), count));
      if (step(inputs, next, results)) idle = 0;
    }
    return results;
  }
  [[nodiscard]] std::int64_t cycle() const { return cycle_; }

 private:
  bool step(const std::vector<std::vector<Beat>>& inputs, std::vector<std::size_t>& next,
            std::vector<Result>& results) {
    bool has_moved = false;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool is_valid = next[i] < inputs[i].size();
      side_->drive_input(i, is_valid, is_valid ? inputs[i][next[i]] : Beat());
    }
    for (std::size_t o = 0; o < kernel_.streams.outputs.size(); ++o) side_->drive_ready(o, true);
    side_->settle();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (next[i] >= inputs[i].size() || !side_->input_ready(i)) continue;
      ++next[i];
      has_moved = true;
    }
    if (side_->output_valid(0)) {
      results.push_back({Beat(kernel_.streams.outputs[0].lanes()), cycle_});
      side_->read_output(0, results.back().beat);
      has_moved = true;
    }
    side_->clock();
    ++cycle_;
    return has_moved;
  }

  const KernelKind& kernel_;
  std::unique_ptr<Side> side_;
  std::int64_t cycle_ = 0;
};

class ModelRunner final : public KernelRunner {
 public:
  explicit ModelRunner(const KernelKind& kernel) : lane_(kernel, kernel.make_model()) {}
  std::vector<Beat> run(const std::vector<std::vector<Beat>>& inputs, std::size_t count) override {
    std::vector<Beat> beats;
    for (Result& result : lane_.run(inputs, count)) beats.push_back(std::move(result.beat));
    return beats;
  }

 private:
  Lane lane_;
};

/// Gives on what the RTL gave.
class PairRunner final : public KernelRunner {
 public:
  PairRunner(const KernelKind& kernel, UnitReport& report)
      : kernel_(kernel),
        report_(report),
        model_(kernel, kernel.make_model()),
        rtl_(kernel, kernel.make_rtl()) {}

  std::vector<Beat> run(const std::vector<std::vector<Beat>>& inputs, std::size_t count) override {
    const std::vector<Result> expected = model_.run(inputs, count);
    std::vector<Beat> beats;
    std::size_t index = 0;
    for (Result& result : rtl_.run(inputs, count)) {
      compare(expected[index++], result);
      beats.push_back(std::move(result.beat));
    }
    report_.transactions += static_cast<std::int64_t>(count);
    report_.model_cycles = model_.cycle();
    report_.rtl_cycles = rtl_.cycle();
    return beats;
  }

 private:
  void compare(const Result& model, const Result& rtl) const {
    for (std::size_t lane = 0; lane < model.beat.size(); ++lane)
      if (model.beat[lane] != rtl.beat[lane])
        throw MismatchError(fmt::format(
            "{} in the loop: {} of result {} differs: model {} in cycle {}, RTL {} in cycle {}",
            report_.kernel, kernel_.streams.outputs[0].lane_name(lane), report_.transactions,
            model.beat[lane], model.cycle, rtl.beat[lane], rtl.cycle));
    if (std::abs(model.cycle - rtl.cycle) > kernel_.cycle_tolerance)
      throw MismatchError(
          fmt::format("{} in the loop: a result comes in cycle {} of the model, {} of the RTL",
                      report_.kernel, model.cycle, rtl.cycle));
  }
  const KernelKind& kernel_;
  UnitReport& report_;
  Lane model_, rtl_;
};

}  // namespace

std::shared_ptr<KernelRunner> run_model(const KernelKind& kernel) {
  return std::make_shared<ModelRunner>(kernel);
}
std::shared_ptr<KernelRunner> run_rtl_beside_model(const KernelKind& kernel, UnitReport& report) {
  return std::make_shared<PairRunner>(kernel, report);
}

}  // namespace fluxgate
