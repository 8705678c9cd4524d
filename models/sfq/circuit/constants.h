/// Constants and units of the circuit solver. Inside it time is ps, inductance pH, resistance ohm,
/// capacitance pF, current uA and flux an angle in rad (2 pi = one flux quantum), so that the three
/// stamps of an element share one factor: i = kFlux / L phi, kFlux / R phi', kFlux C phi''.
#pragma once

namespace fluxgate::sfq {

inline constexpr double kPi = 3.141592653589793;
inline constexpr double kTwoPi = 2 * kPi;
inline constexpr double kElementaryCharge = 1.602176634e-19;               // C, SI 2019
inline constexpr double kPlanck = 6.62607015e-34;                          // J s, SI 2019
inline constexpr double kBoltzmann = 1.380649e-23;                         // J/K, SI 2019
inline constexpr double kSpeedOfLight = 299792458;                         // m/s, SI 2019
inline constexpr double kVacuumPermeability = 1.25663706212e-6;            // H/m, CODATA 2018
inline constexpr double kVacuumPermittivity = 8.8541878128e-12;            // F/m, CODATA 2018
inline constexpr double kFluxQuantum = kPlanck / (2 * kElementaryCharge);  // Wb
inline constexpr double kReducedFlux = kFluxQuantum / kTwoPi;              // Wb per rad
/// uA per rad in 1 pH; mV per rad/ps times 1000; uA per rad/ps^2 in 1 pF.
inline constexpr double kFlux = kReducedFlux * 1e18;

}  // namespace fluxgate::sfq
