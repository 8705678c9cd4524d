#include "sim/numerics/selective_scan.h"

#include "sim/numerics/exponential.h"
#include "sim/numerics/fixed_point.h"

namespace fluxgate {
namespace {

constexpr int kValueBits = 8, kStepBits = 12, kStateBits = 16, kDecayBits = 20;

}  // namespace

std::int64_t SelectiveScanChannel::step(std::int64_t dt, std::int64_t x,
                                        std::span<const std::int64_t> b,
                                        std::span<const std::int64_t> c) {
  std::int64_t sum = d_ * x << (kStateBits - kValueBits);
  for (std::size_t s = 0; s < a_.size(); ++s) {
    const auto distance = static_cast<std::uint64_t>(dt * a_[s]);
    const std::int64_t decay = exp_negative(distance, kStepBits + kValueBits).fixed();
    const std::int64_t drive =
        shift_half_even(dt * x * b[s], kStepBits + 2 * kValueBits - kStateBits);
    h_[s] = saturate(shift_half_even(h_[s] * decay, kDecayBits) + drive, 32);
    sum += h_[s] * c[s];
  }
  return saturate(shift_half_even(sum, kStateBits), 16);
}

}  // namespace fluxgate
