/// Registers the tool behind `fluxgate characterise`.
#include "sim/contract/characterise.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "models/sfq/characterise/measure.h"

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
  BenchOptions loaded;
  loaded.load = "SPLIT";
  for (const DelayRow& row : measure_delays(cell, loaded))
    keep_largest(result.delays_ps,
                 fmt::format("{}_to_{}_into_split", name(cell.inputs, row.input),
                             name(cell.outputs, row.output)),
                 row.to_junction);
}

void add_windows(Cell& cell, CharacteriseResult& result) {
  cell.windows = measure_windows(cell);
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

CharacteriseResult run(const CharacteriseRequest& request) {
  Cell cell = read_cell(request.cell);
  for (Transition& t : cell.transitions) t.delay_ps.clear();
  measure_circuit(cell);
  CharacteriseResult result;
  result.cell = cell.id;
  result.summary = cell.summary;
  result.junctions = cell.junctions;
  result.critical_ua = cell.critical_ua;
  result.bias_ua = cell.bias_ua;
  add_delays(cell, result);
  add_windows(cell, result);
  cell.energy_aj = measure_energy(cell);
  cell.jitter_ps = measure_jitter(cell, request.noise_pulses, request.seed);
  result.energy_aj = cell.energy_aj;
  result.jitter_ps = cell.jitter_ps;
  result.margin_percent["dut_bias"] = measure_margins(cell, Biased::Cell);
  result.margin_percent["global_bias"] = measure_margins(cell, Biased::Everything);
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
