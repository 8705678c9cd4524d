/// The same network on several machines: time and energy as bars, and what bounds each.
#include <algorithm>
#include <set>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr double kWide = 30;
constexpr std::size_t kCoats = 3;

Json names(const Input& input) {
  Json list = Json::array();
  for (const Json& r : input.results) list.push_back(label(input, r));
  return list;
}

Json bars(const Input& input, const std::string& key, const std::string& unit) {
  Json data = Json::array();
  double least = 1e300, most = 0;
  for (const Json& r : input.results) {
    const auto value = number(r, key);
    if (value && *value > 0) {
      least = std::min(least, *value);
      most = std::max(most, *value);
    }
    data.push_back(value ? Json{{"value", *value}, {"label", with_prefix(value, unit)}}
                         : Json(nullptr));
  }
  const bool is_few = input.results.size() <= kCoats;  // in the colours of the summary
  const bool is_wide = most > kWide * least;  // a bar from nowhere says nothing on a log axis
  return {{"xAxis", {{"type", is_wide ? "log" : "value"}, {"name", unit}, {"unit", unit}}},
          {"yAxis", {{"type", "category"}, {"data", names(input)}, {"inverse", true}}},
          {"series", Json::array({{{"type", is_wide ? "scatter" : "bar"},
                                   {"data", data},
                                   {"labelled", true},
                                   {"colorBy", is_few ? "data" : "series"}}})}};
}

Json limits(const Input& input) {
  std::set<std::string> kinds;
  for (const Json& r : input.results)
    for (const Json& op : r.at("operators")) kinds.insert(text(op, "bound_by"));
  Json series = Json::array();
  for (const std::string& kind : kinds) {
    Json data = Json::array();
    for (const Json& r : input.results) {
      double part = 0, all = 0;
      for (const Json& op : r.at("operators")) {
        const double t = number(op, "time_s").value_or(0);
        all += t;
        if (text(op, "bound_by") == kind) part += t;
      }
      data.push_back(all > 0 ? 100 * part / all : 0);
    }
    series.push_back({{"type", "bar"}, {"stack", "all"}, {"name", kind}, {"data", data}});
  }
  return {{"xAxis", {{"type", "value"}, {"max", 100}, {"name", "% of time"}}},
          {"yAxis", {{"type", "category"}, {"data", names(input)}, {"inverse", true}}},
          {"legend", Json::object()},
          {"series", series}};
}

bool has(const Input& input, const char* key) {
  return std::any_of(input.results.begin(), input.results.end(),
                     [&](const Json& r) { return number(r, key).has_value(); });
}

std::string html(const Input& input) {
  if (input.results.empty()) return "";
  const int height = 90 + 30 * static_cast<int>(input.results.size());
  std::string out;
  if (input.results.size() > 1) {
    out += "<div class=\"beside\">" + chart("Time of one pass", bars(input, "time_s", "s"), height);
    if (has(input, "energy_j"))
      out += chart("Energy of one pass (nothing drawn: not modelled)", bars(input, "energy_j", "J"),
                   height);
    if (has(input, "area_mm2"))
      out += chart("Area in mm\u00b2 (nothing drawn: not modelled)", bars(input, "area_mm2", ""),
                   height);
    out += "</div>\n";
  }
  return out + chart("What bounds the time, share by limit", limits(input), height + 40);
}

[[maybe_unused]] const bool kRegistered = Sections::add("20-machines", {"Machines compared", html});

}  // namespace
}  // namespace fluxgate::report
