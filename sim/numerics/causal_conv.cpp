#include "sim/numerics/causal_conv.h"

#include <algorithm>

#include "sim/numerics/fixed_point.h"

namespace fluxgate {

void CausalConvChannel::start(const std::array<std::int16_t, kCausalConvTaps>& taps,
                              std::int16_t bias) {
  taps_ = taps;
  bias_ = bias;
  window_.fill(0);
}

std::int16_t CausalConvChannel::step(std::int16_t x) {
  std::rotate(window_.begin(), window_.begin() + 1, window_.end());
  window_.back() = x;
  std::int64_t sum = static_cast<std::int64_t>(bias_) * (std::int64_t{1} << fraction_bits_);
  for (std::size_t j = 0; j < kCausalConvTaps; ++j) sum += std::int64_t{taps_[j]} * window_[j];
  return static_cast<std::int16_t>(saturate(shift_half_even(sum, fraction_bits_), 16));
}

}  // namespace fluxgate
