/// `fluxgate pulse`: a netlist of SFQ cells at the level of pulses.
#include "sim/contract/pulse.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/cold_power_text.h"
#include "sim/cli/command.h"

namespace fluxgate {
namespace {

struct Options {
  PulseRequest request;
  bool is_json = false;
};

void print_design(const PulseDesign& d) {
  fmt::print(
      "design: {} clocks from inputs to outputs; inserted {} balancing flip-flops, {} splitters, "
      "{} clock splitters, {} delay JTLs\n",
      d.levels, d.balancing_flip_flops, d.splitters, d.clock_splitters, d.delay_jtls);
  fmt::print("  cells:");
  for (const auto& [kind, count] : d.cells) fmt::print(" {} {}", count, kind);
  fmt::print("\n  bias {:.4g} mA\n", d.bias_ua / 1000);
  for (const auto& [name, bits] : d.bits) {
    fmt::print("  {}:", name);
    for (const bool bit : bits) fmt::print(" {}", bit ? 1 : 0);
    fmt::print("\n");
  }
  print_cold_power(d.power);
}

nlohmann::ordered_json to_json(const PulseDesign& d) {
  return {{"levels", d.levels},
          {"balancing_flip_flops", d.balancing_flip_flops},
          {"splitters", d.splitters},
          {"clock_splitters", d.clock_splitters},
          {"delay_jtls", d.delay_jtls},
          {"cells", d.cells},
          {"bias_ua", d.bias_ua},
          {"power", cold_power_json(d.power)},
          {"bits", d.bits}};
}

void act(const Options& o) {
  const PulseResult r = PulseTools::all().begin()->second.run(o.request);
  for (const std::string& note : r.notes) fmt::print(stderr, "fluxgate: violation: {}\n", note);
  if (!o.is_json) {
    fmt::print("{} cells, {} junctions: {} pulses, {} violations, bias work {:.4g} aJ\n", r.cells,
               r.junctions, r.events, r.violations, r.bias_work_aj);
    for (const auto& [name, times] : r.pulses_ps)
      fmt::print("  {}: {} pulses {:.3f}\n", name, times.size(), fmt::join(times, " "));
    if (r.design) print_design(*r.design);
    return;
  }
  nlohmann::ordered_json json{
      {"cells", r.cells},           {"junctions", r.junctions},       {"pulse_events", r.events},
      {"violations", r.violations}, {"bias_work_aj", r.bias_work_aj}, {"seed", o.request.seed},
      {"notes", r.notes},           {"pulses", r.pulses_ps}};
  if (r.design) json["design"] = to_json(*r.design);
  fmt::print("{}\n", json.dump(2));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "pulse", {"netlist of SFQ cells, event by event", "fluxgate pulse net.yaml --violations warn",
              [](CLI::App& app) -> std::function<void()> {
                auto o = std::make_shared<Options>();
                app.add_option("netlist", o->request.netlist,
                               "cells and wires, or a design of gates (.yaml)")
                    ->required();
                app.add_option("--violations", o->request.violations,
                               "of setup, hold, separation: error, warn, random, lose")
                    ->default_val("error");
                app.add_flag("--jitter", o->request.has_jitter,
                             "delays spread by each cell's rms at 4.2 K");
                app.add_option("--seed", o->request.seed, "of jitter and random")->default_val(1);
                app.add_flag("--json", o->is_json, "one JSON object on stdout");
                return [o] { act(*o); };
              }});

}  // namespace
}  // namespace fluxgate
