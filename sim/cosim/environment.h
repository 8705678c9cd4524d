/// What surrounds one side of a cross-check: sources that offer the stimulus, sinks that take the
/// results, both with gaps. Gaps are a function of (seed, stream, cycle) alone, so two sides that
/// behave alike are driven alike, and each side can run ahead of the other.
///   none         inputs always valid, outputs always ready
///   random       valid rises in 3 of 4 cycles, ready in 3 of 4
///   adversarial  phases of 64 cycles: a starved input, a blocked output (long and in single
///   cycles),
///                ready only while nothing is valid, both at full rate
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/contract/kernel.h"

namespace fluxgate {

enum class Stalls { None, Random, Adversarial };
/// Throws UsageError naming the known ones.
[[nodiscard]] Stalls parse_stalls(const std::string& name);

/// A beat that was transferred.
struct Handshake {
  std::int64_t cycle = 0;
  Beat beat;
};

/// Beats of the stimulus, made once, dropped when both sides have taken them.
class SharedStimulus {
 public:
  SharedStimulus(const KernelKind& kernel, std::uint64_t seed);
  explicit SharedStimulus(std::vector<Beat> beats);  // recorded vectors, input stream 0 only
  /// Null past the end of recorded vectors.
  [[nodiscard]] const Beat* beat(std::size_t stream, std::int64_t index);
  void forget_before(std::size_t stream, std::int64_t index);

 private:
  struct Stream {
    std::deque<Beat> beats;
    std::int64_t first = 0, made = 0;
    std::size_t lanes = 0;
  };
  std::unique_ptr<Stimulus> stimulus_;  // empty: recorded
  std::vector<Stream> streams_;
};

class Environment {
 public:
  Environment(const KernelKind& kernel, Side& side, SharedStimulus& stimulus, Stalls stalls,
              std::uint64_t seed);
  /// One clock cycle.
  void step();

  [[nodiscard]] std::int64_t cycle() const { return cycle_; }
  /// Transfers of a stream that nobody has compared yet, oldest first.
  [[nodiscard]] std::deque<Handshake>& accepted(std::size_t input) { return accepted_[input]; }
  [[nodiscard]] std::deque<Handshake>& produced(std::size_t output) { return produced_[output]; }
  [[nodiscard]] std::int64_t offered(std::size_t input) const { return next_[input]; }
  [[nodiscard]] std::int64_t last_transfer_cycle() const { return last_transfer_cycle_; }
  /// Which streams wait for whom, for the watchdog.
  [[nodiscard]] std::string waiting() const;

 private:
  [[nodiscard]] bool is_open(std::size_t port, bool is_input) const;

  const KernelKind& kernel_;
  Side& side_;
  SharedStimulus& stimulus_;
  Stalls stalls_;
  std::uint64_t seed_;
  std::int64_t cycle_ = 0, last_transfer_cycle_ = 0;
  std::vector<std::int64_t> next_;  // index of the beat each input offers
  std::vector<char> is_offered_, is_ready_, was_valid_;
  std::vector<std::deque<Handshake>> accepted_, produced_;
};

}  // namespace fluxgate
