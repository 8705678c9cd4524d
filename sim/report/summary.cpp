/// Verdict in words for each result: how long, what bounds it, what to change; and all in one
/// table.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

struct Share {
  std::string name;
  double share = 0;
};

/// What limits the network: time by `bound_by`, largest first.
std::vector<Share> limits(const Json& result) {
  std::map<std::string, double> time;
  double total = 0;
  for (const Json& op : result.at("operators")) {
    const double t = number(op, "time_s").value_or(0);
    time[text(op, "bound_by")] += t;
    total += t;
  }
  std::vector<Share> list;
  for (const auto& [name, t] : time)
    if (total > 0) list.push_back({name.empty() ? "an unnamed limit" : name, t / total});
  std::stable_sort(list.begin(), list.end(),
                   [](const Share& a, const Share& b) { return a.share > b.share; });
  return list;
}

const Json* longest(const Json& result) {
  const Json* found = nullptr;
  for (const Json& op : result.at("operators"))
    if (found == nullptr || number(op, "time_s") > number(*found, "time_s")) found = &op;
  return found;
}

/// How much faster all could be if the main limit gave way, by the share of time it holds.
std::string advice(const std::vector<Share>& shares, const Json& result) {
  if (shares.empty()) return "";
  const Share& first = shares.front();
  std::string words =
      fmt::format("{:.0f} % of the time is bound by {}", 100 * first.share, first.name);
  if (shares.size() > 1)
    words += fmt::format(" and {:.0f} % by {}", 100 * shares[1].share, shares[1].name);
  words += ".";
  if (const Json* op = longest(result)) {
    const double share = number(*op, "time_s").value_or(0) / number(result, "time_s").value_or(1);
    words += fmt::format(" The longest operator is {} with {:.0f} % of the time, bound by {}.",
                         text(*op, "name"), 100 * share, text(*op, "bound_by"));
  }
  words += fmt::format(" Halving what is bound by {} would make the network {:.2f} times as fast.",
                       first.name, 1 / (1 - first.share / 2));
  return words;
}

/// A chip at 4 K is never shown without its cooling: the wall's power at each cooling factor.
std::string cooling(const Json& r) {
  const auto detail = r.find("energy_detail");
  if (detail == r.end() || !detail->is_object() || !detail->contains("cryogenic") ||
      !detail->at("cryogenic").is_object())
    return "";
  const Json& cold = detail->at("cryogenic");
  std::string words = fmt::format(" Energy and power are those of the chip at {:g} K; at the wall",
                                  number(cold, "temperature_k").value_or(0));
  const char* separator = " ";
  for (const Json& row : cold.at("cooled")) {
    words += fmt::format(
        "{}{} and {} with {:g} W/W", separator, with_prefix(number(row, "wall_energy_j"), "J"),
        with_prefix(number(row, "wall_power_w"), "W"), number(row, "cooling_w_per_w").value_or(0));
    separator = ", ";
  }
  return words + ", cables and warm electronics included.";
}

std::string verdict(const Json& r) {
  std::string words = fmt::format("{}: {}", title(r), with_prefix(number(r, "time_s"), "s"));
  if (const auto energy = number(r, "energy_j")) words += ", " + with_prefix(energy, "J");
  const auto bound = number(r, "bound_s"), time = number(r, "time_s");
  if (bound && time && *bound > 0)
    words += fmt::format(", {:.2g} times the least the machine allows", *time / *bound);
  return "<li><strong>" + escape(words) + ".</strong> " +
         escape(advice(limits(r), r) + cooling(r)) + "</li>\n";
}

Cell measure(const std::optional<double>& value, const std::string& unit) {
  return {value ? with_prefix(value, unit) : "\u2013", value.value_or(-1)};
}

std::string table(const Input& input) {
  Table t("Results side by side",
          {"network", "machine", "phase", "batch", "time", "bound", "energy", "power", "area",
           "utilisation", "DRAM traffic", "memory needed", "assumed numbers"});
  for (const Json& r : input.results) {
    const auto read = number(r, "dram_read_bytes"), write = number(r, "dram_write_bytes");
    const double traffic = read.value_or(0) + write.value_or(0);
    const auto area = number(r, "area_mm2");
    t.add({Cell::of(text(r, "workload")),
           Cell::of(text(r, "arch")),
           Cell::of(text(r, "phase")),
           {fmt::format("{}", number(r, "batch").value_or(1)), number(r, "batch").value_or(1)},
           measure(number(r, "time_s"), "s"),
           measure(number(r, "bound_s"), "s"),
           measure(number(r, "energy_j"), "J"),
           measure(number(r, "power_w"), "W"),
           {area ? fmt::format("{:.0f} mm\u00b2", *area) : "\u2013", area.value_or(-1)},
           {percent(number(r, "utilisation")), number(r, "utilisation").value_or(-1)},
           {bytes(traffic), traffic},
           {bytes(number(r, "memory_bytes")), number(r, "memory_bytes").value_or(-1)},
           {percent(number(r, "assumed_share")), number(r, "assumed_share").value_or(-1)}});
  }
  return t.html() + paragraph("\u2013: no model gives this value.");
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("10-summary", {"Summary", [](const Input& input) -> std::string {
                                   if (input.results.empty()) return "";
                                   std::string html = "<ul class=\"verdicts\">";
                                   for (const Json& r : input.results) html += verdict(r);
                                   return html + "</ul>\n" + table(input);
                                 }});

}  // namespace
}  // namespace fluxgate::report
