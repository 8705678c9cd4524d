#include "models/sfq/characterise/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/transient.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

constexpr double kBiasIsUpPs = 20;  // biases ramp for 5 ps, then the circuit settles
constexpr double kTailPs = 60;      // after the last stimulus
constexpr double kAjPerUaRad = 1e-6 * kReducedFlux * 1e18;

/// The pulses of the library's benches: 600 uA; data up in 3 ps and down in 3, clock up in 2, on
/// for 1.
std::string pulses(std::vector<double> times, Stimulus kind) {
  const double up = kind == Stimulus::Clock ? 2 : 3, on = kind == Stimulus::Clock ? 1 : 0;
  std::sort(times.begin(), times.end());
  std::string text = "pwl(0 0";
  for (const double t : times)
    text += fmt::format(" {:.6f}p 0 {:.6f}p 600u {:.6f}p 600u {:.6f}p 0", t, t + up, t + up + on,
                        t + 2 * up + on);
  return text + ")";
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string single_source(const std::string& pin, const std::vector<double>& times,
                          const std::string& bias, Stimulus kind) {
  return fmt::format("I_{0} 0 s_{0} {1}\nXSOURCE{0} SOURCECELL s_{0} m_{0}{2}\n", pin,
                     pulses(times, kind), bias);
}

/// Two converters take turns: one alone needs more than 10 ps between pulses.
std::string doubled_source(const std::string& pin, const std::vector<double>& times,
                           const std::string& bias, Stimulus kind) {
  std::vector<double> turn[2];
  for (std::size_t i = 0; i < times.size(); ++i) turn[i % 2].push_back(times[i]);
  return fmt::format(
      ".include merge.cir\nI1_{0} 0 s1_{0} {1}\nXSOURCE1{0} SOURCECELL s1_{0} u_{0}{3}\n"
      "I2_{0} 0 s2_{0} {2}\nXSOURCE2{0} SOURCECELL s2_{0} w_{0}{3}\n"
      "XMERGE{0} MERGE u_{0} w_{0} m_{0}{3}\n",
      pin, pulses(turn[0], kind), pulses(turn[1], kind), bias);
}

std::string deck_text(const Cell& cell, const std::vector<std::vector<double>>& stimuli,
                      const BenchOptions& o) {
  std::string text = ".include bench.cir\n.include " + cell.file + "\n";
  const bool has_other_load = !o.load.empty() && o.load != cell.subcircuit;
  if (has_other_load) text += ".include " + lower(o.load) + ".cir\n";
  const std::string bias = fmt::format(" bias={}", o.global_bias);
  std::string ports;
  double last = 0;
  for (std::size_t i = 0; i < cell.inputs.size(); ++i) {
    const std::string& pin = cell.inputs[i].name;
    const Stimulus kind = static_cast<int>(i) == cell.clock ? Stimulus::Clock : Stimulus::Data;
    if (cell.is_current_driven) {
      text += fmt::format("I_{0} 0 p_{0} {1}\n", pin, pulses(stimuli[i], kind));
    } else {
      text += static_cast<int>(i) == o.doubled_input ? doubled_source(pin, stimuli[i], bias, kind)
                                                     : single_source(pin, stimuli[i], bias, kind);
      text += fmt::format("XLOADIN{0} LOADINCELL m_{0} p_{0}{1}\n", pin, bias);
    }
    ports += " p_" + pin;
    for (const double t : stimuli[i]) last = std::max(last, t);
  }
  for (const Pin& pin : cell.outputs) {
    const std::string& name = pin.name;
    ports += " o_" + name;
    if (cell.is_level) {
      text += fmt::format("XSINK{0} SINKCELL o_{0}\n", name);
    } else if (o.load.empty()) {
      text += fmt::format("XLOADOUT{0} LOADOUTCELL o_{0} e_{0}{1}\nXSINK{0} SINKCELL e_{0}\n", name,
                          bias);
    } else {
      text += fmt::format(
          "XLOADOUT{0} {2} o_{0} e_{0} f_{0}{1}\nXSINK{0} SINKCELL e_{0}\n"
          "XSINKF{0} SINKCELL f_{0}\n",
          name, bias, o.load);
    }
  }
  text += fmt::format("XDUT {}{} bias={}\n.tran 0.05p {}p\n", cell.subcircuit, ports,
                      o.global_bias * o.dut_bias, std::max(last, kBiasIsUpPs) + kTailPs);
  if (o.temperature_k > 0) text += fmt::format(".temp {}\n.neb 1T\n", o.temperature_k);
  if (o.spread > 0) text += fmt::format(".spread {}\n", o.spread);
  return text;
}

std::string deck_name(const Cell& cell) {
  return share_path("models/sfq/circuits/") + "bench of " + cell.id;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

bool is_of_cell(const std::string& name) {
  return name.size() > 5 && name.compare(name.size() - 5, 5, "|XDUT") == 0;
}

}  // namespace

BenchRun run_bench(const Cell& cell, const std::vector<std::vector<double>>& stimuli,
                   const BenchOptions& options) {
  const Netlist netlist =
      read_deck_text(deck_text(cell, stimuli, options), deck_name(cell), options.seed);
  BenchRun run;
  TransientOptions transient;
  transient.seed = options.seed;
  transient.on_step = [&](double time, double, const State& before, const State& after,
                          const Stepper&, const Window&) {
    if (time < kBiasIsUpPs) return;
    for (const Source& s : netlist.sources)
      if (is_of_cell(s.name))
        run.bias_work_aj +=
            kAjPerUaRad * s.wave.values.back() *
            (across(before.flux, s.plus, s.minus) - across(after.flux, s.plus, s.minus));
  };
  const TransientResult result = run_transient(netlist, transient);
  const auto pulses_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < netlist.junctions.size(); ++i)
      if (netlist.junctions[i].name == name) return result.pulses_ps[i];
    throw ConfigError(fmt::format("cell {}: its circuit has no junction {}", cell.id, name));
  };
  if (cell.is_current_driven) run.arrivals = stimuli;
  for (const Pin& pin : cell.inputs)
    if (!cell.is_current_driven) run.arrivals.push_back(pulses_of(pin.junction + "|XDUT"));
  for (const Pin& pin : cell.outputs) {
    run.outputs.push_back(pulses_of(pin.junction + "|XDUT"));
    run.loads.push_back(
        pulses_of(cell.is_level ? cell.toggle + "|XDUT" : "B1|XLOADOUT" + upper(pin.name)));
  }
  return run;
}

double stimulus_to_arrival_ps(Stimulus kind) {
  const auto measure = [](Stimulus k) {
    constexpr double kAt = 50;
    Cell jtl = read_cell("jtl");
    jtl.clock = k == Stimulus::Clock ? 0 : -1;
    return run_bench(jtl, {{kAt}}).arrivals.at(0).at(0) - kAt;
  };
  static const double kData = measure(Stimulus::Data), kClock = measure(Stimulus::Clock);
  return kind == Stimulus::Clock ? kClock : kData;
}

void measure_circuit(Cell& cell) {
  const std::vector<std::vector<double>> none(cell.inputs.size());
  const Netlist n = read_deck_text(deck_text(cell, none, {}), deck_name(cell), 1);
  cell.junctions = 0, cell.critical_ua = 0, cell.bias_ua = 0;
  for (const Junction& j : n.junctions)
    if (is_of_cell(j.name)) ++cell.junctions, cell.critical_ua += j.law.critical_ua;
  for (const Source& s : n.sources)
    if (is_of_cell(s.name)) cell.bias_ua += s.wave.values.back();
}

}  // namespace fluxgate::sfq
