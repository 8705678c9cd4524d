#include "models/sfq/network/soma.h"

#include <algorithm>
#include <cmath>

namespace fluxgate::sfq {

Soma::Soma(const SomaLaw& law, double ith_ua, double temperature_k) : law_(law) {
  const double heat = std::sqrt(temperature_k / kLiquidHeliumK);
  over_without_memory_ua_ = ith_ua - law.threshold_ua + law.noise_lead_ua * heat;
  noise_ua_ = law.noise_ua * heat;
}

void Soma::advance(double time_ps, Chance& chance) {
  const double kept = std::exp((now_ps_ - time_ps) / law_.memory_ps);
  memory_ua_ *= kept;
  if (noise_ua_ > 0) memory_ua_ += noise_ua_ * std::sqrt(1 - kept * kept) * chance.gauss();
  now_ps_ = time_ps;
}

std::optional<double> Soma::arrive(double time_ps, Chance& chance) {
  constexpr double kLeastOverUa = 0.05;  // 15 ps: the circuit has left the threshold by then
  constexpr double kLeastLatencyPs = 2;  // the junction's own switching
  if (fires_ps_ && *fires_ps_ <= time_ps) {
    advance(*fires_ps_, chance);
    memory_ua_ -= law_.reset_ua;
    fires_ps_.reset();
  }
  advance(time_ps, chance);
  memory_ua_ += law_.quantum_ua;
  const double over = memory_ua_ + over_without_memory_ua_;
  if (fires_ps_ || over <= 0) return std::nullopt;
  const double latency = std::max(
      kLeastLatencyPs, law_.latency_ps - law_.slope_ps * std::log(std::max(over, kLeastOverUa)));
  fires_ps_ = time_ps + latency;
  return *fires_ps_ + law_.joints_ps;
}

}  // namespace fluxgate::sfq
