/// One step of the method: ESDIRK4(3)6L[2]SA (Kennedy, Carpenter 2003, the implicit part of
/// ARK4(3)6L[2]SA): six stages, order 4, embedded order 3, L-stable, stiffly accurate, gamma = 1/4.
///
/// Every stage solves (M + g D + g^2 K + B) x = s(t) - f - D rate - K flux, g = gamma h, for the
/// second derivatives. The matrix leaves out d f/d phi: with g omega_p << 1 the fixed point on f
/// shrinks by (g omega_p)^2 (about 0.02) a round, so that the factors depend on h alone and are
/// kept.
#pragma once
#include <vector>

#include "models/sfq/circuit/lines.h"
#include "models/sfq/circuit/window.h"

namespace fluxgate::sfq {

inline constexpr int kStages = 6;
/// Weight and place (0..1) of a stage in the quadrature of a step.
[[nodiscard]] double stage_weight(int stage);
[[nodiscard]] double stage_time(int stage);

class Stepper {
 public:
  struct Result {
    bool converged = false;
    double error = 0;  // of the junction phases (or nodes), in units of the tolerance
  };
  /// `plasma` is the largest Ic / C of the circuit, 1/ps^2.
  Stepper(const Sources& sources, const Lines& lines, double tolerance, double plasma)
      : sources_(sources), lines_(lines), tolerance_(tolerance), contraction_(plasma) {}

  /// Binds to a window and loads its part of the state.
  void attach(Window& window, const State& state);
  /// Tries a step from `time`; nothing changes until accept().
  Result attempt(double time, double h);
  /// Moves to the end of the last attempt and writes it to `state`.
  void accept(State& state);
  /// Stage values of the last accepted step, for integrals over it (energies): the first is the
  /// end of the step, the last its start.
  [[nodiscard]] const std::vector<double>& stage_rate(int stage) const { return rate_[stage]; }
  [[nodiscard]] const std::vector<double>& stage_acceleration(int stage) const {
    return acceleration_[stage];
  }
  /// Flux of a local unknown at a stage of the last accepted step of length h.
  [[nodiscard]] double stage_flux(int stage, std::size_t local, double h) const;
  [[nodiscard]] std::int64_t solves() const { return solves_; }

 private:
  bool solve_stage(int stage, double time, double h);
  void combine(int stage, double h);
  void evaluate(const std::vector<double>& x, double g);
  [[nodiscard]] double error(double h);
  [[nodiscard]] double tolerance() const;  // rad

  const Sources& sources_;
  const Lines& lines_;
  double tolerance_;
  Window* window_ = nullptr;
  std::size_t size_ = 0;
  std::vector<double> flux_;                                   // at the start of the step
  std::vector<double> rate_[kStages], acceleration_[kStages];  // [0] is the start of the step
  std::vector<double> known_rate_, known_flux_, rhs_, correction_, guess_, end_flux_;
  std::vector<double> phase_, previous_, phase_known_, phase_rate_, rate_known_, current_, before_;
  double contraction_;         // largest Ic / C, 1/ps^2
  bool is_above_gap_ = false;  // a junction of the last evaluation: the fixed point is slower
  double scale_ = 0;           // largest flux met, rad
  std::int64_t solves_ = 0;
};

}  // namespace fluxgate::sfq
