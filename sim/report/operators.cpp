/// Where the time goes: operators of each result, longest first, with mapping and reason.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr std::size_t kBars = 12;
constexpr std::size_t kFew = 3;          // results shown open, with every operator
constexpr std::size_t kRowsOfMany = 30;  // operators of each where there are more

std::vector<Json> by_time(const Json& result) {
  std::vector<Json> list(result.at("operators").begin(), result.at("operators").end());
  std::stable_sort(list.begin(), list.end(), [](const Json& a, const Json& b) {
    return number(a, "time_s") > number(b, "time_s");
  });
  return list;
}

Json option(const std::vector<Json>& operators) {
  Json names = Json::array(), time = Json::array(), least = Json::array();
  for (std::size_t i = 0; i < std::min(operators.size(), kBars); ++i) {
    names.push_back(text(operators[i], "name"));
    time.push_back(number(operators[i], "time_s").value_or(0));
    least.push_back(number(operators[i], "bound_s").value_or(0));
  }
  return {{"xAxis", {{"type", "value"}, {"name", "s"}, {"unit", "s"}}},
          {"yAxis", {{"type", "category"}, {"data", names}, {"inverse", true}}},
          {"legend", Json::object()},
          {"series", Json::array({{{"type", "bar"}, {"name", "time"}, {"data", time}},
                                  {{"type", "bar"}, {"name", "bound"}, {"data", least}}})}};
}

std::string table(const Json& result, const std::vector<Json>& operators, std::size_t most) {
  const double total = number(result, "time_s").value_or(1);
  Table t("Operators of " + title(result),
          {"operator", "times", "time", "share", "time / bound", "energy", "DRAM", "unit",
           "bound by", "mapping", "why this mapping"});
  double left = 0;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const Json& op = operators[i];
    if (i >= most) {
      left += number(op, "time_s").value_or(0);
      continue;
    }
    const double time = number(op, "time_s").value_or(0), least = number(op, "bound_s").value_or(0);
    const double repeat = number(op, "repeat").value_or(1);
    const auto energy = number(op, "energy_j");
    const double dram = number(op, "dram_bytes").value_or(0);
    t.add({Cell::of(text(op, "name")),
           {fmt::format("{:.0f}", repeat), repeat},
           {with_prefix(time, "s"), time},
           {percent(time / total), time / total},
           {least > 0 ? fmt::format("{:.2f}", time / least) : "", least > 0 ? time / least : 0},
           {energy ? with_prefix(energy, "J") : "\u2013", energy.value_or(-1)},
           {bytes(dram), dram},
           Cell::of(text(op, "unit")),
           Cell::of(text(op, "bound_by")),
           Cell::of(text(op, "mapping")),
           Cell::of(text(op, "reason"))});
  }
  if (operators.size() <= most) return t.html();
  return t.html() +
         paragraph(fmt::format("{} shorter operators, {} of the time, are left out here; a page of "
                               "this result alone shows them.",
                               operators.size() - most, percent(left / total)));
}

std::string html(const Input& input) {
  std::string out;
  for (const Json& r : input.results) {
    const auto operators = by_time(r);
    const int shown = static_cast<int>(std::min(operators.size(), kBars));
    std::string inner =
        chart(fmt::format("{}: the {} longest operators, and the least time the machine allows",
                          title(r), shown),
              option(operators), 100 + 30 * shown);
    const bool is_few = input.results.size() <= kFew;
    inner += table(r, operators, is_few ? operators.size() : kRowsOfMany);
    out += is_few ? "<h3>" + escape(label(input, r)) + "</h3>\n" + inner
                  : details(label(input, r), inner);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = Sections::add("30-operators", {"Operators", html});

}  // namespace
}  // namespace fluxgate::report
