#include "sim/numerics/lif.h"

#include "sim/numerics/fixed_point.h"

namespace fluxgate {

LifStep lif_step(std::int32_t membrane, std::int32_t current, const LifRule& rule) {
  const std::int32_t leak = rule.leak_shift == 0 ? 0 : membrane >> rule.leak_shift;
  const auto sum = static_cast<std::int32_t>(
      saturate(static_cast<std::int64_t>(membrane) - leak + current, kLifMembraneBits));
  if (sum < rule.threshold) return {sum, false};
  return {rule.reset == LifReset::Zero ? 0 : sum - rule.threshold, true};
}

}  // namespace fluxgate
