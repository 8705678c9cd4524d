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

/// Largest first; what costs nothing is left out.
void add_rows(const Json& r, const std::string& name, Table& table) {
  std::vector<std::pair<std::string, double>> parts;
  for (const auto& [part, joules] : r.at("energy").items())
    if (joules.is_number() && joules != 0) parts.emplace_back(part, joules.get<double>());
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const double total = *number(r, "energy_j");
  for (const auto& [part, joules] : parts)
    table.add({Cell::of(name),
               Cell::of(part),
               {with_prefix(joules, "J"), joules},
               {percent(joules / total), joules / total}});
}

std::string html(const Input& input) {
  Json names = Json::array();
  std::vector<const Json*> with;
  std::string without;
  for (const Json& r : input.results) {
    if (has_parts(r)) {
      with.push_back(&r);
      names.push_back(label(input, r));
    } else {
      without += (without.empty() ? "" : ", ") + label(input, r);
    }
  }
  std::string out;
  if (!with.empty()) {
    std::vector<std::string> parts;
    for (const Json* r : with)
      for (const auto& [name, joules] : r->at("energy").items())
        if (joules != 0 && std::find(parts.begin(), parts.end(), name) == parts.end())
          parts.push_back(name);
    Json series = Json::array();
    Table table("Energy by component", {"machine", "component", "energy", "share"});
    for (const std::string& part : parts) {
      Json data = Json::array();
      for (const Json* r : with)
        data.push_back(100 * number(r->at("energy"), part).value_or(0) / *number(*r, "energy_j"));
      series.push_back({{"type", "bar"}, {"stack", "all"}, {"name", part}, {"data", data}});
    }
    for (const Json* r : with) add_rows(*r, label(input, *r), table);
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
