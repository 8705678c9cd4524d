/// `fluxgate circuit`: Josephson-junction transient of a SPICE deck.
#include "sim/contract/circuit.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/cli/terminal.h"

namespace fluxgate {
namespace {

struct Options {
  CircuitRequest request;
  bool is_json = false;
};

void print_table(const CircuitResult& r, double wall_s) {
  fmt::print("{} junctions, {} nodes: {} steps ({} rejected), {} factorisations, {:.3g} s\n",
             r.junctions, r.nodes, r.steps, r.rejected, r.factorisations, wall_s);
  fmt::print("energy: sources {:.4g} aJ, dissipated {:.4g} aJ, stored {:.4g} aJ\n",
             r.energy.sources, r.energy.dissipated, r.energy.stored);
  for (const auto& [label, times] : r.pulses_ps) {
    fmt::print("  {}: {} pulses", label, times.size());
    for (const double t : times) fmt::print(" {:.3f}", t);
    fmt::print("{}\n", times.empty() ? "" : " ps");
  }
}

void act(const Options& o) {
  const CircuitSolver& solver = CircuitSolvers::all().begin()->second;
  const auto begin = std::chrono::steady_clock::now();
  const CircuitResult r = solver.run(o.request);
  const double wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::string& note : r.notes) print_note(note);
  if (!o.is_json) return print_table(r, wall_s);
  nlohmann::ordered_json pulses = nlohmann::ordered_json::object();
  for (const auto& [label, times] : r.pulses_ps) pulses[label] = times;
  const nlohmann::ordered_json json{{"junctions", r.junctions},
                                    {"nodes", r.nodes},
                                    {"steps", r.steps},
                                    {"rejected_steps", r.rejected},
                                    {"factorisations", r.factorisations},
                                    {"wall_s", wall_s},
                                    {"seed", o.request.seed},
                                    {"energy_aj",
                                     {{"sources", r.energy.sources},
                                      {"dissipated", r.energy.dissipated},
                                      {"stored", r.energy.stored}}},
                                    {"pulses", pulses}};
  fmt::print("{}\n", json.dump(2));
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "circuit",
    {"Josephson-junction transient of a SPICE deck as JoSIM reads it",
     "fluxgate circuit jtl.cir --out waves.csv", [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("deck", o->request.deck, "deck (.cir)")->required();
       app.add_option("--out", o->request.waves, "CSV of what .print names");
       app.add_option("--seed", o->request.seed, "of noise and .spread")->default_val(1);
       app.add_flag("--json", o->is_json, "one JSON object on stdout");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
