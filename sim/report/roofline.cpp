/// Every operator as a point: multiply-accumulates a byte of DRAM traffic against those a second.
/// The roof is the machine's peak (executed work / utilisation / time); the slope is the highest
/// DRAM rate an operator reaches in this result, which may be below what the memory can do.
#include <algorithm>
#include <cmath>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr std::size_t kFew = 3;  // results whose charts stand open

struct Roof {
  std::optional<double> peak;    // MAC/s
  double rate = 0;               // byte/s
  double low = 1e300, high = 0;  // intensity
};

Json points(const Json& result, Roof& roof) {
  Json data = Json::array();
  for (const Json& op : result.at("operators")) {
    const double time = number(op, "time_s").value_or(0);
    const double macs = number(op, "macs").value_or(0);
    const double dram = number(op, "dram_bytes").value_or(0);
    if (time <= 0 || dram <= 0) continue;
    roof.rate = std::max(roof.rate, dram / time);
    if (macs <= 0) continue;
    roof.low = std::min(roof.low, macs / dram);
    roof.high = std::max(roof.high, macs / dram);
    data.push_back({{"name", text(op, "name") + " (bound by " + text(op, "bound_by") + ")"},
                    {"value", Json::array({macs / dram, macs / time})}});
  }
  return data;
}

Json line(const Roof& roof) {
  Json data = Json::array();
  const double from = roof.low / 2, to = roof.high * 2;
  const double knee = *roof.peak / roof.rate;
  data.push_back(Json::array({from, std::min(*roof.peak, from * roof.rate)}));
  if (knee > from && knee < to) data.push_back(Json::array({knee, *roof.peak}));
  data.push_back(Json::array({to, std::min(*roof.peak, to * roof.rate)}));
  return data;
}

std::string of(const Json& r) {
  Roof roof;
  const Json data = points(r, roof);
  const auto use = number(r, "utilisation"), work = number(r, "executed_macs");
  const auto time = number(r, "time_s");
  if (use && work && time && *use > 0 && *time > 0) roof.peak = *work / (*use * *time);
  if (data.empty() || !roof.peak || roof.rate <= 0) return "";
  const Json option{
      {"xAxis", {{"type", "log"}, {"name", "MAC / byte"}, {"unit", ""}}},
      {"yAxis", {{"type", "log"}, {"name", "MAC/s"}, {"unit", "MAC/s"}}},
      {"legend", Json::object()},
      {"series",
       Json::array(
           {{{"type", "scatter"}, {"name", "operators"}, {"data", data}},
            {{"type", "line"}, {"name", "roof"}, {"data", line(roof)}, {"symbol", "none"}}})}};
  return chart(title(r) + ": roofline; roof " + with_prefix(roof.peak, "MAC/s") +
                   ", slope the highest DRAM rate reached here, " + with_prefix(roof.rate, "B/s"),
               option, 340);
}

std::string html(const Input& input) {
  const bool is_few = input.results.size() <= kFew;
  std::string out;
  for (const Json& r : input.results) {
    const std::string one = of(r);
    out += is_few || one.empty() ? one : details(label(input, r), one);
  }
  return is_few && !out.empty() ? "<div class=\"beside\">" + out + "</div>\n" : out;
}

[[maybe_unused]] const bool kRegistered = Sections::add("40-roofline", {"Roofline", html});

}  // namespace
}  // namespace fluxgate::report
