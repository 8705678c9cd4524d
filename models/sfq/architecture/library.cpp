#include "models/sfq/architecture/library.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

namespace fluxgate::sfq {
namespace {

/// Cells of the pipelines: gates of the adder, flip-flops, storage.
constexpr std::array<const char*, 10> kCells{"jtl",  "split", "merge", "dff",   "ndro",
                                             "and2", "or2",   "xor",   "dcsfq", "sfqdc"};
constexpr std::array<const char*, 4> kPipelined{"xor", "and2", "or2", "dff"};

double window(const Cell& cell, int state, int first, int second) {
  double least = 0;
  for (const TimingWindow& w : cell.windows)
    if (w.state == state && w.first == first && w.second == second)
      least = std::max(least, w.least_ps);
  return least;
}

}  // namespace

double delay_ps(const Cell& cell) {
  double longest = 0;
  for (const Transition& t : cell.transitions)
    for (const double delay : t.delay_ps) longest = std::max(longest, delay);
  return longest;
}

GateTiming gate_timing(const Cell& cell) {
  GateTiming timing;
  timing.q_ps = delay_ps(cell);
  // Every order in which the data inputs may have their one pulse of a period.
  const std::function<void(int, unsigned)> visit = [&](int state, unsigned seen) {
    timing.clock_ps = std::max(timing.clock_ps, window(cell, state, cell.clock, cell.clock));
    for (int input = 0; input < static_cast<int>(cell.inputs.size()); ++input) {
      if (input == cell.clock) continue;
      timing.hold_ps = std::max(timing.hold_ps, window(cell, state, cell.clock, input));
      if ((seen >> static_cast<unsigned>(input) & 1U) != 0) continue;
      timing.setup_ps = std::max(timing.setup_ps, window(cell, state, input, cell.clock));
      if (const Transition* t = cell.find(state, input))
        visit(t->to, seen | 1U << static_cast<unsigned>(input));
    }
  };
  visit(0, 0);
  return timing;
}

double separation_ps(const Cell& cell) {
  double longest = 0;
  for (const TimingWindow& w : cell.windows)
    if (cell.clock < 0 || (w.first == cell.clock && w.second == cell.clock))
      longest = std::max(longest, w.least_ps);
  return longest;
}

Bill& Bill::add(const std::string& cell, double number) {
  cells_[cell] += number;
  return *this;
}
Bill& Bill::add(const Bill& other, double times) {
  for (const auto& [cell, number] : other.cells_) cells_[cell] += number * times;
  return *this;
}

Library::Library() {
  for (const char* id : kCells) cells_.emplace(id, read_cell(id));
}
const Cell& Library::at(const std::string& id) const {
  const auto found = cells_.find(id);
  FG_CHECK(found != cells_.end());
  return found->second;
}

template <class Value>
double Library::sum(const Bill& bill, Value value) const {
  double total = 0;
  for (const auto& [id, number] : bill.cells()) total += number * value(at(id));
  return total;
}
double Library::junctions(const Bill& bill) const {
  return sum(bill, [](const Cell& c) { return static_cast<double>(c.junctions); });
}
double Library::bias_a(const Bill& bill) const {
  return sum(bill, [](const Cell& c) { return c.bias_ua * 1e-6; });
}
double Library::critical_a(const Bill& bill) const {
  return sum(bill, [](const Cell& c) { return c.critical_ua * 1e-6; });
}
double Library::energy_j(const Bill& bill) const {
  return sum(bill, [](const Cell& c) { return c.energy_aj * 1e-18; });
}

double Library::period_ps(ClockFlow flow) const {
  GateTiming worst;
  double clocks = std::max({separation_ps(at("split")), separation_ps(at("merge"))});
  double around = 0;
  for (const char* id : kPipelined) {
    const GateTiming t = gate_timing(at(id));
    worst.q_ps = std::max(worst.q_ps, t.q_ps);
    worst.setup_ps = std::max(worst.setup_ps, t.setup_ps);
    around = std::max(around, t.setup_ps + t.hold_ps);
    clocks = std::max(clocks, t.clock_ps);
  }
  const double split = delay_ps(at("split"));
  const double data = worst.q_ps + split + worst.setup_ps;
  switch (flow) {
    case ClockFlow::Tree:
      return std::max(clocks, data);
    case ClockFlow::Counter:
      return std::max(clocks, data + split);
    case ClockFlow::Concurrent:
      return std::max(clocks, around);
  }
  return data;
}

std::int64_t tree_depth(std::int64_t leaves) {
  return leaves <= 1 ? 0 : std::bit_width(static_cast<std::uint64_t>(leaves - 1));
}

}  // namespace fluxgate::sfq
