/// One pass over time: operators in order, repeated ones together; how well the multipliers are
/// used and how much DRAM moves while each runs.
#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

std::string of(const Json& r) {
  const auto use = number(r, "utilisation"), work = number(r, "executed_macs");
  const auto total = number(r, "time_s");
  if (!use || !work || !total || *use <= 0 || *total <= 0) return "";
  const double peak = *work / (*use * *total);
  Json used = Json::array(), moved = Json::array();
  double at = 0;
  for (const Json& op : r.at("operators")) {
    const double time = number(op, "time_s").value_or(0);
    if (time <= 0) continue;
    const double share = 100 * number(op, "executed_macs").value_or(0) / time / peak;
    const double rate = number(op, "dram_bytes").value_or(0) / time;
    for (const double x : {at, at + time}) {
      used.push_back(Json::array({x, share}));
      moved.push_back(Json::array({x, rate}));
    }
    at += time;
  }
  const Json option{
      {"xAxis", {{"type", "value"}, {"name", "time"}, {"unit", "s"}, {"max", at}}},
      {"yAxis", Json::array({{{"type", "value"}, {"name", "% of peak"}, {"max", 100}},
                             {{"type", "value"}, {"name", "DRAM"}, {"unit", "B/s"}}})},
      {"legend", Json::object()},
      {"series", Json::array({{{"type", "line"},
                               {"name", "multipliers used"},
                               {"data", used},
                               {"symbol", "none"},
                               {"areaStyle", {{"opacity", 0.25}}}},
                              {{"type", "line"},
                               {"name", "DRAM traffic"},
                               {"data", moved},
                               {"symbol", "none"},
                               {"yAxisIndex", 1}}})}};
  return chart(title(r) + ": one pass over time, equal operators of all layers put together",
               option, 300);
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("60-pass", {"Utilisation over time", [](const Input& input) -> std::string {
                                std::string out;
                                for (const Json& r : input.results) out += of(r);
                                return out;
                              }});

}  // namespace
}  // namespace fluxgate::report
