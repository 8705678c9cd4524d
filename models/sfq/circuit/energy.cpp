#include "models/sfq/circuit/energy.h"

#include <algorithm>
#include <cmath>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

/// uA * rad = 1e-6 A * Phi0/2pi Wb, in aJ.
constexpr double kAjPerUaRad = 1e-6 * kReducedFlux * 1e18;

double junction_energy(const JunctionLaw& law, double phase) {
  if (law.is_sine) return law.critical_ua * (1 - std::cos(phase));
  if (law.scale_ua != 0) {  // no closed form: integrate the current from the rest phase
    constexpr int kPanels = 256;
    const double from = law.phase_offset, h = (phase - from) / kPanels;
    double sum = 0;
    for (int i = 0; i < kPanels; ++i) sum += h * law.supercurrent(from + (i + 0.5) * h);
    return sum;
  }
  double sum = 0;
  for (std::size_t k = 0; k < law.harmonics.size(); ++k) {
    const auto n = static_cast<double>(k + 1);
    sum += law.critical_ua * law.harmonics[k] / n *
           (std::cos(n * law.phase_offset) - std::cos(n * (phase - law.phase_offset)));
  }
  return sum;
}

/// Current of a curved source above the straight line between the ends of the step.
double bulge(const Waveform& wave, double time, double h, double share) {
  const double inner = 1e-6 * h;
  const double from = wave.at(time + inner), to = wave.at(time + h - inner);
  return wave.at(time + std::clamp(share * h, inner, h - inner)) - from - (to - from) * share;
}

}  // namespace

double EnergyMeter::to_aj(double ua_rad) { return ua_rad * kAjPerUaRad; }

EnergyMeter::EnergyMeter(const Netlist& netlist, const System& system)
    : netlist_(netlist), system_(system) {}

void EnergyMeter::bind(const Window& window) {
  serial_ = window.serial();
  currents_.clear(), prescribed_.clear(), controlled_.clear(), resistors_.clear();
  curved_.clear();
  const auto is_awake = [&](const Element& e) {
    return (e.plus != kGround && window.local()[static_cast<std::size_t>(e.plus)] >= 0) ||
           (e.minus != kGround && window.local()[static_cast<std::size_t>(e.minus)] >= 0);
  };
  for (std::size_t i = 0; i < netlist_.sources.size(); ++i) {
    const Source& s = netlist_.sources[i];
    if (!is_awake(s)) continue;
    if (s.kind == Source::Kind::Current)
      currents_.push_back(&s);
    else
      prescribed_.push_back(i);
    if (s.kind == Source::Kind::Current && s.wave.is_curved()) curved_.push_back(&s);
  }
  for (std::size_t i = 0; i < netlist_.controlled.size(); ++i)
    if (is_awake(netlist_.controlled[i])) controlled_.push_back(i);
  for (const Resistor& r : netlist_.resistors)
    if (is_awake(r)) resistors_.push_back(&r);
}

/// Current of a controlled source out of its plus node into it, uA, from the values of a stage.
template <class Rate, class Current>
double EnergyMeter::controlled_current(std::size_t i, const Rate& rate,
                                       const Current& current) const {
  const Controlled& e = netlist_.controlled[i];
  if (e.kind == 'G') return kFlux * e.gain * (rate(e.control_plus) - rate(e.control_minus));
  return (e.kind == 'F' ? e.gain : 1) * current(system_.controlled_current[i]);
}

/// Work of the current sources: the integral of I dPhi by parts, I dPhi = d(I Phi) - I' Phi dt,
/// since fluxes are continuous where rates jump (a corner of a current into an inductor). I is
/// taken as a straight line here; add_stage() adds what a curved one differs from it.
void EnergyMeter::add_current_sources(double time, double h, const State& before,
                                      const State& after, const Stepper& stepper,
                                      const Window& window) {
  double work = 0;
  const auto place = [&](int node) {
    return node == kGround ? -1 : window.local()[static_cast<std::size_t>(node)];
  };
  for (const Source* source : currents_) {
    const Source& s = *source;
    const int plus = place(s.plus), minus = place(s.minus);
    const double start = -across(before.flux, s.plus, s.minus);
    const double end = -across(after.flux, s.plus, s.minus);
    const double inner = 1e-6 * h;  // a step may end at a jump
    const double from = s.wave.at(time + inner), to = s.wave.at(time + h - inner);
    work += to * end - from * start;
    if (to == from) continue;
    double area = 0;
    for (int stage = 0; stage < kStages; ++stage) {
      const auto flux = [&](int node, int local) {
        if (node == kGround) return 0.0;
        return local < 0 ? after.flux[static_cast<std::size_t>(node)]
                         : stepper.stage_flux(stage, static_cast<std::size_t>(local), h);
      };
      area += h * stage_weight(stage) * (flux(s.minus, minus) - flux(s.plus, plus));
    }
    work -= (to - from) / h * area;
  }
  sources_ += work * kAjPerUaRad;
}

void EnergyMeter::step(double time, double h, const State& before, const State& after,
                       const Stepper& stepper, const Window& window) {
  if (window.serial() != serial_) bind(window);
  add_current_sources(time, h, before, after, stepper, window);
  for (int stage = 0; stage < kStages; ++stage)
    if (stage_weight(stage) != 0) add_stage(stage, time, h, stepper, window);
}

void EnergyMeter::add_stage(int stage, double time, double h, const Stepper& stepper,
                            const Window& window) {
  // accept() has swapped the first and the last stage.
  const int at = stage == 0 ? kStages - 1 : stage == kStages - 1 ? 0 : stage;
  const auto value = [&](int node) {
    const int i = node == kGround ? -1 : window.local()[static_cast<std::size_t>(node)];
    return i < 0 ? 0.0 : stepper.stage_rate(at)[static_cast<std::size_t>(i)];
  };
  const auto voltage = [&](const Element& e) { return value(e.plus) - value(e.minus); };
  const auto current = [&](int unknown) {
    const int i = window.local()[static_cast<std::size_t>(unknown)];
    return i < 0 ? 0.0 : stepper.stage_acceleration(at)[static_cast<std::size_t>(i)];
  };
  double work = 0, heat = 0;
  for (const Source* s : curved_) work -= bulge(s->wave, time, h, stage_time(stage)) * voltage(*s);
  for (const std::size_t i : prescribed_)
    work -= current(system_.source_current[i]) * voltage(netlist_.sources[i]);
  for (const std::size_t i : controlled_)
    work -= controlled_current(i, value, current) * voltage(netlist_.controlled[i]);
  for (const Resistor* r : resistors_) heat += kFlux / r->ohm * voltage(*r) * voltage(*r);
  for (const std::size_t index : window.junction_index()) {
    const Junction& j = netlist_.junctions[index];
    const double v = voltage(j);
    heat += (j.law.conductance * v + j.law.excess(v)) * v;
  }
  sources_ += h * stage_weight(stage) * work * kAjPerUaRad;
  dissipated_ += h * stage_weight(stage) * heat * kAjPerUaRad;
}

double EnergyMeter::stored(const State& state) const {
  double sum = 0;
  for (const Capacitor& c : netlist_.capacitors) {
    const double v = across(state.rate, c.plus, c.minus);
    sum += kFlux * c.pf * v * v / 2;
  }
  for (const Junction& j : netlist_.junctions) {
    const double v = across(state.rate, j.plus, j.minus);
    sum +=
        j.law.capacitance * v * v / 2 + junction_energy(j.law, across(state.flux, j.plus, j.minus));
  }
  for (const InverseInductance& g : system_.inverse) {
    const Inductor &a = netlist_.inductors[g.first], &b = netlist_.inductors[g.second];
    sum += g.value / 2 * across(state.flux, a.plus, a.minus) * across(state.flux, b.plus, b.minus);
  }
  return sum * kAjPerUaRad;
}

}  // namespace fluxgate::sfq
