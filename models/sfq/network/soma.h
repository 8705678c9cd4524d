/// State of one soma under the law of laws.h: pulses in, pulses out. Times in ps, ascending.
#pragma once
#include <optional>

#include "models/sfq/network/chance.h"
#include "models/sfq/network/laws.h"

namespace fluxgate::sfq {

class Soma {
 public:
  Soma(const SomaLaw& law, double ith_ua, double temperature_k);
  /// A pulse arrives; gives the time at which one leaves, if the soma fires.
  std::optional<double> arrive(double time_ps, Chance& chance);

 private:
  void advance(double time_ps, Chance& chance);
  const SomaLaw& law_;
  double over_without_memory_ua_, noise_ua_;
  double memory_ua_ = 0, now_ps_ = 0;
  std::optional<double> fires_ps_;
};

}  // namespace fluxgate::sfq
