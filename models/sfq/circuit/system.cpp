#include "models/sfq/circuit/system.h"

#include <algorithm>

namespace fluxgate::sfq {

void Stamper::branch(int plus, int minus, double m, double d, double k) {
  transfer(plus, minus, plus, minus, m, d, k);
}

void Stamper::transfer(int plus, int minus, int other_plus, int other_minus, double m, double d,
                       double k) {
  entry({plus, other_plus, m, d, k});
  entry({plus, other_minus, -m, -d, -k});
  entry({minus, other_plus, -m, -d, -k});
  entry({minus, other_minus, m, d, k});
}

void Stamper::inject(int plus, int minus, int current, double gain) {
  entry({plus, current, 0, 0, 0, gain});
  entry({minus, current, 0, 0, 0, -gain});
}

void Stamper::row_pair(int row, int plus, int minus, double d, double k) {
  entry({row, plus, 0, d, k});
  entry({row, minus, 0, -d, -k});
}

namespace {

std::vector<Entry> merge(std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.column != b.column ? a.column < b.column : a.row < b.row;
  });
  std::vector<Entry> merged;
  for (const Entry& e : entries) {
    if (merged.empty() || merged.back().column != e.column || merged.back().row != e.row) {
      merged.push_back(e);
      continue;
    }
    Entry& sum = merged.back();
    sum.m += e.m, sum.d += e.d, sum.k += e.k, sum.c += e.c;
  }
  return merged;
}

}  // namespace

System assemble(const Netlist& n, Junctions mode) {
  System system;
  system.nodes = static_cast<int>(n.node_names.size());
  Stamper s(system.nodes);
  for (const Resistor& e : n.resistors) stamp(e, s);
  for (const Capacitor& e : n.capacitors) stamp(e, s);
  for (const Junction& e : n.junctions) stamp(e, mode, n.timing.step_ps, s);
  for (const Line& e : n.lines) stamp(e, s);
  system.inverse = invert_inductances(n);
  stamp(n, system.inverse, s);
  for (const Source& e : n.sources) system.source_current.push_back(stamp(e, s));
  for (const Controlled& e : n.controlled) system.controlled_current.push_back(stamp(e, s));
  system.unknowns = s.unknowns();
  system.entries = merge(std::move(s.entries()));
  return system;
}

}  // namespace fluxgate::sfq
