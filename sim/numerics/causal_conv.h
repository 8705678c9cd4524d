/// Causal depthwise convolution of one channel, width 4, fixed point:
///   y[t] = saturate16(round_half_even((sum of w[j] x[t - 3 + j], j = 0..3) / 2^F + bias)),
/// x before the block is 0. x, y and bias share a format, F are the fraction bits of w. The sum is
/// exact, so y is within 1/2 step of the real value before saturation. Twin of
/// fg_causal_conv1d_lane.
#pragma once
#include <array>
#include <cstdint>

namespace fluxgate {

inline constexpr std::size_t kCausalConvTaps = 4;

class CausalConvChannel {
 public:
  explicit CausalConvChannel(int fraction_bits) : fraction_bits_(fraction_bits) {}
  /// A block starts: the past is 0.
  void start(const std::array<std::int16_t, kCausalConvTaps>& taps, std::int16_t bias);
  [[nodiscard]] std::int16_t step(std::int16_t x);

 private:
  int fraction_bits_;
  std::array<std::int16_t, kCausalConvTaps> taps_{}, window_{};  // oldest first
  std::int16_t bias_ = 0;
};

}  // namespace fluxgate
