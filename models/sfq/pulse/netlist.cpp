/// Reads a netlist of cells and wires and runs it; registers the tool behind `fluxgate pulse`.
///
///   cells: {s: split, f: dff}                       # name: id of models/sfq/cells
///   wires: [{from: s.q0, to: f.a, delay_ps: 5}]     # delay_ps: 0 when absent
///   stimuli: {s.a: [100, 200], f.clk: [150, 250]}   # arrivals in ps
///   watch: [f.q]
///
/// A file with `gates` is a design instead: design_yaml.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/sfq/network/yaml.h"
#include "models/sfq/pulse/design_yaml.h"
#include "sim/contract/pulse.h"

namespace fluxgate::sfq {
namespace {

using yaml::known, yaml::member, yaml::number, yaml::text;

enum class Side { Input, Output };

class NetlistReader {
 public:
  NetlistReader(const ConfigNode& root, PulseNet& net) : root_(root), net_(net) {
    known(root, {"summary", "cells", "wires", "stimuli", "watch"});
    for (const auto& [name, id] : member(root, "cells").members) add_cell(name, id);
    if (cells_.empty()) throw ConfigError(root.where, "cells: at least one");
    if (const ConfigNode* wires = root.find("wires"))
      for (const ConfigNode& wire : wires->items) add_wire(wire);
    for (const ConfigNode& name : member(root, "watch").items) {
      watched_.emplace_back(name.scalar, end(name, name.scalar, Side::Output));
      net_.watch(watched_.back().second);
    }
  }

  void inject() {
    for (const auto& [name, times] : member(root_, "stimuli").members) {
      const PulseNet::End input = end(times, name, Side::Input);
      for (const ConfigNode& time : times.items) net_.inject(input, to_fs(time));
    }
  }
  void collect(PulseResult& result) const {
    for (const auto& [name, output] : watched_) {
      std::vector<double>& times = result.pulses_ps[name];
      for (const TimeFs t : net_.seen(output)) times.push_back(static_cast<double>(t.value) / 1000);
    }
  }

 private:
  static TimeFs to_fs(const ConfigNode& node) {
    const double ps = number(node);
    if (ps < 0 || ps > 1e9) throw ConfigError(node.where, "a time must be from 0 to 1e9 ps");
    return TimeFs(std::llround(ps * 1000));
  }
  void add_cell(const std::string& name, const ConfigNode& id) {
    const std::vector<std::string> ids = cell_ids();
    if (std::find(ids.begin(), ids.end(), id.scalar) == ids.end()) {
      const std::string near = nearest_name(id.scalar, ids);
      throw ConfigError(id.where, fmt::format("{}: unknown cell{}; known: {}", id.scalar,
                                              near.empty() ? "" : ", did you mean '" + near + "'?",
                                              fmt::join(ids, ", ")));
    }
    const Cell cell = read_cell(id.scalar);
    cells_.emplace(name, std::pair(net_.add_cell(cell, name), cell));
  }
  PulseNet::End end(const ConfigNode& node, const std::string& name, Side side) const {
    const std::size_t dot = name.find('.');
    const auto found = cells_.find(name.substr(0, dot));
    if (dot == std::string::npos || found == cells_.end())
      throw ConfigError(node.where, fmt::format("'{}': write CELL.PIN of a cell above", name));
    const auto& [index, cell] = found->second;
    const std::vector<Pin>& pins = side == Side::Input ? cell.inputs : cell.outputs;
    std::vector<std::string> names;
    for (const Pin& pin : pins) names.push_back(pin.name);
    const auto pin = std::find(names.begin(), names.end(), name.substr(dot + 1));
    if (pin == names.end())
      throw ConfigError(node.where, fmt::format("'{}': {} has no such {}; known: {}", name, cell.id,
                                                side == Side::Input ? "input" : "output",
                                                fmt::join(names, ", ")));
    return {index, static_cast<int>(pin - names.begin())};
  }
  void add_wire(const ConfigNode& wire) {
    known(wire, {"from", "to", "delay_ps"});
    const PulseNet::End from = end(member(wire, "from"), text(wire, "from"), Side::Output);
    const PulseNet::End to = end(member(wire, "to"), text(wire, "to"), Side::Input);
    const ConfigNode* delay = wire.find("delay_ps");
    try {
      net_.connect(from, to, delay == nullptr ? TimeFs(0) : to_fs(*delay));
    } catch (const ConfigError& error) {
      if (wire.where.line == 0 || std::string(error.what()).find(wire.where.file) == 0) throw;
      throw ConfigError(wire.where, error.what());
    }
  }

  const ConfigNode& root_;
  PulseNet& net_;
  std::map<std::string, std::pair<PulseNet::CellIndex, Cell>> cells_;
  std::vector<std::pair<std::string, PulseNet::End>> watched_;
};

PulseResult run(const PulseRequest& request) {
  const NetOptions options{parse_violations(request.violations), request.has_jitter, request.seed};
  const ConfigNode root = read_yaml_file(request.netlist);
  PulseNet net("net", options);
  PulseResult result;
  if (is_design(root)) {
    run_design(root, net, result);
  } else {
    NetlistReader reader(root, net);
    reader.inject();
    net.run();
    reader.collect(result);
  }
  result.cells = static_cast<std::int64_t>(net.cells());
  result.junctions = net.junctions();
  result.events = net.events();
  result.violations = net.violations();
  result.bias_work_aj = net.bias_work_aj();
  result.notes = net.notes();
  return result;
}

[[maybe_unused]] const bool kRegistered =
    PulseTools::add("rsfq", {"netlists of SFQ cells, event by event", run});

}  // namespace
}  // namespace fluxgate::sfq
