/// `fluxgate compare`: what makes two results differ, and a gate for the CI of users.
#include "sim/report/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "sim/cli/command.h"
#include "sim/report/html.h"

namespace fluxgate {
namespace {

using namespace report;

struct Options {
  std::string a, b, tolerance;
  bool is_json = false;
};
constexpr std::size_t kShown = 20;
constexpr double kWorthNaming = 0.03;  // of a difference

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

std::string unit_of(const std::string& total) {
  if (total.ends_with("_s")) return "s";
  if (total.ends_with("_j")) return "J";
  return total.ends_with("_mm2") ? "mm2" : "B";
}

std::string shown(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "-";
  if (unit == "B") return bytes(value);
  if (unit == "mm2") return fmt::format("{:.4g} mm2", *value);
  return with_prefix(value, unit);
}

std::string change_of(const Difference& d, const std::string& unit) {
  const std::string words = shown(d.change(), unit);
  return d.change() >= 0 ? "+" + words : words;
}

/// Terminals may not know the micro sign's width: every column is filled by characters.
std::string filled(const std::string& text, std::size_t width) {
  const auto characters =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      }));
  return std::string(width > characters ? width - characters : 0, ' ') + text;
}

void print_parts(const char* heading, const std::vector<Difference>& parts, const char* unit) {
  if (parts.empty()) return;
  double total = 0;
  for (const Difference& d : parts) total += d.change();
  fmt::print("\n  {:<32} {:>12} {:>12} {:>12} {:>11}\n", heading, "A", "B", "B - A", "of all");
  for (std::size_t i = 0; i < std::min(parts.size(), kShown); ++i)
    fmt::print("  {:<32} {} {} {} {:>9.1f} %\n", parts[i].part, filled(shown(parts[i].a, unit), 12),
               filled(shown(parts[i].b, unit), 12), filled(change_of(parts[i], unit), 12),
               total == 0 ? 0 : 100 * parts[i].change() / total);
  if (parts.size() > kShown) fmt::print("  and {} smaller ones\n", parts.size() - kShown);
  fmt::print("  {:<32} {} {} {}\n", "all", filled("", 12), filled("", 12),
             filled(change_of({"", 0.0, total}, unit), 12));
}

/// "B takes 53.4 % more time: layer.mlp.down makes 32 % of it, layer.mlp.up 24 %."
void print_verdict(const Comparison& c, const std::vector<Difference>& parts, const char* key,
                   const char* noun) {
  const auto total = std::find_if(c.totals.begin(), c.totals.end(),
                                  [&](const Difference& d) { return d.part == key; });
  if (total == c.totals.end() || !total->a || !total->b) return;
  const double share = relative(*total);
  if (share == 0) {
    fmt::print("Both take the same {}.\n", noun);
    return;
  }
  fmt::print("B takes {:.3g} % {} {}", 100 * std::abs(share), share > 0 ? "more" : "less", noun);
  const char* separator = ": most of it in";
  for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 3); ++i) {
    if (parts[i].change() / total->change() < kWorthNaming) break;
    fmt::print("{} {} ({:.0f} %)", separator, parts[i].part,
               100 * parts[i].change() / total->change());
    separator = ",";
  }
  fmt::print(".\n");
}

void print(const Json& a, const Json& b, const Comparison& c) {
  fmt::print("A: {} ({})\nB: {} ({})\n\n", title(a), text(a, "program_version"), title(b),
             text(b, "program_version"));
  print_verdict(c, c.time_s, "time_s", "time");
  print_verdict(c, c.energy_j, "energy_j", "energy");
  fmt::print("\n");
  for (const Difference& d : c.totals)
    fmt::print("  {:<32} {} {} {} {:>+9.2f} %\n", d.part, filled(shown(d.a, unit_of(d.part)), 12),
               filled(shown(d.b, unit_of(d.part)), 12), filled(change_of(d, unit_of(d.part)), 12),
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
