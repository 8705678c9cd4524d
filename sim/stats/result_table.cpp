#include <fmt/format.h>

#include <algorithm>

#include "sim/stats/energy_text.h"
#include "sim/stats/result.h"

namespace fluxgate {
namespace {

constexpr std::size_t kTopOperators = 12;

double share(TimeFs part, TimeFs whole) {
  return whole.value == 0 ? 0 : static_cast<double>(part.value) / static_cast<double>(whole.value);
}

std::string totals(const RunResult& r) {
  std::string text = fmt::format("{} on {}, {}, batch {}", r.workload, r.arch, r.phase, r.batch);
  if (r.seq) text += fmt::format(", seq {}", *r.seq);
  if (r.tokens) text += fmt::format(", {} tokens", *r.tokens);
  text += fmt::format(" ({} tier)\n\n", r.tier);
  const auto line = [&text](const char* name, const std::string& value) {
    text += fmt::format("  {:<14}{}\n", name, value);
  };
  line("time", fmt::format("{}{}", format_time(r.time),
                           r.cycles ? fmt::format("  ({} cycles)", *r.cycles) : std::string()));
  line("bound", fmt::format("{}  (never faster than this)", format_time(r.bound)));
  line("parameters", fmt::format("{:.4g} M", static_cast<double>(r.params) / 1e6));
  line("work", fmt::format("{:.4g} GMAC", static_cast<double>(r.macs) / 1e9));
  if (r.utilisation)
    line("utilisation", fmt::format("{:.1f} % of peak MACs", *r.utilisation * 100));
  line("DRAM",
       fmt::format("{} read, {} written", format_bytes(r.dram_read), format_bytes(r.dram_write)));
  line("memory", fmt::format("{} for weights, state and activations", format_bytes(r.memory)));
  text += energy_totals(r);
  if (r.spiking)
    line("45 nm",
         fmt::format(
             "{:.4g} mJ by the convention of the field (models/technology/spiking_45nm.yaml): "
             "{:.4g} G analog MACs, {:.4g} G synaptic operations",
             r.spiking->convention_45nm_j * 1e3, r.spiking->analog_macs / 1e9,
             r.spiking->synaptic_operations / 1e9));
  line("assumed", fmt::format("{:.0f} % of the description's numbers have no published source",
                              r.assumed_share * 100));
  return text;
}

/// Sums of the operators by `key`, largest time first.
template <class Key>
std::string breakdown(const RunResult& r, const char* title, Key key) {
  std::map<std::string, std::pair<TimeFs, std::int64_t>> parts;
  for (const OperatorResult& op : r.operators) {
    auto& [time, bytes] = parts[key(op)];
    time += op.time;
    bytes += op.dram_read.value + op.dram_write.value;
  }
  std::vector<std::pair<std::string, std::pair<TimeFs, std::int64_t>>> sorted(parts.begin(),
                                                                              parts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.first > b.second.first; });
  std::string text = fmt::format("\n  {:<14}{:>12}{:>8}{:>12}\n", title, "time", "share", "DRAM");
  for (const auto& [name, part] : sorted)
    text += fmt::format("  {:<14}{:>12}{:>7.1f}%{:>12}\n", name, format_time(part.first),
                        share(part.first, r.time) * 100, format_bytes(Bytes(part.second)));
  return text;
}

}  // namespace

std::string to_table(const RunResult& r) {
  std::string text = totals(r);
  std::vector<const OperatorResult*> sorted;
  for (const OperatorResult& op : r.operators) sorted.push_back(&op);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->time > b->time; });
  text += fmt::format("\n  {:<34}{:>5}{:>11}{:>8}{:>11}  {:<9} {:<8} {}\n", "operator", "x", "time",
                      "share", "DRAM", "unit", "bound by", "mapping");
  for (std::size_t i = 0; i < std::min(kTopOperators, sorted.size()); ++i) {
    const OperatorResult& op = *sorted[i];
    text +=
        fmt::format("  {:<34}{:>5}{:>11}{:>7.1f}%{:>11}  {:<9} {:<8} {}\n", op.name.substr(0, 33),
                    op.repeat, format_time(op.time), share(op.time, r.time) * 100,
                    format_bytes(op.dram_read + op.dram_write), op.unit, op.bound_by, op.mapping);
  }
  if (sorted.size() > kTopOperators)
    text += fmt::format("  and {} more, see operators.csv\n", sorted.size() - kTopOperators);
  text += breakdown(r, "bound by", [](const OperatorResult& op) { return op.bound_by; });
  text += breakdown(r, "class", [](const OperatorResult& op) { return op.op_class; });
  text += energy_breakdown(r);
  if (!r.figures.empty()) text += "\n";
  for (const auto& f : r.figures)
    text += fmt::format("  {:<34}{:>14} {:<4} {}\n", f.name, fmt::format("{:.4g}", f.value), f.unit,
                        f.sentence);
  for (const RunResult::RtlUnit& unit : r.rtl)
    text += fmt::format(
        "\n  RTL in the loop: {} ({}): {} transactions alike, {} cycles of the model, {} of the "
        "RTL",
        unit.unit, unit.kernel, unit.transactions, unit.model_cycles, unit.rtl_cycles);
  text += "\n  invariants:";
  for (const auto& [name, holds] : r.invariants)
    text += fmt::format(" {} {}", name, holds ? "ok" : "BROKEN");
  return text + "\n";
}

}  // namespace fluxgate
