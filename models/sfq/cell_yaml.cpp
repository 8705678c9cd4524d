/// Writes a cell's file.
#include <fmt/format.h>

#include "models/sfq/cell.h"

namespace fluxgate::sfq {
namespace {

std::string pins(const std::vector<Pin>& list) {
  std::string text;
  for (const Pin& p : list)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", p.name, p.junction);
  return text;
}

std::string row(const Cell& cell, const Transition& t) {
  const auto& state = cell.states;
  std::string text = fmt::format(
      "  - {{from: {}, on: {}, to: {}", state[static_cast<std::size_t>(t.from)],
      cell.inputs[static_cast<std::size_t>(t.input)].name, state[static_cast<std::size_t>(t.to)]);
  if (!t.outputs.empty()) {
    text += ", out: {";
    for (std::size_t i = 0; i < t.outputs.size(); ++i)
      text +=
          fmt::format("{}{}: {:.3f}", i == 0 ? "" : ", ",
                      cell.outputs[static_cast<std::size_t>(t.outputs[i])].name, t.delay_ps.at(i));
    text += "}";
  }
  return text + "}\n";
}

}  // namespace

std::string to_yaml(const Cell& cell) {
  std::string text = fmt::format(
      "summary: {}\ncircuit: {}\nsubcircuit: {}\ninputs: {{{}}}   # pin: junction of the circuit\n"
      "outputs: {{{}}}\n",
      cell.summary, cell.file, cell.subcircuit, pins(cell.inputs), pins(cell.outputs));
  if (cell.is_current_driven) text += "drive: current\n";
  if (cell.is_level) text += fmt::format("toggle: {}\n", cell.toggle);
  if (cell.clock >= 0)
    text += fmt::format("clock: {}\n", cell.inputs[static_cast<std::size_t>(cell.clock)].name);
  text += fmt::format("states: [{}]\ntransitions:   # out: ps from arrival to arrival (cell.h)\n",
                      fmt::join(cell.states, ", "));
  for (const Transition& t : cell.transitions) text += row(cell, t);
  if (!cell.windows.empty()) text += "windows:\n";
  for (const TimingWindow& w : cell.windows)
    text += fmt::format("  - {{state: {}, first: {}, second: {}, least_ps: {:.2f}}}\n",
                        cell.states[static_cast<std::size_t>(w.state)],
                        cell.inputs[static_cast<std::size_t>(w.first)].name,
                        cell.inputs[static_cast<std::size_t>(w.second)].name, w.least_ps);
  text += fmt::format(
      "measured: {{junctions: {}, bias_ua: {:g}, critical_ua: {:g}, energy_aj: {:.4g}, jitter_ps: "
      "{:.4f}}}\nsource: \"{}\"\n",
      cell.junctions, cell.bias_ua, cell.critical_ua, cell.energy_aj, cell.jitter_ps, cell.source);
  return text;
}

}  // namespace fluxgate::sfq
