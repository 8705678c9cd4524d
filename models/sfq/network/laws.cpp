#include "models/sfq/network/laws.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/sfq/network/yaml.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {

double SynapseLaw::pass_probability(double isyn_ua, double temperature_k) const {
  if (temperature_k <= 0) return isyn_ua >= mean_ua ? 1 : 0;
  const double sigma = sigma_ua * std::sqrt(temperature_k / kLiquidHeliumK);
  return std::erfc((mean_ua - isyn_ua) / sigma / std::sqrt(2.0)) / 2;
}

double SynapseLaw::delay_ps(double isyn_ua) const {
  const auto above =
      std::lower_bound(delays_ps.begin(), delays_ps.end(), std::pair<double, double>(isyn_ua, 0));
  if (above == delays_ps.begin()) return above->second;
  if (above == delays_ps.end()) return delays_ps.back().second;
  const auto& below = *(above - 1);
  const double share = (isyn_ua - below.first) / (above->first - below.first);
  return below.second + share * (above->second - below.second);
}

NeuronLaws read_laws() {
  const std::string folder = share_path("models/sfq/network/laws");
  NeuronLaws laws;
  const ConfigNode syn = read_yaml_file(folder + "/syn.yaml");
  yaml::known(syn, {"mean_ua", "sigma_ua", "delays_ps", "source"});
  laws.synapse.mean_ua = yaml::number(syn, "mean_ua");
  laws.synapse.sigma_ua = yaml::number(syn, "sigma_ua");
  for (const ConfigNode& row : yaml::member(syn, "delays_ps").items)
    laws.synapse.delays_ps.emplace_back(yaml::number(row, "isyn_ua"), yaml::number(row, "delay"));
  const ConfigNode soma = read_yaml_file(folder + "/soma.yaml");
  yaml::known(soma, {"quantum_ua", "reset_ua", "threshold_ua", "memory_ps", "latency_ps",
                     "slope_ps", "joints_ps", "noise_ua", "noise_lead_ua", "source"});
  laws.soma = {yaml::number(soma, "quantum_ua"),   yaml::number(soma, "reset_ua"),
               yaml::number(soma, "threshold_ua"), yaml::number(soma, "memory_ps"),
               yaml::number(soma, "latency_ps"),   yaml::number(soma, "slope_ps"),
               yaml::number(soma, "joints_ps"),    yaml::number(soma, "noise_ua"),
               yaml::number(soma, "noise_lead_ua")};
  return laws;
}

std::string to_yaml(const SynapseLaw& law) {
  std::string text =
      fmt::format("mean_ua: {:.2f}\nsigma_ua: {:.2f}\ndelays_ps:\n", law.mean_ua, law.sigma_ua);
  for (const auto& [isyn, delay] : law.delays_ps)
    text += fmt::format("  - {{isyn_ua: {}, delay: {:.3f}}}\n", isyn, delay);
  return text +
         "source: \"measured: circuit models/sfq/circuits/neuron.cir by fluxgate characterise "
         "syn\"\n";
}

std::string to_yaml(const SomaLaw& law) {
  return fmt::format(
      "quantum_ua: {:.2f}\nreset_ua: {:.2f}\nthreshold_ua: {:.2f}\nmemory_ps: {:.2f}\n"
      "latency_ps: {:.3f}\nslope_ps: {:.3f}\njoints_ps: {:.3f}\nnoise_ua: {:.3f}\n"
      "noise_lead_ua: {:.3f}\n"
      "source: \"measured: circuit models/sfq/circuits/neuron.cir by fluxgate characterise "
      "soma\"\n",
      law.quantum_ua, law.reset_ua, law.threshold_ua, law.memory_ps, law.latency_ps, law.slope_ps,
      law.joints_ps, law.noise_ua, law.noise_lead_ua);
}

}  // namespace fluxgate::sfq
