/// Fits the laws of synapse and soma (network/laws.h) to their circuits.
#pragma once
#include <cstdint>

#include "models/sfq/network/laws.h"

namespace fluxgate::sfq {

/// Probits of `pulses` noisy pulses a current; delays without noise.
[[nodiscard]] SynapseLaw measure_synapse_law(int pulses, std::uint64_t seed);
/// Without noise: the ITH at which one pulse fires (threshold), at which the second of two fires
/// first (quantum, memory), at which both fire (reset), delays (latency). With noise: the probit of
/// single pulses (noise).
[[nodiscard]] SomaLaw measure_soma_law(int pulses, std::uint64_t seed);

}  // namespace fluxgate::sfq
