/// Requests of a service: Poisson arrivals, lengths of prompts and outputs from distributions, all
/// from one seed. The same seed gives the same lengths at every rate, arrivals closer together.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fluxgate {

/// "512", "uniform:LOW:HIGH", "exponential:MEAN", "lognormal:MEDIAN:SIGMA"; whole numbers from 1.
struct LengthDistribution {
  enum class Kind { Fixed, Uniform, Exponential, LogNormal };
  Kind kind = Kind::Fixed;
  double first = 1, second = 0;
  /// `u`, `v`: uniform in (0, 1).
  [[nodiscard]] std::int64_t at(double u, double v) const;
};
/// UsageError names `option` and the known forms.
[[nodiscard]] LengthDistribution parse_lengths(const std::string& option, const std::string& text);

struct Request {
  double arrival_s = 0;
  std::int64_t prompt = 1, output = 1;
};
struct Traffic {
  double rate_per_s = 1;
  std::int64_t requests = 1;
  LengthDistribution prompt, output;
  std::uint64_t seed = 1;
};
[[nodiscard]] std::vector<Request> make_requests(const Traffic& traffic);

}  // namespace fluxgate
