#include "models/sfq/circuit/recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

constexpr double kVoltPerRate = kReducedFlux * 1e12;
constexpr double kAmperePerUa = 1e-6;

template <class List>
const typename List::value_type* find(const List& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

double Sample::flux(int plus, int minus) const {
  const Cubic cubic{across(before.flux, plus, minus), across(before.rate, plus, minus),
                    across(after.flux, plus, minus), across(after.rate, plus, minus), h};
  return h > 0 ? cubic.value(u) : cubic.start;
}
double Sample::rate(int plus, int minus) const {
  const Cubic cubic{across(before.flux, plus, minus), across(before.rate, plus, minus),
                    across(after.flux, plus, minus), across(after.rate, plus, minus), h};
  return h > 0 ? cubic.rate(u) : cubic.start_rate;
}
double Sample::acceleration(int plus, int minus) const {
  const double start = across(before.acceleration, plus, minus);
  return start + u * (across(after.acceleration, plus, minus) - start);
}

Recorder::Recorder(const Netlist& netlist, const System& system)
    : netlist_(netlist), system_(system) {
  text_ = "time";
  for (const Output& o : netlist.outputs) {
    text_ += fmt::format(",\"{}\"", o.label);
    columns_.push_back(column(o));
  }
  text_ += '\n';
}

Recorder::Column Recorder::column(const Output& o) const {
  if (o.kind == Output::Kind::Current) return current(o);
  const Ends a = o.target.empty() ? Ends{o.plus, o.minus} : ends(o.target);
  const Ends b = o.subtract.empty() ? Ends{kGround, kGround} : ends(o.subtract);
  if (o.kind == Output::Kind::Phase)
    return [a, b](const Sample& s) { return s.flux(a.plus, a.minus) - s.flux(b.plus, b.minus); };
  return [a, b](const Sample& s) {
    return (s.rate(a.plus, a.minus) - s.rate(b.plus, b.minus)) * kVoltPerRate;
  };
}

Recorder::Ends Recorder::ends(const std::string& name) const {
  const Element* e = nullptr;
  const auto look = [&](const auto& list) {
    if (e == nullptr) e = find(list, name);
  };
  look(netlist_.junctions), look(netlist_.resistors), look(netlist_.inductors);
  look(netlist_.capacitors), look(netlist_.sources), look(netlist_.lines);
  look(netlist_.controlled);
  return {e->plus, e->minus};
}

Recorder::Column Recorder::current(const Output& o) const {
  if (const Resistor* r = find(netlist_.resistors, o.target))
    return
        [r](const Sample& s) { return kFlux / r->ohm * s.rate(r->plus, r->minus) * kAmperePerUa; };
  if (const Capacitor* c = find(netlist_.capacitors, o.target))
    return [c](const Sample& s) {
      return kFlux * c->pf * s.acceleration(c->plus, c->minus) * kAmperePerUa;
    };
  if (const Junction* j = find(netlist_.junctions, o.target))
    return [j](const Sample& s) {
      const double v = s.rate(j->plus, j->minus);
      return (j->law.supercurrent(s.flux(j->plus, j->minus)) + j->law.conductance * v +
              j->law.excess(v) + j->law.capacitance * s.acceleration(j->plus, j->minus)) *
             kAmperePerUa;
    };
  if (find(netlist_.inductors, o.target) != nullptr) {
    std::vector<std::pair<double, const Inductor*>> parts;
    for (const InverseInductance& g : system_.inverse)
      if (netlist_.inductors[g.first].name == o.target)
        parts.emplace_back(g.value, &netlist_.inductors[g.second]);
    return [parts](const Sample& s) {
      double sum = 0;
      for (const auto& [value, l] : parts) sum += value * s.flux(l->plus, l->minus);
      return sum * kAmperePerUa;
    };
  }
  return source_current(o);
}

Recorder::Column Recorder::source_current(const Output& o) const {
  for (std::size_t i = 0; i < netlist_.sources.size(); ++i) {
    const Source& source = netlist_.sources[i];
    if (source.name != o.target) continue;
    const int unknown = system_.source_current[i];
    if (unknown >= 0)
      return [unknown](const Sample& s) { return s.acceleration(unknown, kGround) * kAmperePerUa; };
    return [&source](const Sample& s) { return source.wave.at(s.time) * kAmperePerUa; };
  }
  for (std::size_t i = 0; i < netlist_.controlled.size(); ++i) {
    const Controlled& e = netlist_.controlled[i];
    if (e.name != o.target) continue;
    const int unknown = system_.controlled_current[i];
    const double gain = e.kind == 'F' ? e.gain : 1;
    if (unknown >= 0)
      return [unknown, gain](const Sample& s) {
        return s.acceleration(unknown, kGround) * gain * kAmperePerUa;
      };
    return [&e](const Sample& s) {
      return kFlux * e.gain * s.rate(e.control_plus, e.control_minus) * kAmperePerUa;
    };
  }
  throw ConfigError(o.where, fmt::format("{}: the current into a transmission line is not "
                                         "recorded; print that of a resistor at its end",
                                         o.label));
}

void Recorder::add_rows(double until, double time, double h, const State& before,
                        const State& after) {
  for (;; ++next_row_) {
    const double at =
        netlist_.print_start_ps + static_cast<double>(next_row_) * netlist_.print_step_ps;
    if (at > until) return;
    const Sample sample{before, after, at, h, h > 0 ? std::clamp((at - time) / h, 0.0, 1.0) : 0};
    text_ += fmt::format("{:.6e}", at * 1e-12);
    for (const Column& column : columns_) text_ += fmt::format(",{:.6e}", column(sample));
    text_ += '\n';
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
