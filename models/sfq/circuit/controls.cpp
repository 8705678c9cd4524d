/// Dot commands outside sub-circuits: time range, noise, spread, and what to print.
#include <fmt/format.h>

#include <algorithm>

#include "models/sfq/circuit/deck.h"

namespace fluxgate::sfq {
namespace {

constexpr double kPsPerSecond = 1e12;

void read_tran(const Statement& s, const Scope& scope, Netlist& netlist) {
  std::vector<double> times;
  for (std::size_t i = 1; i < s.words.size(); ++i) {
    const std::string& word = s.words[i].text;
    if (word == "DST") {
      netlist.has_startup = false;
    } else if (word != "UIC") {
      times.push_back(scope.evaluate(word, s.words[i].where) * kPsPerSecond);
    }
  }
  if (times.size() < 2)
    throw ConfigError(s.where(), ".tran needs a step and a stop time, e.g. .tran 0.05p 1n");
  if (!(times[0] > 0) || !(times[1] > 0))
    throw ConfigError(s.where(), ".tran: step and stop time must be above 0");
  constexpr double kMostSteps = 1e9;
  if (times[1] > kMostSteps * times[0])
    throw ConfigError(s.where(),
                      fmt::format(".tran: {:.2g} steps would not end; look for a step or "
                                  "stop time without its unit",
                                  times[1] / times[0]));
  netlist.timing = {times[0], times[1]};
  netlist.print_start_ps = times.size() > 2 ? times[2] : 0;
  netlist.print_step_ps = times.size() > 3 ? times[3] : times[0];
  if (netlist.print_step_ps <= 0) netlist.print_step_ps = times[0];
  netlist.timing.step_ps = std::min(times[0], netlist.print_step_ps);
}

double read_value(const Statement& s, const Scope& scope) {
  if (s.words.size() != 2)
    throw ConfigError(s.where(), fmt::format("{} needs one value", s.head()));
  const double value = scope.evaluate(s.words[1].text, s.words[1].where);
  if (value < 0)
    throw ConfigError(s.words[1].where, fmt::format("{} must not be negative", s.head()));
  return value;
}

void read_spread(const Statement& s, const Scope& scope, Globals& globals) {
  for (std::size_t i = 1; i < s.words.size(); ++i) {
    const Word& word = s.words[i];
    double& target = is_assignment(word) ? globals.kind_spread[word.text.front()] : globals.spread;
    const std::string text = is_assignment(word) ? read_assignment(word).expression : word.text;
    target = scope.evaluate(text, word.where);
    if (target < 0 || target >= 1)
      throw ConfigError(word.where, ".spread is a share of the value, at least 0 and below 1");
  }
}

}  // namespace

void read_controls(const Deck& deck, const Scope& scope, Netlist& netlist, Globals& globals) {
  for (const Statement& s : deck.controls) {
    const std::string& head = s.head();
    if (head.rfind(".TRAN", 0) == 0)
      read_tran(s, scope, netlist);
    else if (head == ".TEMP")
      globals.temperature_k = read_value(s, scope);
    else if (head == ".NEB")
      globals.bandwidth_hz = read_value(s, scope);
    else if (head == ".SPREAD")
      read_spread(s, scope, globals);
    else if (head != ".PRINT" && head != ".PLOT" && head != ".SAVE")
      netlist.notes.push_back(fmt::format("{}:{}: {} is not supported and was skipped",
                                          s.where().file, s.where().line, head));
  }
}

}  // namespace fluxgate::sfq
