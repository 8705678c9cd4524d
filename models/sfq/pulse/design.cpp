#include "models/sfq/pulse/design.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate::sfq {
namespace {

/// Output of a cell with what it must drive; inputs of the design enter through a JTL.
struct Signal {
  PulseNet::End source{};
  std::vector<PulseNet::End> sinks;
  int level = 0;  // clocked cells passed
};

class Builder {
 public:
  Builder(const Design& design, ClockFlow flow, PulseNet& net)
      : design_(design), flow_(flow), net_(net) {}

  BuiltDesign build() {
    for (const std::string& name : design_.inputs) {
      const auto entry = net_.add_cell(cell("jtl"), name);
      signals_[name] = {{entry, 0}, {}, 0};
      built_.inputs[name] = {{entry, 0}};
    }
    for (const Gate& gate : design_.gates) gates_[gate.name] = &gate;
    for (const std::string& name : design_.outputs)
      built_.levels = std::max(built_.levels, signal(name).level);
    for (const std::string& name : design_.outputs) {
      built_.outputs[name] = delayed(name, built_.levels).source;
      net_.watch(built_.outputs[name]);
    }
    for (auto& [name, s] : signals_) drive(s.source, s.sinks, built_.splitters);
    distribute_clock();
    return std::move(built_);
  }

 private:
  const Cell& cell(const std::string& id) {
    const auto found = cells_.find(id);
    return found != cells_.end() ? found->second : cells_.emplace(id, read_cell(id)).first->second;
  }
  /// The signal of an input or gate, built when first asked for.
  Signal& signal(const std::string& name) {
    const auto known = signals_.find(name);
    if (known != signals_.end()) return known->second;
    const auto found = gates_.find(name);
    if (found == gates_.end())
      throw ConfigError(fmt::format("design: '{}' is neither an input nor a gate", name));
    if (std::find(open_.begin(), open_.end(), name) != open_.end())
      throw ConfigError(fmt::format("design: gate '{}' depends on itself", name));
    open_.push_back(name);
    add_gate(*found->second);
    open_.pop_back();
    return signals_.at(name);
  }
  void add_gate(const Gate& gate) {
    const Cell& type = cell(gate.cell);
    const int data_pins = static_cast<int>(type.inputs.size()) - (type.clock >= 0 ? 1 : 0);
    if (static_cast<int>(gate.operands.size()) != data_pins)
      throw ConfigError(fmt::format("design: gate '{}': cell {} takes {} operands, {} given",
                                    gate.name, gate.cell, data_pins, gate.operands.size()));
    int level = 0;
    for (const std::string& operand : gate.operands) level = std::max(level, signal(operand).level);
    const auto index = net_.add_cell(type, gate.name);
    int pin = 0;
    for (const std::string& operand : gate.operands) {
      if (pin == type.clock) ++pin;
      delayed(operand, level).sinks.push_back(data_input({index, pin++}, type));
    }
    const bool is_clocked = type.clock >= 0;
    if (is_clocked) clocked_[level + 1].push_back({index, type.clock});
    signals_[gate.name] = {{index, 0}, {}, level + (is_clocked ? 1 : 0)};
  }
  /// The pin, or a JTL before it (see the header on concurrent flow).
  PulseNet::End data_input(PulseNet::End pin, const Cell& type) {
    if (flow_ != ClockFlow::Concurrent || type.clock < 0) return pin;
    const auto jtl = net_.add_cell(cell("jtl"), fmt::format("delay{}", built_.delay_jtls++));
    net_.connect({jtl, 0}, pin);
    return {jtl, 0};
  }
  /// The signal after as many flip-flops as bring it to `level`.
  Signal& delayed(const std::string& name, int level) {
    std::string at = name;
    for (int now = signal(name).level; now < level; ++now) {
      const std::string next = fmt::format("{}+{}", name, now + 1);
      if (signals_.count(next) == 0) {
        const Cell& dff = cell("dff");
        const auto index = net_.add_cell(dff, next);
        ++built_.balancing_flip_flops;
        signals_.at(at).sinks.push_back(data_input({index, 0}, dff));
        clocked_[now + 1].push_back({index, dff.clock});
        signals_[next] = {{index, 0}, {}, now + 1};
      }
      at = next;
    }
    return signals_.at(at);
  }
  /// Balanced tree of splitters from one output to its sinks.
  void drive(PulseNet::End source, std::vector<PulseNet::End> sinks, int& splitters) {
    if (sinks.empty()) return;
    if (sinks.size() == 1) return net_.connect(source, sinks.front());
    const auto split = net_.add_cell(cell("split"), fmt::format("split{}", names_++));
    ++splitters;
    net_.connect(source, {split, 0});
    const auto half = static_cast<std::ptrdiff_t>(sinks.size() / 2);
    drive({split, 0}, {sinks.begin(), sinks.begin() + half}, splitters);
    drive({split, 1}, {sinks.begin() + half, sinks.end()}, splitters);
  }
  void distribute_clock() {
    if (clocked_.empty()) return;
    const auto entry = net_.add_cell(cell("jtl"), "clock");
    built_.clock = {entry, 0};
    std::vector<std::vector<PulseNet::End>> levels;
    for (auto& [level, sinks] : clocked_) levels.push_back(sinks);
    if (flow_ == ClockFlow::Counter) std::reverse(levels.begin(), levels.end());
    if (flow_ == ClockFlow::Tree) {
      std::vector<PulseNet::End> all;
      for (const auto& sinks : levels) all.insert(all.end(), sinks.begin(), sinks.end());
      levels = {all};
    }
    PulseNet::End trunk{entry, 0};
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
      const auto split = net_.add_cell(cell("split"), fmt::format("clock{}", i));
      ++built_.clock_splitters;
      net_.connect(trunk, {split, 0});
      drive({split, 0}, levels[i], built_.clock_splitters);
      trunk = {split, 1};
    }
    drive(trunk, levels.back(), built_.clock_splitters);
  }

  const Design& design_;
  ClockFlow flow_;
  PulseNet& net_;
  BuiltDesign built_;
  std::map<std::string, Cell> cells_;
  std::map<std::string, const Gate*> gates_;
  std::map<std::string, Signal> signals_;
  std::map<int, std::vector<PulseNet::End>> clocked_;  // by level
  std::vector<std::string> open_;
  int names_ = 0;
};

}  // namespace

BuiltDesign build_design(const Design& design, ClockFlow flow, PulseNet& net) {
  return Builder(design, flow, net).build();
}

}  // namespace fluxgate::sfq
