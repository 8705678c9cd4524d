/// What a network is made of, and the power it takes.
///
/// Static: sum of all bias currents * 2.6 mV (RSFQ; with inductors instead of resistors, ERSFQ and
/// eSFQ, there is none). Dynamic: a pulse through a cell makes its bias work Ib * Phi0. Cables:
/// heat of one coaxial line an input and output.
/// Leaves out: bias lines (the share of one chip is not known), control of the weights.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "models/sfq/network/laws.h"
#include "models/sfq/network/level.h"

namespace fluxgate::sfq {

struct Inventory {
  std::map<std::string, std::int64_t> cells;  // "syn", "soma", "njtl", "jtl", "split", ...
  std::int64_t junctions = 0;
  double bias_ua = 0, area_mm2 = 0;
};
[[nodiscard]] Inventory count_cells(const Network& network);

/// Bias current times number of pulses, over all cells of a case, uA; the synapses' shares are
/// their means.
[[nodiscard]] double switched_ua(const Network& network, const NeuronLaws& laws, const Case& one,
                                 const Activity& activity, const Surroundings& around);

inline constexpr double kBiasVolt = 2.6e-3;            // RSFQ bias rail (issue: Ib x 2.6 mV)
inline constexpr double kFluxQuantum = 2.0678338e-15;  // Vs
inline constexpr double kCableWatt = 1e-3;  // assumed: 300 K to 4 K coaxial line, from memory

}  // namespace fluxgate::sfq
