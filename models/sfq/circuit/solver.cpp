/// Registers the solver behind `fluxgate circuit`.
#include <optional>

#include "models/sfq/circuit/energy.h"
#include "models/sfq/circuit/recorder.h"
#include "sim/contract/circuit.h"

namespace fluxgate::sfq {
namespace {

CircuitResult run(const CircuitRequest& request) {
  const Netlist netlist = read_deck(request.deck, request.seed);
  const System system = assemble(netlist, Junctions::Dynamic);
  EnergyMeter meter(netlist, system);
  std::optional<Recorder> recorder;
  if (!request.waves.empty()) recorder.emplace(netlist, system);
  std::optional<double> stored_at_start;
  TransientOptions options;
  options.seed = request.seed;
  options.on_step = [&](double time, double h, const State& before, const State& after,
                        const Stepper& stepper, const Window& window) {
    if (!stored_at_start) stored_at_start = meter.stored(before);
    meter.step(time, h, before, after, stepper, window);
    if (recorder) recorder->step(time, h, before, after);
  };
  const TransientResult r = run_transient(netlist, options);
  if (recorder) recorder->write(request.waves, r.end);

  CircuitResult result;
  result.junctions = static_cast<std::int64_t>(netlist.junctions.size());
  result.nodes = static_cast<std::int64_t>(netlist.node_names.size());
  result.steps = r.steps;
  result.rejected = r.rejected;
  result.factorisations = r.factorisations;
  result.energy = {
      meter.sources(), meter.dissipated(),
      meter.stored(r.end) - stored_at_start.value_or(0) + meter.to_aj(r.line_energy_ua_rad)};
  result.notes = netlist.notes;
  for (const Output& o : netlist.outputs) {
    if (o.kind != Output::Kind::Phase) continue;
    for (std::size_t i = 0; i < netlist.junctions.size(); ++i)
      if (netlist.junctions[i].name == o.target)
        result.pulses_ps.emplace_back(o.label, r.pulses_ps[i]);
  }
  return result;
}

[[maybe_unused]] const bool kRegistered =
    CircuitSolvers::add("rcsj", {"RCSJ junctions in the phase formulation", run});

}  // namespace
}  // namespace fluxgate::sfq
