/// From a netlist of gates to cells and wires: path balancing, fan-out trees, clock distribution.
///
/// A clocked gate answers one clock after its inputs, so every path into a gate must pass as many
/// clocked cells: flip-flops are inserted (one chain a signal, shared by its sinks). A signal with
/// k sinks gets k - 1 splitters, the clock of n cells n - 1. The clock reaches the levels
///   tree              through one balanced tree, all levels about together
///   concurrent flow   level after level with the data: fast; every data input of a clocked cell
///   gets a
///                     JTL, because the clock, one splitter later a level, would overtake the data
///   counter flow      last level first: slower, never early
/// Leaves out: wire lengths (every wire is one JTL), equalising skew further.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/sfq/pulse/net.h"

namespace fluxgate::sfq {

struct Gate {
  std::string name, cell;  // cell: id of models/sfq/cells
  std::vector<std::string>
      operands;  // design inputs or gates, in the order of the cell's data pins
};
struct Design {
  std::vector<std::string> inputs;
  std::vector<Gate> gates;  // any order, no circles
  std::vector<std::string> outputs;
};

enum class ClockFlow { Tree, Concurrent, Counter };

struct BuiltDesign {
  std::map<std::string, std::vector<PulseNet::End>> inputs;  // where a pulse of an input goes in
  PulseNet::End clock{};
  std::map<std::string, PulseNet::End> outputs;  // watched
  int levels = 0;                                // clocks from inputs to outputs
  int balancing_flip_flops = 0, splitters = 0, clock_splitters = 0, delay_jtls = 0;
};
/// ConfigError: unknown gate or operand, a circle, an operand count that does not fit the cell.
[[nodiscard]] BuiltDesign build_design(const Design& design, ClockFlow flow, PulseNet& net);

}  // namespace fluxgate::sfq
