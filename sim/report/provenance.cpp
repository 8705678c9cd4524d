/// Where the numbers come from: share without published source, laws checked, memory, and every
/// setting with its source.
#include <fmt/format.h>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

std::string settings(const Json& r) {
  Table t("Effective configuration of " + title(r), {"key", "value", "source"});
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
  return paragraph(words) + details("Configuration of " + title(r), settings(r));
}

[[maybe_unused]] const bool kRegistered = Sections::add(
    "90-provenance", {"Where the numbers come from", [](const Input& input) -> std::string {
                        std::string out;
                        for (const Json& r : input.results) out += of(r);
                        return out;
                      }});

}  // namespace
}  // namespace fluxgate::report
