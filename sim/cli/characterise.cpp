/// `fluxgate characterise`: delays, windows, margins, energy of an SFQ cell from its circuit.
#include "sim/contract/characterise.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"

namespace fluxgate {
namespace {

struct Options {
  CharacteriseRequest request;
  bool is_json = false;
};

nlohmann::ordered_json to_json(const std::map<std::string, double>& map) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [key, value] : map) json[key] = value;
  return json;
}
nlohmann::ordered_json to_json(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

void print_map(const char* title, const std::map<std::string, double>& map) {
  for (const auto& [key, value] : map) fmt::print("  {:<11} {:<28} {:8.3f}\n", title, key, value);
}

void print_table(const CharacteriseResult& r) {
  fmt::print("{}: {}\n  {} junctions, {:.0f} uA critical, {:.0f} uA bias\n", r.cell, r.summary,
             r.junctions, r.critical_ua, r.bias_ua);
  print_map("delay ps", r.delays_ps);
  print_map("setup ps", r.setup_ps);
  print_map("hold ps", r.hold_ps);
  print_map("separate ps", r.separation_ps);
  for (const auto& [key, range] : r.margin_percent)
    fmt::print("  {:<11} {:<28} {:+.1f} .. {:+.1f}\n", "margin %", key, range.first, range.second);
  if (r.energy_aj) fmt::print("  {:<40} {:8.3f}\n", "energy of an operation, aJ", *r.energy_aj);
  if (r.jitter_ps) fmt::print("  {:<40} {:8.4f}\n", "jitter at 4.2 K, ps rms", *r.jitter_ps);
  if (r.yield) fmt::print("  {:<40} {:8.3f}\n", "yield", *r.yield);
  print_map("curve", r.curves);
}

void act(const Options& o) {
  if (o.request.samples < 0 || o.request.noise_pulses < 2)
    throw UsageError("--samples must not be negative and --noise-pulses must be 2 or more");
  if (!(o.request.spread >= 0 && o.request.spread < 1))
    throw UsageError("--spread: give a share from 0 to below 1");
  const CharacteriseResult r = CharacteriseTools::all().begin()->second.run(o.request);
  if (!o.is_json) return print_table(r);
  nlohmann::ordered_json margins = nlohmann::ordered_json::object();
  for (const auto& [key, range] : r.margin_percent) margins[key] = {range.first, range.second};
  const nlohmann::ordered_json json{{"cell", r.cell},
                                    {"summary", r.summary},
                                    {"junctions", r.junctions},
                                    {"critical_ua", r.critical_ua},
                                    {"bias_ua", r.bias_ua},
                                    {"delays_ps", to_json(r.delays_ps)},
                                    {"setup_ps", to_json(r.setup_ps)},
                                    {"hold_ps", to_json(r.hold_ps)},
                                    {"separation_ps", to_json(r.separation_ps)},
                                    {"energy_aj", to_json(r.energy_aj)},
                                    {"margin_percent", margins},
                                    {"jitter_ps", to_json(r.jitter_ps)},
                                    {"yield", to_json(r.yield)},
                                    {"curves", to_json(r.curves)}};
  fmt::print("{}\n", json.dump(2));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "characterise",
    {"delays, windows, margins, energy of an SFQ cell from its circuit",
     "fluxgate characterise dff --samples 100 --spread 0.1",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("cell", o->request.cell, "an id of 'fluxgate list cells'")->required();
       app.add_option("--out", o->request.file,
                      "YAML to write with the table and what was measured");
       app.add_option("--seed", o->request.seed, "of noise and spread")->default_val(1);
       app.add_option("--samples", o->request.samples, "circuits for the yield")->default_val(0);
       app.add_option("--spread", o->request.spread, "share by which each value varies")
           ->default_val(0.05);
       app.add_option("--noise-pulses", o->request.noise_pulses, "operations for the jitter")
           ->default_val(200);
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
