/// Energy by component, where a model gives it.
#include <algorithm>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

bool has_parts(const Json& r) {
  const auto energy = r.find("energy");
  return number(r, "energy_j") && energy != r.end() && energy->is_object() && !energy->empty();
}

std::string html(const Input& input) {
  Json names = Json::array();
  std::vector<const Json*> with;
  std::string without;
  for (const Json& r : input.results) {
    if (has_parts(r)) {
      with.push_back(&r);
      names.push_back(title(r));
    } else {
      without += (without.empty() ? "" : ", ") + title(r);
    }
  }
  std::string out;
  if (!with.empty()) {
    std::vector<std::string> parts;
    for (const Json* r : with)
      for (const auto& [name, joules] : r->at("energy").items())
        if (std::find(parts.begin(), parts.end(), name) == parts.end()) parts.push_back(name);
    Json series = Json::array();
    Table table("Energy by component", {"machine", "component", "energy", "share"});
    for (const std::string& part : parts) {
      Json data = Json::array();
      for (const Json* r : with) {
        const auto joules = number(r->at("energy"), part);
        data.push_back(100 * joules.value_or(0) / *number(*r, "energy_j"));
        if (joules)
          table.add({Cell::of(title(*r)),
                     Cell::of(part),
                     {with_prefix(joules, "J"), joules},
                     {percent(*joules / *number(*r, "energy_j")), joules}});
      }
      series.push_back({{"type", "bar"}, {"stack", "all"}, {"name", part}, {"data", data}});
    }
    out += chart("Energy by component, share of each machine's total",
                 {{"xAxis", {{"type", "value"}, {"max", 100}, {"name", "% of energy"}}},
                  {"yAxis", {{"type", "category"}, {"data", names}, {"inverse", true}}},
                  {"legend", Json::object()},
                  {"series", series}},
                 140 + 34 * static_cast<int>(with.size()));
    out += table.html();
  }
  if (!without.empty()) out += paragraph("No energy model for: " + without + ".");
  return out;
}

[[maybe_unused]] const bool kRegistered = Sections::add("50-energy", {"Energy", html});

}  // namespace
}  // namespace fluxgate::report
