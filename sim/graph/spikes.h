/// Spiking networks: what an operator's line may say, and what a whole network comes to.
///
/// Keys of an operator: spike_rate (mean spikes a value and time step), spike_levels (most of
/// them), time_steps (that its sizes contain), spike_operand (index of the input), coding (spikes,
/// graded, analog: operator.h). What a line leaves out is the parameter of that name, if there is
/// one.
///
/// The 45 nm convention of the field: every multiply-accumulate with an analog input costs 4.6 pJ,
/// every synaptic operation (an accumulate that a spike causes, macs x rate) 0.9 pJ: arithmetic of
/// 32-bit floats, no memory, no wires, no control (models/technology/spiking_45nm.yaml).
#pragma once
#include <optional>

#include "sim/core/config.h"
#include "sim/graph/graph.h"
#include "sim/graph/network_parameters.h"

namespace fluxgate {

[[nodiscard]] bool is_spike_key(const std::string& key);
/// Empty when the line has no key of spikes. ConfigError with place for a bad rate or coding.
[[nodiscard]] std::optional<Spikes> read_spikes(const ConfigNode& item, const Scope& scope,
                                                NetworkParameters& parameters);

struct SpikeTotals {
  std::int64_t time_steps = 0;  // 0: not a spiking network
  double analog_macs = 0, synaptic_operations = 0;
  double dense_macs = 0;  // in operators that are not coded at all
};
[[nodiscard]] SpikeTotals count_spikes(const Graph& graph);

struct SpikingConvention {
  double mac_j = 0, accumulate_j = 0;
  [[nodiscard]] double energy_j(double analog_macs, double synaptic_operations) const {
    return analog_macs * mac_j + synaptic_operations * accumulate_j;
  }
};
[[nodiscard]] SpikingConvention load_spiking_convention();
[[nodiscard]] inline double convention_energy_j(double analog_macs, double synaptic_operations) {
  return load_spiking_convention().energy_j(analog_macs, synaptic_operations);
}

}  // namespace fluxgate
