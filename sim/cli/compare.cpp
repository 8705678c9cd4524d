/// `fluxgate compare`: what makes two results differ, and a gate for the CI of users.
#include "sim/report/compare.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <memory>

#include "sim/cli/command.h"

namespace fluxgate {
namespace {

using namespace report;

struct Options {
  std::string a, b, tolerance;
  bool is_json = false;
};
constexpr std::size_t kShown = 20;

/// "1%" or "0.01".
double read_tolerance(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  const std::string rest(at, end);
  if (error != std::errc{} || value < 0 || (!rest.empty() && rest != "%"))
    throw UsageError(fmt::format("--tolerance {}: write a share such as 1% or 0.01", text));
  return rest.empty() ? value : value / 100;
}

std::string shown(const std::optional<double>& value, const std::string& unit) {
  return value ? fmt::format("{:.4g} {}", *value, unit) : std::string("-");
}

void print_parts(const char* heading, const std::vector<Difference>& parts, const char* unit) {
  if (parts.empty()) return;
  double total = 0;
  for (const Difference& d : parts) total += d.change();
  fmt::print("\n  {:<32} {:>14} {:>14} {:>14}\n", heading, "A", "B", "B - A");
  for (std::size_t i = 0; i < std::min(parts.size(), kShown); ++i)
    fmt::print("  {:<32} {:>14} {:>14} {:>+14.4g}\n", parts[i].part, shown(parts[i].a, unit),
               shown(parts[i].b, unit), parts[i].change());
  if (parts.size() > kShown) fmt::print("  and {} smaller ones\n", parts.size() - kShown);
  fmt::print("  {:<32} {:>14} {:>14} {:>+14.4g}\n", "all", "", "", total);
}

void print(const Json& a, const Json& b, const Comparison& c) {
  fmt::print("A: {} ({})\nB: {} ({})\n\n", title(a), text(a, "program_version"), title(b),
             text(b, "program_version"));
  for (const Difference& d : c.totals)
    fmt::print("  {:<18} {:>14} {:>14} {:>+9.3f} %\n", d.part, shown(d.a, ""), shown(d.b, ""),
               100 * relative(d));
  print_parts("time by operator", c.time_s, "s");
  print_parts("energy by component", c.energy_j, "J");
  if (!c.settings.empty()) fmt::print("\n  settings that differ\n");
  for (const std::string& line : c.settings) fmt::print("    {}\n", line);
}

Json to_json(const std::vector<Difference>& list) {
  Json json = Json::array();
  for (const Difference& d : list)
    json.push_back({{"part", d.part},
                    {"a", d.a ? Json(*d.a) : Json(nullptr)},
                    {"b", d.b ? Json(*d.b) : Json(nullptr)},
                    {"change", d.change()}});
  return json;
}

void act(const Options& o) {
  const double tolerance = o.tolerance.empty() ? -1 : read_tolerance(o.tolerance);
  const Json a = read_result(o.a), b = read_result(o.b);
  const Comparison c = compare(a, b);
  const Difference worst = worst_total(c);
  if (o.is_json) {
    const Json json{{"totals", to_json(c.totals)},
                    {"time_s", to_json(c.time_s)},
                    {"energy_j", to_json(c.energy_j)},
                    {"settings", c.settings}};
    fmt::print("{}\n", json.dump(2));
  } else {
    print(a, b, c);
  }
  if (tolerance >= 0 && std::abs(relative(worst)) > tolerance)
    throw MismatchError(fmt::format("compare: {} differs by {:+.3g} %, tolerance {:.3g} %",
                                    worst.part, 100 * relative(worst), 100 * tolerance));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "compare", {"what makes two results differ; exit 5 past a tolerance",
                "fluxgate compare baseline/ results/ --tolerance 1%",
                [](CLI::App& app) -> std::function<void()> {
                  auto o = std::make_shared<Options>();
                  app.add_option("a", o->a, "folder of a run, or its result.json")->required();
                  app.add_option("b", o->b, "the other one")->required();
                  app.add_option("--tolerance", o->tolerance,
                                 "largest difference of time, energy and area, such as 1%");
                  app.add_flag("--json", o->is_json, "one JSON object on stdout");
                  return [o] { act(*o); };
                }});

}  // namespace
}  // namespace fluxgate
