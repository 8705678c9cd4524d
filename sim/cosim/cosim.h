/// Cross-check of a kernel: model and RTL get the same stimulus under the same stalls; every beat
/// is compared bit for bit, every handshake by its cycle. Stops at the first divergence.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cosim/environment.h"

namespace fluxgate {

struct CosimOptions {
  std::uint64_t seed = 1;
  std::int64_t transactions = 10000;  // output beats to compare
  Stalls stalls = Stalls::Random;
  std::string waves;    // file, empty: none
  std::string vectors;  // file of recorded beats, empty: seeded stimulus
};

struct Mismatch {
  std::int64_t transaction = 0;
  std::string stream;
  std::string field;  // "c.data[3]", or "c (cycle)" when the value is right and the cycle is not
  std::int64_t model = 0, rtl = 0;
  int bits = 64;  // of the field, for hexadecimal
  std::int64_t model_cycle = 0, rtl_cycle = 0;
  std::vector<std::string> history;  // the transfers before, oldest first, 8 at most
};

struct CosimResult {
  std::int64_t transactions = 0;  // output beats that were asked for
  std::int64_t matched = 0;       // output beats equal in value and cycle
  std::int64_t handshakes = 0;    // transfers of all streams compared
  std::int64_t model_cycles = 0, rtl_cycles = 0;
  std::int64_t max_cycle_difference = 0;
  std::optional<Mismatch> mismatch;
  double wall_s = 0;
};

/// Throws DeadlockError when one side makes no transfer for 100,000 cycles and both agree so far.
[[nodiscard]] CosimResult cross_check(const KernelKind& kernel, Side& model, Side& rtl,
                                      const CosimOptions& options);

}  // namespace fluxgate
