/// Verdict in words for each result: how long, what bounds it, what to change; and all in one
/// table.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr std::size_t kMostCards = 8;  // more stand below the table, closed
constexpr double kMuch = 0.4;          // a share worth a sentence

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

/// What would halve the time of a limit: unit names to words; others keep their own name.
std::string remedy(const std::string& limit) {
  static const std::map<std::string, std::string> kWords{
      {"dram", "Doubling the memory bandwidth"},
      {"array", "Doubling the multipliers of the array"},
      {"tensor", "Doubling the rate of the tensor cores"},
      {"vector", "Doubling the vector lanes"},
      {"noc", "Doubling the bandwidth of the on-chip network"},
      {"l2", "Doubling the bandwidth of the L2"},
      {"issue", "Doubling the instruction rate"},
      {"latency", "Halving the latencies that short operators wait for"},
      {"link", "Doubling the bandwidth of the link"}};
  const auto found = kWords.find(limit);
  return found == kWords.end() ? "Doubling the rate of " + limit : found->second;
}

/// Time if what is bound by `limit` took half, but no operator less than its multiplications at the
/// machine's peak.
double halved(const Json& r, const std::string& limit) {
  const double use = number(r, "utilisation").value_or(0), all = number(r, "time_s").value_or(0);
  const double peak = use > 0 ? number(r, "executed_macs").value_or(0) / use / all : 0;
  double time = all;
  for (const Json& op : r.at("operators")) {
    if (text(op, "bound_by") != limit) continue;
    const double now = number(op, "time_s").value_or(0);
    const bool is_multiplying = limit == "array" || limit == "tensor";
    const double least =
        peak > 0 && !is_multiplying ? number(op, "executed_macs").value_or(0) / peak : 0;
    time -= std::min(now / 2, std::max(0.0, now - least));
  }
  return time;
}

/// Weights are read once a pass whatever the batch: their share of the traffic is what it spreads.
std::string batching(const Json& r) {
  const auto timeline = r.find("timeline");
  const double read = number(r, "dram_read_bytes").value_or(0);
  if (timeline == r.end() || !timeline->is_object() || read <= 0) return "";
  const double passes = std::max(1.0, number(r, "tokens").value_or(1));
  const double share = number(*timeline, "weight_bytes").value_or(0) * passes / read;
  if (share < kMuch || share > 1.05) return "";
  return fmt::format(" {:.0f} % of what is read are weights, which a larger batch shares.",
                     100 * std::min(share, 1.0));
}

std::string advice(const std::vector<Share>& shares, const Json& result) {
  if (shares.empty()) return "";
  const Share& first = shares.front();
  std::string words =
      fmt::format("{:.0f} % of the time is bound by {}", 100 * first.share, first.name);
  if (shares.size() > 1)
    words += fmt::format(" and {:.0f} % by {}", 100 * shares[1].share, shares[1].name);
  words += ".";
  const double all = number(result, "time_s").value_or(1);
  if (const Json* op = longest(result))
    words +=
        fmt::format(" The longest operator, {}, takes {:.0f} %, bound by {}.", text(*op, "name"),
                    100 * number(*op, "time_s").value_or(0) / all, text(*op, "bound_by"));
  words += fmt::format(" {} would make it at most {:.2f} times as fast.", remedy(first.name),
                       all / halved(result, first.name));
  if (first.name == "dram") words += batching(result);
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

Cell area_of(const std::optional<double>& mm2) {
  constexpr double kLarge = 10'000;
  if (!mm2) return {"not modelled", -1.0};
  return {*mm2 < kLarge ? fmt::format("{:.3g} mm\u00b2", *mm2)
                        : fmt::format("{:.0f} cm\u00b2", *mm2 / 100),
          *mm2};
}

std::string figure_of(const std::string& name, const std::string& value) {
  return "<div><dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd></div>";
}

std::string verdict(const Input& input, const Json& r) {
  const auto bound = number(r, "bound_s"), time = number(r, "time_s"), area = number(r, "area_mm2");
  std::string figures = figure_of("time", with_prefix(time, "s")) +
                        figure_of(cooling(r).empty() ? "energy" : "energy of the cold chip",
                                  with_prefix(number(r, "energy_j"), "J")) +
                        figure_of("area", area_of(area).text);
  const auto shares = limits(r);
  if (!shares.empty()) figures += figure_of("bound by", shares.front().name);
  std::string words;
  if (bound && time && *bound > 0)
    words = fmt::format("{:.2g} times the least time the machine allows. ", *time / *bound);
  return "<article><h3>" + escape(label(input, r)) + "</h3><dl>" + figures + "</dl><p>" +
         escape(words + advice(shares, r) + cooling(r)) + "</p></article>\n";
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
           area_of(area),
           {percent(number(r, "utilisation")), number(r, "utilisation").value_or(-1)},
           {bytes(traffic), traffic},
           {bytes(number(r, "memory_bytes")), number(r, "memory_bytes").value_or(-1)},
           {percent(number(r, "assumed_share")), number(r, "assumed_share").value_or(-1)}});
  }
  return t.html() + paragraph("\u2013: no model gives this value.");
}

std::string html(const Input& input) {
  if (input.results.empty()) return "";
  std::string verdicts = "<div class=\"verdicts\">";
  for (const Json& r : input.results) verdicts += verdict(input, r);
  verdicts += "</div>\n";
  return input.results.size() <= kMostCards
             ? verdicts + table(input)
             : table(input) + details("Each result in words", verdicts);
}

[[maybe_unused]] const bool kRegistered = Sections::add("10-summary", {"Summary", html});

}  // namespace
}  // namespace fluxgate::report
