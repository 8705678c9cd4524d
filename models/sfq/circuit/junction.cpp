#include "models/sfq/circuit/junction.h"

#include <cmath>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

constexpr double kUaPerA = 1e6;
constexpr double kPfPerF = 1e12;
constexpr double kBcsRatio = 1.76;   // Delta(0) / (k Tc), BCS
constexpr double kJumpShare = 0.02;  // width of the ramp that stands for JoSIM's jump
constexpr double kVoltPerRate = kReducedFlux * 1e12;  // V per rad/ps

double conductance_of(double ohm) { return kFlux / ohm; }

double gap_joule(const JunctionModel& m) {
  const double reduced = m.temperature_k / m.critical_k;
  return kBcsRatio * kBoltzmann * m.critical_k * std::sqrt(std::cos(kPi / 2 * reduced * reduced));
}

}  // namespace

JunctionLaw make_law(const JunctionModel& m, double area) {
  JunctionLaw law;
  const double critical_a = m.critical_a * area;
  law.critical_ua = critical_a * kUaPerA;
  law.capacitance = kFlux * m.capacitance_f * area * kPfPerF;
  double normal_ohm = m.normal_ohm / area;
  if (m.is_thermal) {
    const double gap = gap_joule(m);
    law.tanh_argument = gap / (2 * kBoltzmann * m.temperature_k);
    normal_ohm = kPi * gap / (2 * kElementaryCharge * critical_a) * std::tanh(law.tanh_argument);
    law.scale_ua = kPi * gap / (2 * kElementaryCharge * normal_ohm) * kUaPerA;
    law.transparency = m.transparency;
  }
  law.is_linear = m.rtype == 0;
  law.subgap_ohm = law.is_linear ? normal_ohm : m.subgap_ohm / area;
  law.conductance = conductance_of(law.subgap_ohm);
  law.normal = conductance_of(normal_ohm);
  law.transition = kFlux * critical_a / (m.step_ratio * m.transition_v);
  law.lower = (m.gap_v - m.transition_v / 2) / kVoltPerRate;
  law.upper = (m.gap_v + m.transition_v / 2) / kVoltPerRate;
  law.phase_offset = m.phase_offset;
  law.harmonics = m.harmonics;
  law.is_sine = !m.is_thermal && m.phase_offset == 0 && m.harmonics.size() == 1;
  if (law.is_sine) law.critical_ua *= m.harmonics.front();
  return law;
}

double JunctionLaw::supercurrent(double phase) const {
  if (is_sine) return critical_ua * std::sin(phase);
  double sum = 0, half = 0;
  for (std::size_t k = 0; k < harmonics.size(); ++k) {
    const double angle = static_cast<double>(k + 1) * (phase - phase_offset);
    sum += harmonics[k] * std::sin(angle);
    half += harmonics[k] * std::sin(angle / 2);
  }
  if (scale_ua == 0) return critical_ua * sum;
  const double root = std::sqrt(1 - transparency * half * half);
  return scale_ua * sum / root * std::tanh(tanh_argument * root);
}

double JunctionLaw::excess(double rate) const {
  const double size = std::fabs(rate);
  if (is_linear || size <= lower) return 0;
  const double width = kJumpShare * (upper - lower);
  double current = (transition - conductance) * (std::fmin(size, upper) - lower);
  if (size > upper) {
    const double above = (normal - conductance) * size;
    const double share = std::fmin((size - upper) / width, 1.0);
    current += (above - current) * share;
  }
  return std::copysign(current, rate);
}

}  // namespace fluxgate::sfq
