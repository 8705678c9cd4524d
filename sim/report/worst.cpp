/// Operators that lose most time against the least the machine allows, with the mapping that was
/// chosen and why.
#include <fmt/format.h>

#include <algorithm>

#include "sim/report/html.h"
#include "sim/report/section.h"

namespace fluxgate::report {
namespace {

constexpr std::size_t kOfFew = 6, kOfMany = 2, kFew = 3;
constexpr double kWorthNaming = 0.005;  // of the network's time

double lost(const Json& op) {
  return number(op, "time_s").value_or(0) - number(op, "bound_s").value_or(0);
}

void add_worst(const Json& r, const std::string& name, std::size_t most, Table& table) {
  std::vector<const Json*> list;
  for (const Json& op : r.at("operators")) list.push_back(&op);
  std::stable_sort(list.begin(), list.end(),
                   [](const Json* a, const Json* b) { return lost(*a) > lost(*b); });
  const double total = number(r, "time_s").value_or(0);
  for (std::size_t i = 0; i < std::min(most, list.size()); ++i) {
    const Json& op = *list[i];
    const double time = number(op, "time_s").value_or(0), least = number(op, "bound_s").value_or(0);
    if (total <= 0 || lost(op) < kWorthNaming * total) break;
    table.add({Cell::of(name),
               Cell::of(text(op, "name")),
               {with_prefix(lost(op), "s"), lost(op)},
               {percent(lost(op) / total), lost(op) / total},
               {least > 0 ? fmt::format("{:.2f}", time / least) : "", least > 0 ? time / least : 0},
               Cell::of(text(op, "bound_by")),
               Cell::of(text(op, "mapping")),
               Cell::of(text(op, "reason"))});
  }
}

std::string html(const Input& input) {
  Table table("Operators that lose most time against their bound",
              {"result", "operator", "lost", "of all time", "time / bound", "bound by", "mapping",
               "why this mapping"});
  const std::size_t most = input.results.size() <= kFew ? kOfFew : kOfMany;
  for (const Json& r : input.results) add_worst(r, label(input, r), most, table);
  return table.is_empty() ? "" : table.html();
}

[[maybe_unused]] const bool kRegistered =
    Sections::add("35-worst", {"Farthest from the least time", html});

}  // namespace
}  // namespace fluxgate::report
