/// Sweeps: counts, the front as a chart of its first two objectives, and as a table with settings.
#include <fmt/format.h>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

std::string of(const SweepInput& sweep) {
  const Json& s = sweep.summary;
  std::string out = paragraph(
      fmt::format("{}: {} points; {} simulated, {} ruled out by their bound, {} infeasible, {} "
                  "failed; {} on the "
                  "front.",
                  sweep.name, s.at("points").dump(), s.at("done").dump(), s.at("pruned").dump(),
                  s.at("infeasible").dump(), s.at("failed").dump(), s.at("pareto").size()));
  std::vector<std::string> names;
  for (const Json& o : s.at("objectives")) names.push_back(text(o, "name"));
  std::vector<std::string> columns{"point"};
  columns.insert(columns.end(), names.begin(), names.end());
  columns.push_back("settings");
  Table table("Pareto front of " + sweep.name, columns);
  Json data = Json::array();
  for (const Json& point : s.at("pareto")) {
    const double index = number(point, "index").value_or(0);
    std::vector<Cell> row{{fmt::format("{:.0f}", index), index}};
    for (const std::string& name : names) {
      const double value = number(point.at("objectives"), name).value_or(0);
      row.push_back({fmt::format("{:.5g}", value), value});
    }
    std::string set;
    for (const auto& [key, value] : point.at("set").items())
      set += (set.empty() ? "" : ", ") + key + " = " + value.get<std::string>();
    row.push_back(Cell::of(set));
    table.add(row);
    if (names.size() > 1)
      data.push_back(
          {{"name", set},
           {"value", Json::array({number(point.at("objectives"), names[0]).value_or(0),
                                  number(point.at("objectives"), names[1]).value_or(0)})}});
  }
  if (names.size() > 1 && !data.empty()) {
    const auto axis = [](const std::string& name) {
      return Json{{"type", "value"}, {"name", name}, {"unit", ""}, {"scale", true}};
    };
    out += chart("Pareto front of " + sweep.name + ": " + names[0] + " against " + names[1],
                 {{"xAxis", axis(names[0])},
                  {"yAxis", axis(names[1])},
                  {"series", Json::array({{{"type", "scatter"}, {"data", data}}})}},
                 360);
  }
  out += table.html();
  Table reasons("Points without a result", {"reason", "points"});
  for (const auto& [reason, count] : s.at("reasons").items())
    reasons.add({Cell::of(reason), {count.dump(), count.get<double>()}});
  return out + (reasons.is_empty() ? "" : reasons.html());
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("70-pareto", {"Design space", [](const Input& input) -> std::string {
                                  std::string out;
                                  for (const SweepInput& s : input.sweeps) out += of(s);
                                  return out;
                                }});

}  // namespace
}  // namespace fluxgate::report
