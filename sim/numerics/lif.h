/// Leaky integrate-and-fire neuron on integers, one time step:
///   u = saturate(v - floor(v / 2^leak) + current), spike = u >= threshold,
///   v' = u - threshold or 0 after a spike, else u.
/// Leak 0 means none. floor() leaks too little for v > 0: without a spike v lies in [0, 2^leak)
/// above the real recurrence v' = v (1 - 2^-leak) + current. Twin of fg_lif_array_neuron.
#pragma once
#include <cstdint>

namespace fluxgate {

inline constexpr int kLifMembraneBits = 24;

enum class LifReset { Subtract, Zero };

struct LifRule {
  int leak_shift = 0;  // 0..15
  std::int32_t threshold = 1;
  LifReset reset = LifReset::Subtract;
};

struct LifStep {
  std::int32_t membrane = 0;
  bool is_spike = false;
};

[[nodiscard]] LifStep lif_step(std::int32_t membrane, std::int32_t current, const LifRule& rule);

}  // namespace fluxgate
