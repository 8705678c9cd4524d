/// 1/v and 1/sqrt(v) of an integer by a table seed and two Newton steps, as fg_reciprocal and
/// fg_reciprocal_sqrt make them: v is scaled to 20 fraction bits (the rest is cut), seeds have 10.
/// A seed errs by 1.6 % at most (half an interval and its rounding), so Newton leaves 1e-7 (1/v)
/// and 3e-7 (1/sqrt v); with the cuts the mantissa errs by at most 3 and 2 units of 2^-20.
#pragma once
#include <cstdint>

namespace fluxgate {

/// mantissa * 2^-(20 + exponent), mantissa about 2^19 .. 2^20.
struct Scaled {
  std::int64_t mantissa = 0;
  int exponent = 0;
};

/// Both give a mantissa of 0 for 0.
[[nodiscard]] Scaled reciprocal(std::uint64_t value);
[[nodiscard]] Scaled reciprocal_sqrt(std::uint64_t value);

}  // namespace fluxgate
