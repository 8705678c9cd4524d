/// Josephson junction, RCSJ model of JoSIM 2.7 (docs/syntax, docs/comp_stamps):
///
///   i = i_s(phi) + i_qp(v) + C dv/dt,       v = (Phi0/2pi) dphi/dt
///   i_s = Ic * sum_k cpr_k sin(k (phi - phi_offset))        without T, TC and D in the model
///   i_s = pi Delta/(2 e Rn) * sin / sqrt(1 - D sin^2(phi/2)) * tanh(Delta/(2 k T) sqrt(...)) else,
///         Delta = 1.76 k Tc sqrt(cos(pi/2 (T/Tc)^2)), Rn from Ic (Haberkorn)
///   i_qp: v/R0 below vg - delv/2 (rtype 1), slope Ic/(icfct delv) over the gap, v/Rn above;
///         v/Rn everywhere for rtype 0.
/// `area` multiplies Ic and C and divides R0 and Rn; `ic` sets area = ic / icrit.
/// JoSIM's current jumps at vg + delv/2; here the jump is a ramp over 2 % of delv.
/// Leaves out: hysteresis of R0, microscopic (Werthamer) response.
#pragma once
#include <vector>

namespace fluxgate::sfq {

/// Parameters of `.model`, in SI units, JoSIM's defaults.
struct JunctionModel {
  double gap_v = 2.8e-3, transition_v = 0.1e-3;
  double critical_a = 1e-3;
  double normal_ohm = 5, subgap_ohm = 30;
  double capacitance_f = 2.5e-12;
  double temperature_k = 4.2, critical_k = 9.1;
  double transparency = 0;
  double step_ratio = 0.7853981633974483;  // pi/4
  double phase_offset = 0;
  std::vector<double> harmonics{1.0};
  int rtype = 1;
  bool is_thermal = false;  // T, TC or D given
};

/// One junction, in solver units (uA, pF, rad, rad/ps; conductances in uA per rad/ps).
struct JunctionLaw {
  double critical_ua = 0;
  double capacitance = 0;             // uA per rad/ps^2
  double conductance = 0;             // below the gap
  double lower = 0, upper = 0;        // rad/ps
  double transition = 0, normal = 0;  // conductances; equal to `conductance` when linear
  double phase_offset = 0;
  bool is_linear = true;  // rtype 0
  bool is_sine = true;    // one harmonic, no offset, not thermal
  std::vector<double> harmonics;
  double transparency = 0, tanh_argument = 0, scale_ua = 0;  // thermal form
  double subgap_ohm = 0;                                     // for its noise

  /// Supercurrent, uA.
  [[nodiscard]] double supercurrent(double phase) const;
  /// Quasi-particle current above the linear subgap part, uA; 0 below the gap.
  [[nodiscard]] double excess(double rate) const;
};

[[nodiscard]] JunctionLaw make_law(const JunctionModel& model, double area);

}  // namespace fluxgate::sfq
