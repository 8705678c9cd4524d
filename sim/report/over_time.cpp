/// What the machine does over time: multipliers and DRAM traffic, power against its limit, memory
/// alive against capacity. Steps are means of a bin of launches; memory is the most of a bin.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr std::size_t kFew = 3;          // results whose charts stand open, in all their bins
constexpr std::size_t kCoarseBins = 48;  // of each where there are more
constexpr double kFlat = 4;              // weights so much above the rest hide it
constexpr double kNear = 3;              // a capacity within so much of the peak is drawn

/// Four digits are more than a chart shows.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

struct Steps {
  std::vector<double> end_s;
  std::size_t joined = 1;  // bins of the result in one of these

  explicit Steps(const Json& timeline, std::size_t most) {
    const Json& ends = timeline.at("end_s");
    joined = most >= ends.size() ? 1 : (ends.size() + most - 1) / most;
    for (std::size_t i = joined - 1; i < ends.size() + joined - 1; i += joined)
      end_s.push_back(ends.at(std::min(i, ends.size() - 1)).get<double>());
  }
  [[nodiscard]] Json points(const std::vector<double>& values) const {
    Json data = Json::array();
    for (std::size_t i = 0; i < values.size(); ++i)
      data.push_back(Json::array({rounded(i == 0 ? 0 : end_s[i - 1]), rounded(values[i])}));
    if (!values.empty())
      data.push_back(Json::array({rounded(end_s.back()), rounded(values.back())}));
    return data;
  }
};

/// Means over time, so that the area stays what it is.
std::vector<double> means(const Json& timeline, const char* key, const Steps& steps) {
  std::vector<double> list;
  const Json& values = timeline.at(key);
  const Json& ends = timeline.at("end_s");
  double sum = 0, begin = 0, first = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double end = ends[i].get<double>();
    sum += values[i].get<double>() * (end - begin);
    begin = end;
    if ((i + 1) % steps.joined != 0 && i + 1 < values.size()) continue;
    list.push_back(sum / (end - first));
    first = end;
    sum = 0;
  }
  return list;
}

std::vector<double> peaks(const Json& timeline, const char* key, const Steps& steps) {
  std::vector<double> list;
  const Json& values = timeline.at(key);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % steps.joined == 0) list.push_back(0);
    list.back() = std::max(list.back(), values[i].get<double>());
  }
  return list;
}

Json line(const std::string& name, const Json& data, bool is_filled) {
  Json series{
      {"type", "line"}, {"name", name}, {"data", data}, {"symbol", "none"}, {"step", "end"}};
  if (is_filled) series["areaStyle"] = {{"opacity", 0.25}};
  return series;
}

Json over(const Steps& steps, Json y_axis, Json series) {
  return {
      {"xAxis", {{"type", "value"}, {"name", "time"}, {"unit", "s"}, {"max", steps.end_s.back()}}},
      {"yAxis", std::move(y_axis)},
      {"legend", Json::object()},
      {"series", std::move(series)}};
}

void mark(Json& series, double at, const std::string& words) {
  series["markLine"] = {{"symbol", "none"},
                        {"data", Json::array({{{"yAxis", at}, {"name", words}}})},
                        {"label", {{"formatter", words}, {"position", "insideEndTop"}}}};
}

std::string use(const Json& r, const Json& timeline, const Steps& steps) {
  Json axes = Json::array(), series = Json::array();
  const bool has_use = timeline.at("utilisation").is_array();
  if (has_use) {
    std::vector<double> percent = means(timeline, "utilisation", steps);
    for (double& p : percent) p *= 100;
    axes.push_back({{"type", "value"}, {"name", "% of peak"}, {"max", 100}});
    series.push_back(line("multipliers used", steps.points(percent), true));
  }
  axes.push_back({{"type", "value"}, {"name", "DRAM"}, {"unit", "B/s"}});
  Json traffic =
      line("DRAM traffic", steps.points(means(timeline, "dram_bytes_per_s", steps)), false);
  if (has_use) traffic["yAxisIndex"] = 1;
  series.push_back(traffic);
  return chart(title(r) + ": multipliers used and DRAM traffic", over(steps, axes, series), 260);
}

std::string power(const Json& r, const Json& timeline, const Steps& steps) {
  if (!timeline.at("power_w").is_array()) return "";
  Json series = line("power", steps.points(means(timeline, "power_w", steps)), true);
  std::string words = title(r) + ": power";
  if (const auto mean = number(r, "power_w")) words += ", mean " + with_prefix(mean, "W");
  const auto detail = r.find("energy_detail");
  if (detail != r.end() && detail->is_object())
    if (const auto limit = number(*detail, "power_limit_w")) {
      mark(series, *limit, "limit " + with_prefix(limit, "W"));
      words += " of a limit of " + with_prefix(limit, "W");
    }
  Json axis{{"type", "value"}, {"unit", "W"}};
  if (series.contains("markLine")) axis["reaches"] = series["markLine"]["data"][0]["yAxis"];
  return chart(words, over(steps, axis, Json::array({series})), 260);
}

std::string memory(const Json& r, const Json& timeline, const Steps& steps) {
  const double weights = number(timeline, "weight_bytes").value_or(0);
  const double peak = number(timeline, "peak_bytes").value_or(0);
  const auto capacity = number(timeline, "capacity_bytes");
  const std::vector<double> activations = peaks(timeline, "activation_bytes", steps);
  const std::vector<double> state = peaks(timeline, "state_bytes", steps);
  const bool has_state = *std::max_element(state.begin(), state.end()) > 0;
  const bool is_whole = weights <= kFlat * (peak - weights);
  Json series = Json::array();
  const auto add = [&](const char* name, const std::vector<double>& bytes) {
    Json one = line(name, steps.points(bytes), true);
    one["stack"] = "memory";
    series.push_back(one);
  };
  if (is_whole) add("weights", std::vector<double>(activations.size(), weights));
  if (has_state) add(is_whole ? "context or state" : "context or state, above the weights", state);
  add(is_whole ? "activations" : "activations, above the weights", activations);
  Json axis{{"type", "value"}, {"unit", "B"}};
  if (capacity && is_whole && *capacity < kNear * peak) {
    mark(series.back(), *capacity, "capacity " + bytes(capacity));
    axis["reaches"] = *capacity;
  }
  std::string words = fmt::format("{}: memory, at most {}", title(r), bytes(peak));
  if (capacity) words += fmt::format(" of {} ({:.2g} %)", bytes(capacity), 100 * peak / *capacity);
  words += fmt::format("; {} of weights stay all the time", bytes(weights));
  return chart(words, over(steps, axis, series), 260);
}

std::string of(const Json& r, std::size_t most) {
  const auto timeline = r.find("timeline");
  if (timeline == r.end() || !timeline->is_object()) return "";
  const Steps steps(*timeline, most);
  return "<div class=\"beside\">" + use(r, *timeline, steps) + power(r, *timeline, steps) +
         memory(r, *timeline, steps) + "</div>\n";
}

std::string html(const Input& input) {
  std::string out;
  const bool is_few = input.results.size() <= kFew;
  for (const Json& r : input.results) {
    const std::string charts = of(r, is_few ? SIZE_MAX / 2 : kCoarseBins);
    if (charts.empty()) continue;
    out += is_few ? "<h3>" + escape(label(input, r)) + "</h3>\n" + charts
                  : details(label(input, r), charts);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("60-time", {"Over time: use, power, memory", html});

}  // namespace
}  // namespace fluxgate::report
