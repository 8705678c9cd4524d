/// Two results, part by part: which operators (matched by name) and which components of energy make
/// the difference, largest first. A part that only one side has counts whole.
#pragma once
#include <vector>

#include "sim/report/result_file.h"

namespace fluxgate::report {

struct Difference {
  std::string part;
  std::optional<double> a, b;  // empty: not there
  [[nodiscard]] double change() const { return b.value_or(0) - a.value_or(0); }
};
struct Comparison {
  std::vector<Difference> totals;     // time_s, energy_j, area_mm2, ...: those both sides have
  std::vector<Difference> time_s;     // by operator, only those that differ
  std::vector<Difference> energy_j;   // by component
  std::vector<std::string> settings;  // keys of the configuration that differ, "key: a -> b"
};
[[nodiscard]] Comparison compare(const Json& a, const Json& b);
/// Largest |b - a| / a of the gated totals (time, energy, area); 0 when equal.
[[nodiscard]] Difference worst_total(const Comparison& comparison);
[[nodiscard]] double relative(const Difference& difference);

}  // namespace fluxgate::report
