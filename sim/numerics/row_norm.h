/// Layer norm and RMS norm of a row in fixed point, as fg_row_norm makes them: with N columns,
/// S = sum of x (0 for RMS norm), Q = sum of x^2, exact in integers,
///   normal = (N x - S) / sqrt(N Q - S^2 + epsilon N^2), rounded half to even to 14 fraction bits,
///   y = normal * gain + bias, rounded half to even to 8 fraction bits, saturated at 16 bits.
/// x, bias, y: 8 fraction bits; gain: 12; epsilon: one unit of x^2, 2^-16.
#pragma once
#include <cstdint>
#include <span>

#include "sim/numerics/reciprocal.h"

namespace fluxgate {

enum class Norm { Layer, Rms };

class RowNorm {
 public:
  struct Row {
    std::int64_t columns = 0, sum = 0;
    Scaled inverse_spread;
  };
  explicit RowNorm(Norm kind) : kind_(kind) {}
  void add(std::span<const std::int64_t> values);
  [[nodiscard]] Row finish() const;
  [[nodiscard]] static std::int64_t normalise(const Row& row, std::int64_t value, std::int64_t gain,
                                              std::int64_t bias);

 private:
  Norm kind_;
  std::int64_t columns_ = 0, sum_ = 0, squares_ = 0;
};

}  // namespace fluxgate
