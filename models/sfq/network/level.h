/// One case of a network at one of the three levels. Rates are pulses of a neuron over the slots.
#pragma once
#include <cstdint>
#include <vector>

#include "models/sfq/network/laws.h"
#include "models/sfq/network/network.h"

namespace fluxgate::sfq {

struct Surroundings {
  double temperature_k = 4.2;
  std::uint64_t seed = 1;
  int slots = 0;
};

struct Activity {
  std::vector<int> pulses;      // of every neuron's soma
  std::int64_t violations = 0;  // pulses lost in mergers and inverters (pulse level)
};

/// The deck of a case: sources, cells, synapses, somas; every soma's threshold junction printed.
[[nodiscard]] std::string network_deck(const Network& network, const Case& one,
                                       const Surroundings& around);
[[nodiscard]] Activity run_circuit(const Network& network, const Case& one,
                                   const Surroundings& around);
/// All cases side by side in one net of pulses (one elaboration a process).
[[nodiscard]] std::vector<Activity> run_pulses(const Network& network, const NeuronLaws& laws,
                                               const std::vector<Case>& cases,
                                               const std::vector<Surroundings>& around);
/// Statistical events, a neuron at a time, without cells (architecture.cpp).
class Architecture {
 public:
  Architecture(const Network& network, const NeuronLaws& laws);
  [[nodiscard]] Activity run(const Case& one, const Surroundings& around) const;

 private:
  const Network& network_;
  const NeuronLaws& laws_;
  std::vector<std::vector<double>> delays_ps_;  // [neuron][synapse], source to fan-in
  double jtl_ps_ = 0, merge_window_ps_ = 0, invert_ps_ = 0;
};

/// Random stream of a synapse, a soma; equal for a case whatever runs beside it.
[[nodiscard]] std::uint64_t stream_of(int neuron, int synapse);

}  // namespace fluxgate::sfq
