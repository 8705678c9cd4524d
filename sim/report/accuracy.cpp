/// How far the models on the page are from their references: rows of assets/validation.json, which
/// scripts/validation makes from runs of this program.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/report/asset.h"
#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

bool names(const Json& entry, const std::string& arch) {
  const Json& archs = entry.at("archs");
  return std::find(archs.begin(), archs.end(), arch) != archs.end();
}

std::string relation(const Json& entry, const std::set<std::string>& archs) {
  std::string named;
  for (const std::string& arch : archs)
    if (names(entry, arch)) named += (named.empty() ? "" : ", ") + arch;
  if (!named.empty()) return named;
  if (text(entry, "datapath") == "every") return "shared part of all machines";
  std::string of;
  for (const Json& arch : entry.at("archs"))
    of += (of.empty() ? "" : ", ") + arch.get<std::string>();
  return "same model as " + (of.empty() ? "a machine of the reference" : of);
}

Cell error(const Json& entry, const char* key) {
  const auto value = number(entry, key);
  return {value ? fmt::format("{:.2g} %", *value) : "\u2013", value.value_or(-1)};
}

std::string without_own(const Json& entries, const std::set<std::string>& archs) {
  std::string list;
  for (const std::string& arch : archs)
    if (std::none_of(entries.begin(), entries.end(), [&](const Json& e) { return names(e, arch); }))
      list += (list.empty() ? "" : ", ") + arch;
  if (list.empty()) return "";
  return paragraph(
      "No measurement of " + list +
      " itself is in this tree: its model is checked on other machines, its numbers are "
      "those of its description.");
}

std::string html(const Input& input) {
  std::set<std::string> archs, datapaths{"every"};
  for (const Json& r : input.results) {
    archs.insert(text(r, "arch"));
    datapaths.insert(text(r, "datapath"));
  }
  if (archs.empty()) return "";
  const Json entries = Json::parse(asset("validation.json"));
  Table table("Models of these machines against references",
              {"what", "against", "holds for", "cases", "mean error", "worst", "remark"});
  for (const Json& e : entries) {
    if (datapaths.count(text(e, "datapath")) == 0) continue;
    const auto rows = number(e, "rows");
    table.add({Cell::of(text(e, "what")),
               Cell::of(text(e, "against")),
               Cell::of(relation(e, archs)),
               {rows ? fmt::format("{:.0f}", *rows) : "\u2013", rows.value_or(-1)},
               error(e, "mean_percent"),
               error(e, "worst_percent"),
               Cell::of(text(e, "note"))});
  }
  return without_own(entries, archs) + table.html();
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("80-accuracy", {"Accuracy against references", html});

}  // namespace
}  // namespace fluxgate::report
