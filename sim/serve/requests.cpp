#include "sim/serve/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "sim/core/errors.h"
#include "sim/core/random.h"

namespace fluxgate {
namespace {

constexpr double kMostTokens = 1e6;

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find(':', begin);
    parts.push_back(text.substr(begin, end - begin));
  }
  return parts;
}

}  // namespace

std::int64_t LengthDistribution::at(double u, double v) const {
  double value = first;
  switch (kind) {
    case Kind::Fixed:
      break;
    case Kind::Uniform:
      value = first + std::floor(u * (second - first + 1));
      break;
    case Kind::Exponential:
      value = -first * std::log(u);
      break;
    case Kind::LogNormal:
      value = first *
              std::exp(second * std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v));
      break;
  }
  return std::llround(std::clamp(value, 1.0, kMostTokens));
}

LengthDistribution parse_lengths(const std::string& option, const std::string& text) {
  using Kind = LengthDistribution::Kind;
  const std::vector<std::string> parts = parts_of(text);
  const auto fail = [&](const std::string& why) {
    return UsageError(fmt::format(
        "{} {}: {}; write 512, uniform:LOW:HIGH, exponential:MEAN or lognormal:MEDIAN:SIGMA",
        option, text, why));
  };
  const auto number = [&](std::size_t i, double least, double most) {
    double value = 0;
    const std::string& part = parts.at(i);
    const char* end = part.data() + part.size();
    const auto [at, error] = std::from_chars(part.data(), end, value);
    if (error != std::errc{} || at != end || !(value >= least && value <= most))
      throw fail(fmt::format("'{}' is not a number from {} to {}", part, least, most));
    return value;
  };
  if (parts.size() == 1) return {Kind::Fixed, std::floor(number(0, 1, kMostTokens)), 0};
  if (parts[0] == "uniform" && parts.size() == 3) {
    const double low = number(1, 1, kMostTokens);
    return {Kind::Uniform, low, number(2, low, kMostTokens)};
  }
  if (parts[0] == "exponential" && parts.size() == 2)
    return {Kind::Exponential, number(1, 1, kMostTokens), 0};
  if (parts[0] == "lognormal" && parts.size() == 3)
    return {Kind::LogNormal, number(1, 1, kMostTokens), number(2, 0, 5)};
  throw fail("not a distribution");
}

std::vector<Request> make_requests(const Traffic& traffic) {
  std::uint64_t state = split_mix(traffic.seed + kSplitMixStep);
  const auto uniform = [&state] {
    state += kSplitMixStep;
    return (static_cast<double>(split_mix(state) >> 11U) + 0.5) * 0x1p-53;
  };
  std::vector<Request> requests(static_cast<std::size_t>(traffic.requests));
  double clock = 0;  // in mean gaps, so that a rate scales it
  for (Request& r : requests) {
    clock -= std::log(uniform());
    r.arrival_s = clock / traffic.rate_per_s;
    const double a = uniform(), b = uniform(), c = uniform(), d = uniform();
    r.prompt = traffic.prompt.at(a, b);
    r.output = traffic.output.at(c, d);
  }
  return requests;
}

}  // namespace fluxgate
