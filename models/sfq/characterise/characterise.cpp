/// Registers the tool behind `fluxgate characterise`.
#include "sim/contract/characterise.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "models/sfq/characterise/laws.h"
#include "models/sfq/characterise/measure.h"
#include "models/sfq/characterise/neuron.h"

namespace fluxgate::sfq {
namespace {

std::string name(const std::vector<Pin>& pins, int i) {
  return pins[static_cast<std::size_t>(i)].name;
}

/// Largest over the states.
void keep_largest(std::map<std::string, double>& map, const std::string& key, double value) {
  const auto [found, is_new] = map.emplace(key, value);
  if (!is_new) found->second = std::max(found->second, value);
}

void add_delays(Cell& cell, CharacteriseResult& result) {
  for (const DelayRow& row : measure_delays(cell, {})) {
    const std::string key = name(cell.inputs, row.input) + "_to_" + name(cell.outputs, row.output);
    keep_largest(result.delays_ps, key, row.to_junction);
    keep_largest(result.delays_ps, key + "_load", row.to_load);
    for (Transition& t : cell.transitions)
      if (t.from == row.state && t.input == row.input) t.delay_ps.push_back(row.nominal);
  }
  for (const double bias : {0.9, 1.1}) {
    BenchOptions options;
    options.dut_bias = bias;
    for (const DelayRow& row : measure_delays(cell, options))
      keep_largest(result.delays_ps,
                   fmt::format("{}_to_{}_bias_{}", name(cell.inputs, row.input),
                               name(cell.outputs, row.output), bias),
                   row.to_junction);
  }
  if (cell.is_level) return;  // a level has one load, the wire to room temperature
  BenchOptions loaded;
  loaded.load = "SPLIT";
  for (const DelayRow& row : measure_delays(cell, loaded))
    keep_largest(result.delays_ps,
                 fmt::format("{}_to_{}_into_split", name(cell.inputs, row.input),
                             name(cell.outputs, row.output)),
                 row.to_junction);
}

void add_windows(Cell& cell, const std::vector<TimingWindow>& windows, CharacteriseResult& result) {
  cell.windows = windows;
  for (const TimingWindow& w : cell.windows) {
    const std::string key = name(cell.inputs, w.first) + "_" + name(cell.inputs, w.second);
    auto& map = w.first == w.second      ? result.separation_ps
                : w.second == cell.clock ? result.setup_ps
                : w.first == cell.clock  ? result.hold_ps
                                         : result.separation_ps;
    keep_largest(map, key, w.least_ps);
  }
}

void write(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  std::ofstream file(part);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(part, path, error);
  if (!file || error) throw ConfigError(fmt::format("{}: cannot write this file", path));
}

/// Synapse: delays against weight current and the pass probability at 4.2 K.
CharacteriseResult run_synapse(const CharacteriseRequest& request) {
  CharacteriseResult result;
  result.cell = "syn";
  result.summary = "Synapse: passes or drops a pulse by its weight current";
  result.junctions = 2;
  result.critical_ua = 320;  // two of 160, circuits/neuron.cir; the weight is the only bias
  for (const double isyn : {60, 80, 100, 140, 180, 220}) {
    const NeuronRun r = run_neuron({"SYN", isyn, 2});
    result.delays_ps[fmt::format("a_to_q_at_{}_ua", isyn)] = r.decision.at(0) - r.in.at(0);
  }
  result.curves["pass_threshold_ua"] = pass_threshold_ua();
  std::vector<std::pair<double, double>> points;
  for (double isyn = 44; isyn <= 58; isyn += 2) {
    points.emplace_back(isyn, pass_probability(isyn, request.noise_pulses, request.seed));
    result.curves[fmt::format("pass_probability_at_{}_ua", isyn)] = points.back().second;
  }
  const Probit fit = fit_probit(points, request.noise_pulses);
  result.curves["pass_mean_ua"] = fit.mean_ua;
  result.curves["pass_sigma_ua"] = fit.sigma_ua;
  if (!request.file.empty())
    write(request.file, to_yaml(measure_synapse_law(request.noise_pulses, request.seed)));
  return result;
}

/// Soma: pulses out of 24 by threshold current and period.
CharacteriseResult run_soma(const CharacteriseRequest& request) {
  CharacteriseResult result;
  result.cell = "soma";
  result.summary = "Soma: leaky integrate and fire, threshold by a current";
  result.junctions = 2;
  result.critical_ua = 300;  // 200 and 100, circuits/neuron.cir
  result.bias_ua = 140;      // without the threshold current
  for (const double ith : {45, 75, 105})
    for (const double period : {20.0, 25.0, 33.3, 50.0, 100.0})
      result.curves[fmt::format("pulses_of_24_at_{}_ua_{}_ps", ith, period)] =
          soma_pulses(ith, period, 24);
  const SomaLaw law = measure_soma_law(request.noise_pulses, request.seed);
  result.curves["law_quantum_ua"] = law.quantum_ua;
  result.curves["law_reset_ua"] = law.reset_ua;
  result.curves["law_threshold_ua"] = law.threshold_ua;
  result.curves["law_memory_ps"] = law.memory_ps;
  result.curves["law_latency_ps"] = law.latency_ps;
  result.curves["law_slope_ps"] = law.slope_ps;
  result.curves["law_noise_ua"] = law.noise_ua;
  result.curves["law_noise_lead_ua"] = law.noise_lead_ua;
  if (!request.file.empty()) write(request.file, to_yaml(law));
  return result;
}

CharacteriseResult run(const CharacteriseRequest& request) {
  if (request.cell == "syn") return run_synapse(request);
  if (request.cell == "soma") return run_soma(request);
  Cell cell = read_cell(request.cell);
  for (Transition& t : cell.transitions) t.delay_ps.clear();
  measure_circuit(cell);
  CharacteriseResult result;
  result.cell = cell.id;
  result.summary = cell.summary;
  result.junctions = cell.junctions;
  result.critical_ua = cell.critical_ua;
  result.bias_ua = cell.bias_ua;
  // Independent runs of the circuit: the longest, the windows, share the machine with the rest.
  const auto start = [](auto measure) { return std::async(std::launch::async, measure); };
  auto cell_margins = start([&] { return measure_margins(cell, Biased::Cell); });
  auto global_margins = start([&] { return measure_margins(cell, Biased::Everything); });
  auto windows = start([&] { return measure_windows(cell); });
  auto jitter = start(
      [&] { return cell.is_level ? 0 : measure_jitter(cell, request.noise_pulses, request.seed); });
  result.energy_aj = measure_energy(cell);
  result.margin_percent["dut_bias"] = cell_margins.get();
  result.margin_percent["global_bias"] = global_margins.get();
  if (cell.is_level)
    result.margin_percent["level_global_bias"] = measure_margins(cell, Biased::Level);
  const std::vector<TimingWindow> measured = windows.get();
  cell.jitter_ps = jitter.get();
  if (!cell.is_level) result.jitter_ps = cell.jitter_ps;
  cell.energy_aj = *result.energy_aj;
  add_delays(cell, result);
  add_windows(cell, measured, result);
  if (request.samples > 0)
    result.yield = measure_yield(cell, request.spread, request.samples, request.seed);
  cell.source = fmt::format("measured: circuit models/sfq/circuits/{} by fluxgate characterise {}",
                            cell.file, cell.id);
  if (!request.file.empty()) write(request.file, to_yaml(cell));
  return result;
}

[[maybe_unused]] const bool kRegistered =
    CharacteriseTools::add("rsfq", {"SFQ cells from their circuits", run});

}  // namespace
}  // namespace fluxgate::sfq
