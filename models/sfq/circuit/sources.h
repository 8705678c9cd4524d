/// All independent sources of a circuit during one interval between corners, as injected currents
/// s(t) and prescribed fluxes. Piecewise linear currents (dc, pwl, pulse, noise) are a value and a
/// slope a row; only the rest is evaluated at every stage.
///
/// Thermal noise as JoSIM 2.7 gives it (read from its behaviour and source, checked on neuron.csv):
/// a sample has the deviation sigma = sqrt(4 k T neb / (2 R)). An element with one end on ground
/// gets a fresh sample at every time step h of the deck: spectral density sigma^2 h. One between
/// two nodes is evaluated twice a step, which makes it straight pieces of T = 1/neb with
/// independent ends: density sigma^2 T / 2. (Nyquist's would be sigma^2 T; set .neb to 1/h to have
/// it on grounded elements.) Here a sample stands for `spacing` >= h with the same density below 1
/// THz. Seeded.
#pragma once
#include <random>
#include <vector>

#include "models/sfq/circuit/system.h"

namespace fluxgate::sfq {

/// Corners closer than this are one: rounding of sums of times.
inline constexpr double kSameTimePs = 1e-6;

class Sources {
 public:
  Sources(const Netlist& netlist, const System& system, std::uint64_t seed);

  /// All corners in (0, stop), ordered, without noise samples.
  [[nodiscard]] std::vector<Corner> corners() const;
  /// Prepares the interval that starts at `from`; `inside` is a time within it (noise may shorten
  /// the interval: see next_sample()).
  void enter(double from, double inside);
  /// Start of the next noise sample; infinity without noise.
  [[nodiscard]] double next_sample() const { return next_sample_; }
  /// Adds s(t): value + slope, rows given by `global`; -1 in `local` means the row is not needed.
  void add(double time, const std::vector<int>& global, const std::vector<int>& local,
           double* rhs) const;
  /// Current of source `i` out of its minus node, uA (I sources only).
  [[nodiscard]] double current(std::size_t i, double time) const;
  /// True when the injected current of this row changes within the interval.
  [[nodiscard]] bool varies(int row) const;
  [[nodiscard]] bool has_noise() const { return !noises_.empty(); }
  [[nodiscard]] bool act_before_zero() const;
  /// Settling phase of this length: the constant values before t = 0; voltages begin to add up.
  void enter_before_zero(double duration_ps);

 private:
  struct Noise {
    int plus, minus;
    double deviation, delay_ps;
    double from, to;  // sample at the start and the end of the interval
  };
  void add_noise(int plus, int minus, double deviation, double period_ps, double delay_ps);
  void draw();
  void inject(int plus, int minus, double value, double slope);
  [[nodiscard]] double prescribed_flux(const Waveform& wave, double time) const;

  const Netlist& netlist_;
  const System& system_;
  std::mt19937_64 random_;
  std::vector<Noise> noises_;
  double spacing_, next_sample_, last_sample_ = 0;
  double reference_ = 0;
  double settled_ps_ = 0;
  std::vector<double> value_, slope_;
  std::vector<std::size_t> smooth_;  // sources evaluated at every stage
  std::vector<char> is_smooth_row_;
};

}  // namespace fluxgate::sfq
