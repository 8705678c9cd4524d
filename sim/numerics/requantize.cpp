#include "sim/numerics/requantize.h"

#include "sim/numerics/fixed_point.h"

namespace fluxgate {

std::int32_t requantize(std::int32_t accumulator, const Requantization& channel) {
  const std::int64_t product = static_cast<std::int64_t>(accumulator) * channel.multiplier;
  return static_cast<std::int32_t>(
      saturate(shift_half_even(product, channel.shift) + channel.zero_point, 8));
}

}  // namespace fluxgate
