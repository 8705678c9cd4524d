#include "models/sfq/circuit/energy.h"

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

}  // namespace

double EnergyMeter::to_aj(double ua_rad) { return ua_rad * kAjPerUaRad; }

EnergyMeter::EnergyMeter(const Netlist& netlist, const System& system)
    : netlist_(netlist), system_(system) {}

void EnergyMeter::bind(const Window& window) {
  serial_ = window.serial();
  currents_.clear(), prescribed_.clear(), resistors_.clear();
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
  }
  for (const Resistor& r : netlist_.resistors)
    if (is_awake(r)) resistors_.push_back(&r);
}

/// Work of the current sources: the integral of I dPhi by parts, I dPhi = d(I Phi) - I' Phi dt,
/// since fluxes are continuous where rates jump (a corner of a current into an inductor).
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
  const std::vector<int>& local = window.local();
  for (int stage = 0; stage < kStages; ++stage) {
    const double weight = h * stage_weight(stage);
    if (weight == 0) continue;
    // accept() has swapped the first and the last stage.
    const int at = stage == 0 ? kStages - 1 : stage == kStages - 1 ? 0 : stage;
    const std::vector<double>& rate = stepper.stage_rate(at);
    const auto value = [&](int node) {
      const int i = node == kGround ? -1 : local[static_cast<std::size_t>(node)];
      return i < 0 ? 0.0 : rate[static_cast<std::size_t>(i)];
    };
    double work = 0, heat = 0;
    for (const std::size_t i : prescribed_) {
      const Source& s = netlist_.sources[i];
      const int current = local[static_cast<std::size_t>(system_.source_current[i])];
      if (current < 0) continue;
      work -= stepper.stage_acceleration(at)[static_cast<std::size_t>(current)] *
              (value(s.plus) - value(s.minus));
    }
    for (const Resistor* r : resistors_) {
      const double v = value(r->plus) - value(r->minus);
      heat += kFlux / r->ohm * v * v;
    }
    for (const std::size_t index : window.junction_index()) {
      const Junction& j = netlist_.junctions[index];
      const double v = value(j.plus) - value(j.minus);
      heat += (j.law.conductance * v + j.law.excess(v)) * v;
    }
    sources_ += weight * work * kAjPerUaRad;
    dissipated_ += weight * heat * kAjPerUaRad;
  }
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
