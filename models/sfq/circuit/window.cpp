#include "models/sfq/circuit/window.h"

#include <cmath>
#include <limits>

namespace fluxgate::sfq {
namespace {

/// Sine of many angles, written so that compilers vectorise it: reduced by multiples of pi, then
/// the series to x^17. Error below 1e-13 for |x| < 1e6 (tests/unit/sfq). std::sin took 18 % of a
/// line.
double fast_sin(double x) {
  constexpr double kInverse = 0.31830988618379067;
  constexpr double kHigh = 3.141592653589793, kLow = 1.2246467991473532e-16;
  constexpr double kRound = 6755399441055744.0;  // adding 1.5 * 2^52 rounds to an integer
  const double k = (x * kInverse + kRound) - kRound;
  const double r = (x - k * kHigh) - k * kLow;
  const double half = k * 0.5;
  const double parity = std::fabs(half - ((half + kRound) - kRound));  // 0 or 0.5
  const double q = r * r;
  double series = 1.0 / 355687428096000;
  series = series * q - 1.0 / 1307674368000;
  series = series * q + 1.0 / 6227020800;
  series = series * q - 1.0 / 39916800;
  series = series * q + 1.0 / 362880;
  series = series * q - 1.0 / 5040;
  series = series * q + 1.0 / 120;
  series = series * q - 1.0 / 6;
  return (1 - 4 * parity) * (r + r * q * series);
}

}  // namespace

void sines(const double* angle, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = fast_sin(angle[i]);
}

Window::Window(const Netlist& netlist, const System& system, const std::vector<char>& awake,
               const State& state, int serial)
    : local_(static_cast<std::size_t>(system.unknowns), -1), serial_(serial) {
  for (int i = 0; i < system.unknowns; ++i) {
    if (awake[static_cast<std::size_t>(i)] == 0) continue;
    local_[static_cast<std::size_t>(i)] = size();
    global_.push_back(i);
  }
  asleep_.assign(global_.size(), 0);
  for (const Entry& e : system.entries) {
    const int row = local_[static_cast<std::size_t>(e.row)];
    const int column = local_[static_cast<std::size_t>(e.column)];
    if (row < 0) continue;
    if (column < 0) {
      asleep_[static_cast<std::size_t>(row)] +=
          e.k * state.flux[static_cast<std::size_t>(e.column)];
      continue;
    }
    entries_.push_back({row, column, e.m, e.d, e.k, e.c});
    if (e.d != 0) conductances_.push_back({row, column, e.d});
    if (e.k != 0) stiffnesses_.push_back({row, column, e.k});
  }
  const auto ground = size();
  const auto place = [&](int node) {
    const int at = node == kGround ? -1 : local_[static_cast<std::size_t>(node)];
    return at < 0 ? ground : at;
  };
  const auto sleeping = [&](int node) {
    return node == kGround || local_[static_cast<std::size_t>(node)] >= 0
               ? 0.0
               : state.flux[static_cast<std::size_t>(node)];
  };
  for (std::size_t index = 0; index < netlist.junctions.size(); ++index) {
    const Junction& j = netlist.junctions[index];
    if (place(j.plus) == ground && place(j.minus) == ground) continue;
    junction_index_.push_back(index);
    plus_.push_back(place(j.plus));
    minus_.push_back(place(j.minus));
    offset_.push_back(sleeping(j.plus) - sleeping(j.minus));
    critical_.push_back(j.law.critical_ua);
    law_.push_back(&j.law);
    lower_.push_back(j.law.is_linear ? std::numeric_limits<double>::infinity() : j.law.lower);
    all_sine_ = all_sine_ && j.law.is_sine;
    has_excess_ = has_excess_ || !j.law.is_linear;
  }
  if (size() > 0) factor_ = std::make_unique<Factor>(size(), entries_);
}

void Window::balance(double time, const Sources& sources, const double* rate, const double* flux,
                     double* rhs) const {
  for (std::size_t i = 0; i < asleep_.size(); ++i) rhs[i] = -asleep_[i];
  rhs[asleep_.size()] = 0;
  sources.add(time, global_, local_, rhs);
  for (const Coefficient& c : conductances_) rhs[c.row] -= c.value * rate[c.column];
  for (const Coefficient& c : stiffnesses_) rhs[c.row] -= c.value * flux[c.column];
}

void Window::phases(const double* flux, double* out) const {
  for (std::size_t j = 0; j < plus_.size(); ++j)
    out[j] = flux[plus_[j]] - flux[minus_[j]] + offset_[j];
}

void Window::rates(const double* rate, double* out) const {
  for (std::size_t j = 0; j < plus_.size(); ++j) out[j] = rate[plus_[j]] - rate[minus_[j]];
}

bool Window::currents(const double* phase, const double* rate, double* out) const {
  if (all_sine_) {
    sines(phase, critical_.size(), out);
    for (std::size_t j = 0; j < critical_.size(); ++j) out[j] *= critical_[j];
  } else {
    for (std::size_t j = 0; j < critical_.size(); ++j) out[j] = law_[j]->supercurrent(phase[j]);
  }
  bool is_above = false;
  if (has_excess_)
    for (std::size_t j = 0; j < critical_.size(); ++j) {
      if (std::fabs(rate[j]) <= lower_[j]) continue;
      out[j] += law_[j]->excess(rate[j]);
      is_above = true;
    }
  return is_above;
}

void Window::subtract(const double* current, double* rhs) const {
  for (std::size_t j = 0; j < plus_.size(); ++j) {
    rhs[plus_[j]] -= current[j];
    rhs[minus_[j]] += current[j];
  }
}

}  // namespace fluxgate::sfq
