/// Selective scan (Mamba) in fixed point, as fg_selective_scan makes it; for each channel
///   h[s] = exp(-dt a[s]) h[s] + dt x b[s],   y = sum of c[s] h[s] + d x.
/// Fraction bits: x, b, c, d, y 8; dt 12; a (magnitude of A) 8; h 16 in 32 bits; decay 20, cut.
/// dt x b and decay h are rounded half to even to 16 fraction bits, y to 8; h and y saturate.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace fluxgate {

class SelectiveScanChannel {
 public:
  SelectiveScanChannel() = default;
  SelectiveScanChannel(std::span<const std::int64_t> a, std::int64_t d)
      : a_(a.begin(), a.end()), h_(a.size()), d_(d) {}
  /// One step; b and c have a value for each state. Gives y.
  std::int64_t step(std::int64_t dt, std::int64_t x, std::span<const std::int64_t> b,
                    std::span<const std::int64_t> c);
  [[nodiscard]] std::span<const std::int64_t> state() const { return h_; }

 private:
  std::vector<std::int64_t> a_, h_;
  std::int64_t d_ = 0;
};

}  // namespace fluxgate
