#include "sim/cosim/cosim.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "sim/core/interrupt.h"
#include "sim/core/progress.h"

namespace fluxgate {
namespace {

constexpr std::int64_t kWatchdogCycles = 100'000;
constexpr std::size_t kHistory = 8;

class CrossCheck {
 public:
  CrossCheck(const KernelKind& kernel, Side& model, Side& rtl, const CosimOptions& options)
      : kernel_(kernel),
        vectors_(read_vectors(kernel, options)),
        stimulus_(vectors_ ? SharedStimulus(vectors_->inputs)
                           : SharedStimulus(kernel, options.seed)),
        model_(kernel, model, stimulus_, options.stalls, options.seed),
        rtl_(kernel, rtl, stimulus_, options.stalls, options.seed) {
    result_.transactions =
        vectors_ ? static_cast<std::int64_t>(vectors_->expected.size()) : options.transactions;
    if (!options.waves.empty()) waves_ = kernel.open_waves(options.waves, model, rtl);
  }

  CosimResult run() {
    while (result_.matched < result_.transactions && !result_.mismatch) {
      if (model_.cycle() % 4096 == 0) {
        if (is_interrupted()) throw Interrupted();
        tell_progress("transactions", result_.matched, result_.transactions);
      }
      model_.step();
      rtl_.step();
      if (waves_) waves_->dump(rtl_.cycle() - 1);
      compare();
      if (!result_.mismatch) watch();
    }
    tell_progress("transactions", result_.transactions, result_.transactions);
    result_.model_cycles = model_.cycle();
    result_.rtl_cycles = rtl_.cycle();
    return std::move(result_);
  }

 private:
  static std::optional<Vectors> read_vectors(const KernelKind& kernel,
                                             const CosimOptions& options) {
    if (options.vectors.empty()) return std::nullopt;
    return kernel.read_vectors(options.vectors);
  }

  /// Inputs first: an output that is late because its input was taken late is not the cause.
  void compare() {
    for (std::size_t i = 0; i < kernel_.streams.inputs.size() && !result_.mismatch; ++i) {
      compare_stream(kernel_.streams.inputs[i], model_.accepted(i), rtl_.accepted(i),
                     compared_inputs_[i]);
      stimulus_.forget_before(i, std::min(model_.offered(i), rtl_.offered(i)));
    }
    for (std::size_t o = 0; o < kernel_.streams.outputs.size() && !result_.mismatch; ++o)
      compare_stream(kernel_.streams.outputs[o], model_.produced(o), rtl_.produced(o),
                     compared_outputs_[o]);
  }

  void compare_stream(const StreamSpec& spec, std::deque<Handshake>& model,
                      std::deque<Handshake>& rtl, std::int64_t& index) {
    while (!model.empty() && !rtl.empty()) {
      const Handshake& m = model.front();
      const Handshake& r = rtl.front();
      if (const auto lane = std::mismatch(m.beat.begin(), m.beat.end(), r.beat.begin()).first;
          lane != m.beat.end()) {
        note_value(spec, index, m, r, static_cast<std::size_t>(lane - m.beat.begin()), r.beat);
        return;
      }
      const std::int64_t difference = std::abs(m.cycle - r.cycle);
      result_.max_cycle_difference = std::max(result_.max_cycle_difference, difference);
      if (difference > kernel_.cycle_tolerance) {
        note(spec, index, spec.name + " (cycle)", m.cycle, r.cycle, 64, m, r);
        return;
      }
      if (!m.beat.empty() && !agrees_with_vectors(spec, index, m, r)) return;
      remember(spec, index, m);
      if (!m.beat.empty()) ++result_.matched;
      ++result_.handshakes;
      ++index;
      model.pop_front();
      rtl.pop_front();
    }
  }

  bool agrees_with_vectors(const StreamSpec& spec, std::int64_t index, const Handshake& m,
                           const Handshake& r) {
    if (!vectors_) return true;
    const Beat& expected = vectors_->expected[static_cast<std::size_t>(index)];
    const auto lane = std::mismatch(m.beat.begin(), m.beat.end(), expected.begin()).first;
    if (lane == m.beat.end()) return true;
    note_value(spec, index, m, r, static_cast<std::size_t>(lane - m.beat.begin()), expected);
    result_.mismatch->field += " (recorded)";
    return false;
  }

  void note_value(const StreamSpec& spec, std::int64_t index, const Handshake& m,
                  const Handshake& r, std::size_t lane, const Beat& other) {
    std::size_t first = 0;
    int bits = 64;
    for (const Field& field : spec.fields) {
      if (lane < first + static_cast<std::size_t>(field.lanes)) {
        bits = field.bits;
        break;
      }
      first += static_cast<std::size_t>(field.lanes);
    }
    note(spec, index, spec.lane_name(lane), m.beat[lane], other[lane], bits, m, r);
  }

  void note(const StreamSpec& spec, std::int64_t index, const std::string& field,
            std::int64_t model, std::int64_t rtl, int bits, const Handshake& m,
            const Handshake& r) {
    result_.mismatch = Mismatch{index,   spec.name, field,
                                model,   rtl,       bits,
                                m.cycle, r.cycle,   {history_.begin(), history_.end()}};
  }

  void remember(const StreamSpec& spec, std::int64_t index, const Handshake& m) {
    if (history_.size() == kHistory) history_.pop_front();
    const std::span<const std::int64_t> head(m.beat.data(),
                                             std::min<std::size_t>(8, m.beat.size()));
    history_.push_back(
        fmt::format("{} {} in cycle {}: {}{}", spec.name, index, m.cycle,
                    m.beat.empty() ? "accepted" : fmt::format("{}", fmt::join(head, " ")),
                    m.beat.size() > head.size() ? " ..." : ""));
  }

  /// A side that has stopped while the other went on has lost a handshake.
  void watch() {
    const std::int64_t model_idle = model_.cycle() - model_.last_transfer_cycle();
    const std::int64_t rtl_idle = rtl_.cycle() - rtl_.last_transfer_cycle();
    if (std::max(model_idle, rtl_idle) <= kWatchdogCycles) return;
    if (std::min(model_idle, rtl_idle) > kWatchdogCycles)
      throw DeadlockError(fmt::format("no transfer for {} cycles on either side: {}",
                                      kWatchdogCycles, rtl_.waiting()));
    const bool is_model_stuck = model_idle > rtl_idle;
    const Handshake model{is_model_stuck ? -1 : model_.last_transfer_cycle(), {}};
    const Handshake rtl{is_model_stuck ? rtl_.last_transfer_cycle() : -1, {}};
    note({}, result_.handshakes,
         fmt::format("lost handshake: {}", (is_model_stuck ? model_ : rtl_).waiting()), model.cycle,
         rtl.cycle, 64, model, rtl);
  }

  const KernelKind& kernel_;
  std::optional<Vectors> vectors_;
  SharedStimulus stimulus_;
  Environment model_, rtl_;
  CosimResult result_;
  std::unique_ptr<WaveFile> waves_;
  std::vector<std::int64_t> compared_inputs_ =
      std::vector<std::int64_t>(kernel_.streams.inputs.size());
  std::vector<std::int64_t> compared_outputs_ =
      std::vector<std::int64_t>(kernel_.streams.outputs.size());
  std::deque<std::string> history_;
};

}  // namespace

CosimResult cross_check(const KernelKind& kernel, Side& model, Side& rtl,
                        const CosimOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  CosimResult result = CrossCheck(kernel, model, rtl, options).run();
  result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace fluxgate
