/// Runs a network with real numbers, operator by operator: weights and inputs are random by the
/// seed, the computations that units carry go through `primitives`, all else is double precision.
/// Small networks only: it is a reference, not a simulation of time. A tensor that is wider than an
/// operator needs gives its leading columns (a projection that several operators share, such as dt,
/// B and C of Mamba, is read from the column where the one before ended).
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "sim/graph/graph.h"
#include "sim/graph/op_kind.h"

namespace fluxgate {

/// Throws ModelError above this: a functional run takes seconds, not hours.
inline constexpr std::int64_t kMostFunctionalMacs = 200'000'000;
inline constexpr std::int64_t kMostMeasuredMacs = 100'000'000'000;  // no RTL: matrix products alone

/// The output of the last operator.
[[nodiscard]] Array execute(const Graph& graph, const Primitives& primitives, std::uint64_t seed);

/// Mean pulses a value and time step of every operand that is coded as spikes, by operator name, in
/// a run with random inputs and weights: what a neuron's threshold makes of them, not what a
/// trained network would give. ModelError when no operand is coded so.
[[nodiscard]] std::map<std::string, double> measure_spike_rates(const Graph& graph,
                                                                std::uint64_t seed);

}  // namespace fluxgate
