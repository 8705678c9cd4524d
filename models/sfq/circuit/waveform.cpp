#include "models/sfq/circuit/waveform.h"

#include <algorithm>
#include <cmath>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

/// Index of the interval that holds t; times.front() <= t < times.back().
std::size_t interval(const std::vector<double>& times, double t) {
  return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), t) - times.begin()) -
         1;
}

double linear(double t, double t1, double t2, double y1, double y2) {
  return y1 + (y2 - y1) / (t2 - t1) * (t - t1);
}

double pwl(const Waveform& w, double t) {
  if (t >= w.times.back()) return w.values.back();
  if (t < w.times.front()) return 0;
  const std::size_t i = interval(w.times, t);
  return linear(t, w.times[i], w.times[i + 1], w.values[i], w.values[i + 1]);
}

double pws(const Waveform& w, double t) {
  if (t >= w.times.back()) return w.values.back();
  if (t < w.times.front()) return 0;
  const std::size_t i = interval(w.times, t);
  const double u = (t - w.times[i]) / (w.times[i + 1] - w.times[i]);
  return w.values[i] + (w.values[i + 1] - w.values[i]) * 0.5 * (1 - std::cos(kPi * u));
}

// times of a pulse: delay, rise, fall, width, period.
double pulse(const Waveform& w, double t) {
  const double low = w.values[0], high = w.values[1];
  if (t < w.times[0]) return low;
  const double in_period = std::fmod(t - w.times[0], w.times[4]);
  const double rise = w.times[1], fall = w.times[2], width = w.times[3];
  if (in_period < rise) return low + (high - low) * in_period / rise;
  if (in_period < rise + width) return high;
  if (in_period < rise + width + fall)
    return high + (low - high) * (in_period - rise - width) / fall;
  return low;
}

/// Integral of a pulse over the first `u` of a period.
double pulse_area(const Waveform& w, double u) {
  const double low = w.values[0], step = w.values[1] - w.values[0];
  const double rise = w.times[1], fall = w.times[2], width = w.times[3];
  double area = low * u;
  const double up = std::min(u, rise);
  if (rise > 0) area += step * up * up / (2 * rise);
  area += step * std::clamp(u - rise, 0.0, width);
  const double down = std::clamp(u - rise - width, 0.0, fall);
  if (fall > 0) area += step * (down - down * down / (2 * fall));
  return area;
}

double exponential(const Waveform& w, double t) {
  const double a1 = w.values[0], a2 = w.values[1];
  double value = a1;
  if (t >= w.times[0]) value += (a2 - a1) * (1 - std::exp(-(t - w.times[0]) / w.times[1]));
  if (t >= w.times[2]) value += (a1 - a2) * (1 - std::exp(-(t - w.times[2]) / w.times[3]));
  return value;
}

/// Natural cubic spline through equidistant samples, by its second derivatives.
double spline(const std::vector<double>& y, double u) {
  const std::size_t n = y.size();
  if (n < 3) return y[std::min(static_cast<std::size_t>(u), n - 1)];
  std::vector<double> c(n, 0), d(n, 0), m(n, 0);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double below = 4 - c[i - 1];
    c[i] = 1 / below;
    d[i] = (6 * (y[i - 1] - 2 * y[i] + y[i + 1]) - d[i - 1]) / below;
  }
  for (std::size_t i = n - 2; i > 0; --i) m[i] = d[i] - c[i] * m[i + 1];
  const std::size_t i = std::min(static_cast<std::size_t>(u), n - 2);
  const double b = u - static_cast<double>(i), a = 1 - b;
  return a * y[i] + b * y[i + 1] + ((a * a * a - a) * m[i] + (b * b * b - b) * m[i + 1]) / 6;
}

// times of a custom wave: sample spacing, delay.
double custom(const Waveform& w, double t) {
  const double spacing = w.times[0], region = spacing * static_cast<double>(w.values.size());
  double u = t - w.times[1];
  if (u < 0) return 0;
  if (w.is_periodic) u -= std::floor(u / region) * region;
  if (u > region) return 0;
  const std::size_t i = std::min(static_cast<std::size_t>(u / spacing), w.values.size() - 1);
  if (w.interpolation == 0) return w.values[i];
  if (w.interpolation == 2) return spline(w.values, u / spacing);
  // JoSIM reaches sample i at the end of its interval, starting from the one before (0 at first).
  const double before = i == 0 ? 0 : w.values[i - 1];
  return before + (w.values[i] - before) * (u / spacing - static_cast<double>(i));
}

/// Numeric integral between corners, for the waves without a closed form.
double quadrature(const Waveform& w, double t) {
  std::vector<Corner> corners;
  w.corners(t, corners);
  corners.push_back({t, false});
  double sum = 0, from = 0;
  for (const Corner& corner : corners) {
    constexpr int kPanels = 64;
    const double h = (corner.time_ps - from) / kPanels;
    for (int i = 0; i < kPanels; ++i) {  // two-point Gauss: never evaluates at a jump
      const double middle = from + (i + 0.5) * h, offset = h / (2 * std::sqrt(3.0));
      sum += h / 2 * (w.at(middle - offset) + w.at(middle + offset));
    }
    from = corner.time_ps;
  }
  return sum;
}

}  // namespace

double Waveform::at(double t) const {
  switch (kind) {
    case Kind::Dc:
      return values[0];
    case Kind::Pwl:
      return pwl(*this, t);
    case Kind::Pws:
      return pws(*this, t);
    case Kind::Pulse:
      return pulse(*this, t);
    case Kind::Sin: {
      const double u = t - times[0];
      if (u < 0) return values[0];
      return values[0] + values[1] * std::sin(kTwoPi * frequency * u) * std::exp(-damping * u);
    }
    case Kind::Exp:
      return exponential(*this, t);
    case Kind::Custom:
      return custom(*this, t);
    case Kind::Noise:
      return 0;  // samples come from the noise generator
  }
  return 0;
}

double Waveform::integral(double t) const {
  if (t <= 0) return 0;
  switch (kind) {
    case Kind::Dc:
      return values[0] * t;
    case Kind::Pwl: {
      double sum = 0;
      for (std::size_t i = 0; i + 1 < times.size() && times[i] < t; ++i) {
        const double end = std::min(times[i + 1], t);
        const double y = end < times[i + 1] ? at(end) : values[i + 1];
        sum += (end - times[i]) * (values[i] + y) / 2;
      }
      return sum + (t > times.back() ? (t - times.back()) * values.back() : 0);
    }
    case Kind::Pulse: {
      if (t < times[0]) return values[0] * t;
      const double periods = std::floor((t - times[0]) / times[4]);
      return values[0] * times[0] + periods * pulse_area(*this, times[4]) +
             pulse_area(*this, t - times[0] - periods * times[4]);
    }
    case Kind::Sin: {
      const double u = t - times[0], w = kTwoPi * frequency;
      if (u <= 0 || w == 0) return values[0] * t;
      const double decay = std::exp(-damping * u);
      const double wave = w - decay * (damping * std::sin(w * u) + w * std::cos(w * u));
      return values[0] * t + values[1] * wave / (w * w + damping * damping);
    }
    case Kind::Pws:
    case Kind::Exp:
    case Kind::Custom:
    case Kind::Noise:
      return quadrature(*this, t);
  }
  return 0;
}

bool Waveform::acts_before_zero() const { return at(-1) != 0; }

void Waveform::corners(double stop, std::vector<Corner>& out) const {
  const auto add = [&](double t, bool is_jump) {
    if (t > 0 && t < stop) out.push_back({t, is_jump});
  };
  switch (kind) {
    case Kind::Dc:
    case Kind::Noise:
      return;
    case Kind::Pwl:
    case Kind::Pws:
      for (std::size_t i = 0; i < times.size(); ++i)
        add(times[i], i > 0 && times[i] == times[i - 1] && values[i] != values[i - 1]);
      return;
    case Kind::Pulse:
      for (double t = times[0]; t < stop; t += times[4]) {
        add(t, times[1] == 0);
        add(t + times[1], false);
        add(t + times[1] + times[3], times[2] == 0);
        add(t + times[1] + times[3] + times[2], false);
      }
      return;
    case Kind::Sin:
      return add(times[0], false);
    case Kind::Exp:
      add(times[0], false);
      return add(times[2], false);
    case Kind::Custom: {
      const double last = times[1] + times[0] * static_cast<double>(values.size());
      for (double t = times[1]; t < stop && (is_periodic || t <= last); t += times[0])
        add(t, interpolation == 0);
      return;
    }
  }
}

}  // namespace fluxgate::sfq
