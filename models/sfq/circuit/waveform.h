/// Independent sources as functions of time, as JoSIM 2.7 defines them (docs/syntax, time < 0 is
/// its settling phase): dc, pwl, pws, pulse, sin, exp, cus, noise.
///
/// Every waveform tells its corners, so that an error-controlled step never jumps over one.
/// Times in ps; values in the unit of the source (uA, mV*1e-3/ps for voltages see netlist.h, rad).
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/sfq/circuit/expression.h"
#include "models/sfq/circuit/statement.h"

namespace fluxgate::sfq {

struct Timing {
  double step_ps = 0, stop_ps = 0;
};

/// A corner: the slope changes; at a jump the value does too.
struct Corner {
  double time_ps;
  bool is_jump;
};

struct Waveform {
  enum class Kind { Dc, Pwl, Pws, Pulse, Sin, Exp, Custom, Noise } kind = Kind::Dc;
  std::vector<double> times;   // ps: knots, or the times of the definition
  std::vector<double> values;  // knots or amplitudes
  double damping = 0;          // 1/ps, sin
  double frequency = 0;        // 1/ps, sin
  int interpolation = 1;       // custom: 0 none, 1 linear, 2 cubic
  bool is_periodic = false;    // custom
  double noise_amplitude = 0;  // noise: standard deviation of a sample, before any scaling

  [[nodiscard]] double at(double time_ps) const;
  /// Integral from 0 to a time >= 0 (voltage sources prescribe a flux).
  [[nodiscard]] double integral(double time_ps) const;
  [[nodiscard]] bool acts_before_zero() const;
  /// Not straight between its corners.
  [[nodiscard]] bool is_curved() const {
    return kind == Kind::Pws || kind == Kind::Sin || kind == Kind::Exp ||
           (kind == Kind::Custom && interpolation == 2);
  }
  /// Corners in (0, stop), at most `limit` (a train of pulses may have very many).
  void corners(double stop_ps, std::vector<Corner>& out) const;
};

/// Reads `dc 5`, `5`, `pwl(...)`, ... from words[first...]. `scale` converts the deck's unit.
[[nodiscard]] Waveform read_waveform(const Statement& statement, std::size_t first,
                                     const Scope& scope, const Timing& timing, double scale);

}  // namespace fluxgate::sfq
