#include "models/sfq/circuit/recorder.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

constexpr double kVoltPerRate = kReducedFlux * 1e12;
constexpr double kAmperePerUa = 1e-6;

template <class List>
const typename List::value_type* find(const List& list, const std::string& name) {
  for (const auto& e : list)
    if (e.name == name) return &e;
  return nullptr;
}

}  // namespace

Recorder::Recorder(const Netlist& netlist, const System& system)
    : netlist_(netlist), system_(system), now_(static_cast<std::size_t>(system.unknowns)) {
  text_ = "time";
  for (const Output& o : netlist.outputs) text_ += fmt::format(",\"{}\"", o.label);
  text_ += '\n';
}

double Recorder::value(const Output& o, double time, const State& state) const {
  if (o.kind == Output::Kind::Current) return current(o.target, time, state);
  int plus = o.plus, minus = o.minus;
  if (!o.target.empty()) {
    const Element* e = nullptr;
    const auto look = [&](const auto& list) {
      if (e == nullptr) e = find(list, o.target);
    };
    look(netlist_.junctions), look(netlist_.resistors), look(netlist_.inductors);
    look(netlist_.capacitors), look(netlist_.sources), look(netlist_.lines);
    look(netlist_.controlled);
    plus = e->plus, minus = e->minus;
  }
  return o.kind == Output::Kind::Phase ? across(state.flux, plus, minus)
                                       : across(state.rate, plus, minus) * kVoltPerRate;
}

double Recorder::current(const std::string& target, double time, const State& s) const {
  const auto of = [&](const std::vector<double>& x, const Element& e) {
    return across(x, e.plus, e.minus);
  };
  if (const Resistor* r = find(netlist_.resistors, target))
    return kFlux / r->ohm * of(s.rate, *r) * kAmperePerUa;
  if (const Capacitor* c = find(netlist_.capacitors, target))
    return kFlux * c->pf * of(s.acceleration, *c) * kAmperePerUa;
  if (const Junction* j = find(netlist_.junctions, target)) {
    const double v = of(s.rate, *j);
    return (j->law.supercurrent(of(s.flux, *j)) + j->law.conductance * v + j->law.excess(v) +
            j->law.capacitance * of(s.acceleration, *j)) *
           kAmperePerUa;
  }
  if (find(netlist_.inductors, target) != nullptr) {
    double sum = 0;
    for (const InverseInductance& g : system_.inverse)
      if (netlist_.inductors[g.first].name == target)
        sum += g.value * of(s.flux, netlist_.inductors[g.second]);
    return sum * kAmperePerUa;
  }
  for (std::size_t i = 0; i < netlist_.sources.size(); ++i) {
    const Source& source = netlist_.sources[i];
    if (source.name != target) continue;
    const int unknown = system_.source_current[i];
    return (unknown < 0 ? source.wave.at(time)
                        : s.acceleration[static_cast<std::size_t>(unknown)]) *
           kAmperePerUa;
  }
  for (std::size_t i = 0; i < netlist_.controlled.size(); ++i) {
    const Controlled& e = netlist_.controlled[i];
    if (e.name != target) continue;
    const int unknown = system_.controlled_current[i];
    const double ua =
        unknown >= 0
            ? s.acceleration[static_cast<std::size_t>(unknown)] * (e.kind == 'F' ? e.gain : 1)
            : kFlux * e.gain * across(s.rate, e.control_plus, e.control_minus);
    return ua * kAmperePerUa;
  }
  throw ModelError(
      fmt::format("{}: the current into a transmission line is not recorded; print the "
                  "current of a resistor at its end",
                  target));
}

void Recorder::add_row(double time, const State& state) {
  text_ += fmt::format("{:.6e}", time * 1e-12);
  for (const Output& o : netlist_.outputs) text_ += fmt::format(",{:.6e}", value(o, time, state));
  text_ += '\n';
}

void Recorder::add_rows(double until, double time, double h, const State& before,
                        const State& after) {
  for (;; ++next_row_) {
    const double at =
        netlist_.print_start_ps + static_cast<double>(next_row_) * netlist_.print_step_ps;
    if (at > until) return;
    const double u = h > 0 ? std::clamp((at - time) / h, 0.0, 1.0) : 0;
    for (std::size_t i = 0; i < now_.flux.size(); ++i) {
      const Cubic cubic{before.flux[i], before.rate[i], after.flux[i], after.rate[i], h};
      now_.flux[i] = h > 0 ? cubic.value(u) : before.flux[i];
      now_.rate[i] = h > 0 ? cubic.rate(u) : before.rate[i];
      now_.acceleration[i] =
          before.acceleration[i] + u * (after.acceleration[i] - before.acceleration[i]);
    }
    add_row(at, now_);
  }
}

void Recorder::step(double time, double h, const State& before, const State& after) {
  // What lies before this step belongs to a time when everything slept.
  add_rows(std::nextafter(time, 0), time, 0, before, before);
  add_rows(time + h, time, h, before, after);
}

void Recorder::write(const std::string& path, const State& end) {
  add_rows(netlist_.timing.stop_ps * (1 + 1e-12), netlist_.timing.stop_ps, 0, end, end);
  const std::string part = path + ".part";
  std::ofstream file(part);
  file << text_;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(part, path, error);
  if (!file || error) {
    std::filesystem::remove(part, error);
    throw ConfigError(fmt::format("{}: cannot write this file", path));
  }
}

}  // namespace fluxgate::sfq
