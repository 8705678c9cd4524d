#include "models/sfq/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>

#include "models/sfq/network/yaml.h"
#include "sim/core/listing.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

using yaml::known, yaml::member, yaml::number, yaml::text;

class CellReader {
 public:
  explicit CellReader(const ConfigNode& root) : root_(root) {}

  Cell read() {
    known(root_, {"summary", "circuit", "subcircuit", "inputs", "outputs", "clock", "states",
                  "transitions", "windows", "measured", "source", "drive", "toggle"});
    cell_.summary = text(root_, "summary");
    cell_.file = text(root_, "circuit");
    cell_.subcircuit = text(root_, "subcircuit");
    cell_.inputs = pins("inputs");
    cell_.outputs = pins("outputs");
    for (const ConfigNode& state : list("states")) cell_.states.push_back(state.scalar);
    if (cell_.states.empty()) throw ConfigError(root_.where, "states: at least one is needed");
    if (const ConfigNode* clock = root_.find("clock")) cell_.clock = input(*clock);
    if (const ConfigNode* drive = root_.find("drive")) {
      if (drive->scalar != "current" && drive->scalar != "pulse")
        throw ConfigError(drive->where, "drive: known: pulse, current");
      cell_.is_current_driven = drive->scalar == "current";
    }
    if (const ConfigNode* toggle = root_.find("toggle")) {
      cell_.is_level = true;
      cell_.toggle = toggle->scalar;
    }
    for (const ConfigNode& row : list("transitions")) read_transition(row);
    if (const ConfigNode* windows = root_.find("windows"))
      for (const ConfigNode& row : windows->items) read_window(row);
    if (const ConfigNode* measured = root_.find("measured")) read_measured(*measured);
    if (const ConfigNode* source = root_.find("source")) cell_.source = source->scalar;
    return std::move(cell_);
  }

 private:
  const std::vector<ConfigNode>& list(const std::string& key) const {
    return member(root_, key).items;
  }
  std::vector<Pin> pins(const std::string& key) const {
    std::vector<Pin> pins;
    for (const auto& [name, junction] : member(root_, key).members)
      pins.push_back({name, junction.scalar});
    return pins;
  }
  static int index(const std::vector<std::string>& names, const ConfigNode& node,
                   const char* what) {
    const auto found = std::find(names.begin(), names.end(), node.scalar);
    if (found == names.end())
      throw ConfigError(node.where, fmt::format("'{}': no such {}; known: {}", node.scalar, what,
                                                fmt::join(names, ", ")));
    return static_cast<int>(found - names.begin());
  }
  static std::vector<std::string> names(const std::vector<Pin>& pins) {
    std::vector<std::string> names;
    for (const Pin& pin : pins) names.push_back(pin.name);
    return names;
  }
  int input(const ConfigNode& node) const { return index(names(cell_.inputs), node, "input"); }
  int state(const ConfigNode& node) const { return index(cell_.states, node, "state"); }

  void read_transition(const ConfigNode& row) {
    known(row, {"from", "on", "to", "out"});
    Transition t;
    t.from = state(member(row, "from"));
    t.input = input(member(row, "on"));
    t.to = state(member(row, "to"));
    if (cell_.find(t.from, t.input) != nullptr)
      throw ConfigError(row.where, fmt::format("a second row for state '{}' and input '{}'",
                                               text(row, "from"), text(row, "on")));
    if (const ConfigNode* out = row.find("out")) {
      for (const ConfigNode& name : out->items)
        t.outputs.push_back(index(names(cell_.outputs), name, "output"));
      for (const auto& [name, delay] : out->members) {
        ConfigNode key = delay;
        key.scalar = name;
        t.outputs.push_back(index(names(cell_.outputs), key, "output"));
        t.delay_ps.push_back(number(delay));
      }
    }
    cell_.transitions.push_back(t);
  }
  void read_window(const ConfigNode& row) {
    known(row, {"state", "first", "second", "least_ps"});
    cell_.windows.push_back({state(member(row, "state")), input(member(row, "first")),
                             input(member(row, "second")), number(member(row, "least_ps"))});
  }
  void read_measured(const ConfigNode& m) {
    known(m, {"junctions", "bias_ua", "critical_ua", "energy_aj", "jitter_ps"});
    cell_.junctions = static_cast<int>(number(member(m, "junctions")));
    cell_.bias_ua = number(member(m, "bias_ua"));
    cell_.critical_ua = number(member(m, "critical_ua"));
    cell_.energy_aj = number(member(m, "energy_aj"));
    cell_.jitter_ps = number(member(m, "jitter_ps"));
  }

  const ConfigNode& root_;
  Cell cell_;
};

std::string folder() { return share_path("models/sfq/cells"); }

}  // namespace

const Transition* Cell::find(int state, int input) const {
  for (const Transition& t : transitions)
    if (t.from == state && t.input == input) return &t;
  return nullptr;
}

std::vector<int> Cell::path_to(int state) const {
  std::vector<std::vector<int>> paths(states.size());
  std::set<int> seen{0};
  std::deque<int> open{0};
  while (!open.empty()) {
    const int now = open.front();
    open.pop_front();
    for (const Transition& t : transitions) {
      if (t.from != now || !seen.insert(t.to).second) continue;
      paths[static_cast<std::size_t>(t.to)] = paths[static_cast<std::size_t>(now)];
      paths[static_cast<std::size_t>(t.to)].push_back(t.input);
      open.push_back(t.to);
    }
  }
  return paths[static_cast<std::size_t>(state)];
}

std::vector<std::string> cell_ids() {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder(), error))
    if (file.path().extension() == ".yaml") ids.push_back(file.path().stem().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

Cell read_cell_file(const std::string& path) {
  const ConfigNode root = read_yaml_file(path);
  Cell cell = CellReader(root).read();
  cell.id = std::filesystem::path(path).stem().string();
  return cell;
}

Cell read_cell(const std::string& id) {
  const std::vector<std::string> ids = cell_ids();
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    const std::string near = nearest_name(id, ids);
    throw ConfigError(fmt::format("{}: unknown cell{}; known: {}, soma, syn", id,
                                  near.empty() ? "" : ", did you mean '" + near + "'?",
                                  fmt::join(ids, ", ")));
  }
  return read_cell_file(folder() + "/" + id + ".yaml");
}

namespace {

[[maybe_unused]] const bool kListed = Listings::add("cells", [] {
  std::vector<Listed> cells;
  for (const std::string& id : cell_ids()) cells.push_back({id, read_cell(id).summary});
  cells.push_back({"soma", "Soma: leaky integrate and fire, threshold by a current"});
  cells.push_back({"syn", "Synapse: passes or drops a pulse by its weight current"});
  return cells;
});

}  // namespace
}  // namespace fluxgate::sfq
