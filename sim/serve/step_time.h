/// Time of one iteration of a service, from the engine: a prompt of `tokens`, or one token for each
/// of `batch` sequences with `context` tokens on average (the work of attention is linear in it).
/// The engine runs at grid points only, four to an octave of lengths, and 1, 2, 3, 4, 6, 8, 12, ...
/// sequences; between them time is linear. `worst_error` is what that costs where it was checked.
/// Every run of the engine starts from empty caches.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "sim/engine/engine.h"

namespace fluxgate {

class StepTime {
 public:
  StepTime(Arch& arch, RunOptions options);
  [[nodiscard]] double prefill_s(std::int64_t tokens);
  [[nodiscard]] double decode_s(std::int64_t batch, double context);
  /// Runs the engine at this very point and keeps the relative difference.
  void check_prefill(std::int64_t tokens);
  void check_decode(std::int64_t batch, double context);

  [[nodiscard]] std::int64_t engine_runs() const {
    return static_cast<std::int64_t>(known_.size());
  }
  [[nodiscard]] double worst_error() const { return worst_error_; }

 private:
  [[nodiscard]] double exact_s(const std::string& phase, std::int64_t batch, std::int64_t seq);
  [[nodiscard]] double along_seq_s(const std::string& phase, std::int64_t batch, double seq);
  void keep_error(double exact, double estimate);

  Arch& arch_;
  RunOptions options_;
  std::map<std::tuple<std::string, std::int64_t, std::int64_t>, double> known_;
  double worst_error_ = 0;
};

}  // namespace fluxgate
