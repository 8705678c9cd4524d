/// An SFQ cell as a state table with measured times: models/sfq/cells/<id>.yaml.
///
/// Times refer to nominal arrivals: a pulse "arrives" at a pin when the first junction of a
/// standard JTL in its place would switch. A transition gives, for each output, the time from that
/// arrival to the arrival at a standard JTL behind the output; so delays add along a path, whatever
/// the cells. Rows are the transitions; one that is not listed is an error. Windows: after a pulse
/// on `first` in `state`, a pulse on `second` must not come earlier than `least_ps`.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/core/config.h"

namespace fluxgate::sfq {

struct Pin {
  std::string name;
  std::string junction;  // of the circuit, that receives or sends
};

struct Transition {
  int from = 0, input = 0, to = 0;
  std::vector<int> outputs;
  std::vector<double> delay_ps;  // one an output; empty until measured
};

struct TimingWindow {
  int state = 0, first = 0, second = 0;
  double least_ps = 0;
};

struct Cell {
  std::string id, summary, subcircuit, file;
  std::vector<Pin> inputs, outputs;
  std::vector<std::string> states;  // the first is the initial one
  std::vector<Transition> transitions;
  std::vector<TimingWindow> windows;
  int clock = -1;         // input that is the clock, -1: none
  bool is_level = false;  // the output is a dc level: its junction pulses for as long as it is on
  std::string toggle;     // level cells: junction that switches once when the level is set
  bool is_current_driven = false;  // the input is a current pulse and arrives when it begins
  int junctions = 0;
  double jitter_ps = 0;  // rms of a delay at 4.2 K
  double energy_aj = 0;  // work of the bias in one operation
  double bias_ua = 0, critical_ua = 0;
  std::string source;

  [[nodiscard]] const Transition* find(int state, int input) const;
  /// Shortest list of inputs that leads from the initial state to `state`.
  [[nodiscard]] std::vector<int> path_to(int state) const;
};

/// Ids of the cells that ship, in order.
[[nodiscard]] std::vector<std::string> cell_ids();
/// ConfigError with place for wrong keys, unknown states or pins, two rows of one state and input.
[[nodiscard]] Cell read_cell(const std::string& id);
[[nodiscard]] Cell read_cell_file(const std::string& path);
/// The file again, with what was measured.
[[nodiscard]] std::string to_yaml(const Cell& cell);

}  // namespace fluxgate::sfq
