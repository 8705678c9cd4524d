/// One side of a kernel driven with fixed beats: inputs always offered, outputs always taken except
/// in [blocked_from, blocked_to). Records the cycle of every transfer.
#pragma once
#include <deque>
#include <vector>

#include "sim/contract/kernel.h"

namespace fluxgate::test {

struct KernelRun {
  std::vector<std::vector<Beat>> inputs;  // beats of each input stream
  std::int64_t blocked_from = 0, blocked_to = 0;
  std::vector<std::vector<std::int64_t>> accepted{};  // cycles, for each input stream
  std::vector<std::vector<std::int64_t>> produced{};  // cycles, for each output stream
  std::vector<std::vector<Beat>> results{};

  /// Ends when nothing has moved for 200 cycles.
  void run(Side& side, const KernelStreams& streams);
};

}  // namespace fluxgate::test
