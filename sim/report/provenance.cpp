/// Where the numbers come from: share without published source, laws checked, memory, and every
/// setting with its source.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

std::string settings(const Json& r, const std::string& of) {
  Table t("Effective configuration of " + of, {"key", "value", "source"});
  if (r.contains("config"))
    for (const auto& [key, entry] : r.at("config").items())
      t.add({Cell::of(key), Cell::of(text(entry, "value")), Cell::of(text(entry, "source"))});
  return t.html();
}

std::string laws(const Json& r) {
  std::string words;
  if (!r.contains("invariants")) return words;
  for (const auto& [law, holds] : r.at("invariants").items())
    words +=
        fmt::format("{}{}{}", words.empty() ? "" : "; ", law, holds == true ? "" : " (BROKEN)");
  return words;
}

std::string memory(const Json& r) {
  const auto need = number(r, "memory_bytes");
  if (!r.contains("config") || !need) return "";
  const auto entry = r.at("config").find("memory.capacity");
  const auto capacity = entry == r.at("config").end() ? std::nullopt : number(*entry, "number");
  if (!capacity || *capacity <= 0) return "";
  return fmt::format(" It needs {} of {} memory ({:.1f} %).", bytes(need), bytes(capacity),
                     100 * *need / *capacity);
}

std::string of(const Json& r) {
  std::string words = fmt::format(
      "{}: program {}, {} tier, seed {}. {} of the description's numbers have no published source.",
      title(r), text(r, "program_version"), text(r, "tier"), number(r, "seed").value_or(0),
      percent(number(r, "assumed_share")));
  words += memory(r);
  const std::string checked = laws(r);
  if (!checked.empty()) words += " Checked in this run: " + checked + ".";
  return paragraph(words);
}

/// Results of the same configuration share its table.
std::string configurations(const Input& input) {
  std::vector<std::pair<const Json*, std::string>> distinct;
  for (const Json& r : input.results) {
    const auto same = std::find_if(distinct.begin(), distinct.end(), [&](const auto& known) {
      return text(*known.first, "arch") == text(r, "arch") &&
             known.first->value("config", Json()) == r.value("config", Json());
    });
    if (same == distinct.end())
      distinct.emplace_back(&r, text(r, "arch") + " for " + text(r, "workload"));
    else
      same->second += ", " + text(r, "workload");
  }
  std::string out;
  for (const auto& [r, of] : distinct) out += details("Configuration of " + of, settings(*r, of));
  return out;
}

[[maybe_unused]] const bool kRegistered = Sections::add(
    "90-provenance", {"Where the numbers come from", [](const Input& input) -> std::string {
                        std::string out;
                        for (const Json& r : input.results) out += of(r);
                        return out + configurations(input);
                      }});

}  // namespace
}  // namespace fluxgate::report
