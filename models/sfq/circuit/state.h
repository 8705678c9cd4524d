/// Fluxes of all unknowns and their derivatives.
#pragma once
#include <vector>

namespace fluxgate::sfq {

/// rad, rad/ps, rad/ps^2; an unknown that is a branch current keeps it in `acceleration` (uA).
struct State {
  std::vector<double> flux, rate, acceleration;
  explicit State(std::size_t size) : flux(size, 0), rate(size, 0), acceleration(size, 0) {}
};

/// Flux and rate of an unknown inside a step of length h: the cubic through both ends.
struct Cubic {
  double start, start_rate, end, end_rate, h;
  [[nodiscard]] double value(double u) const {  // u in 0..1
    const double a = 1 - u;
    return a * a * (1 + 2 * u) * start + u * u * (3 - 2 * u) * end +
           h * u * a * (a * start_rate - u * end_rate);
  }
  [[nodiscard]] double rate(double u) const {
    const double a = 1 - u;
    return 6 * u * a * (end - start) / h + a * (1 - 3 * u) * start_rate +
           u * (3 * u - 2) * end_rate;
  }
};

/// Value of a branch, given the vector of node values; a node below 0 is ground.
[[nodiscard]] inline double across(const std::vector<double>& x, int plus, int minus) {
  return (plus < 0 ? 0 : x[static_cast<std::size_t>(plus)]) -
         (minus < 0 ? 0 : x[static_cast<std::size_t>(minus)]);
}

}  // namespace fluxgate::sfq
