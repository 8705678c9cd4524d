#include "models/sfq/circuit/sources.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

/// Samples closer than this are merged: 1/(2 * 0.2 ps) = 2.5 THz is above what a junction follows.
constexpr double kNoiseSpacingPs = 0.2;
constexpr double kFloatingShare = 0.75;  // of Nyquist's density, see the header
constexpr double kPsPerSecond = 1e12;

bool is_linear(Waveform::Kind kind) {
  return kind == Waveform::Kind::Dc || kind == Waveform::Kind::Pwl ||
         kind == Waveform::Kind::Pulse || kind == Waveform::Kind::Noise;
}

double nyquist_ua(double kelvin, double ohm, double bandwidth_hz) {
  return 1e6 * std::sqrt(4 * kBoltzmann * kelvin / ohm * bandwidth_hz / 2);
}

}  // namespace

Sources::Sources(const Netlist& netlist, const System& system, std::uint64_t seed)
    : netlist_(netlist),
      system_(system),
      random_(seed),
      spacing_(std::max(netlist.timing.step_ps, kNoiseSpacingPs)),
      next_sample_(std::numeric_limits<double>::infinity()),
      value_(static_cast<std::size_t>(system.unknowns), 0),
      slope_(value_.size(), 0),
      is_smooth_row_(value_.size(), 0) {
  for (std::size_t i = 0; i < netlist.sources.size(); ++i) {
    const Source& s = netlist.sources[i];
    if (s.wave.kind == Waveform::Kind::Noise)
      add_noise(s.plus, s.minus, s.wave.noise_amplitude, s.wave.times[1], s.wave.times[0]);
    else if (s.kind != Source::Kind::Current || !is_linear(s.wave.kind))
      smooth_.push_back(i);
  }
  for (const std::size_t i : smooth_)
    for (const int node : {netlist.sources[i].plus, netlist.sources[i].minus})
      if (node != kGround) is_smooth_row_[static_cast<std::size_t>(node)] = 1;
  for (const Resistor& r : netlist.resistors)
    if (r.temperature_k > 0)
      add_noise(r.plus, r.minus, nyquist_ua(r.temperature_k, r.ohm, r.bandwidth_hz),
                kPsPerSecond / r.bandwidth_hz, 0);
  for (const Junction& j : netlist.junctions)
    if (j.temperature_k > 0)
      add_noise(j.plus, j.minus, nyquist_ua(j.temperature_k, j.law.subgap_ohm, j.bandwidth_hz),
                kPsPerSecond / j.bandwidth_hz, 0);
}

void Sources::add_noise(int plus, int minus, double deviation, double period_ps, double delay_ps) {
  const bool is_grounded = plus == kGround || minus == kGround;
  const double represented = is_grounded ? netlist_.timing.step_ps : kFloatingShare * period_ps;
  const double merged = deviation * std::sqrt(represented / spacing_);
  noises_.push_back({plus, minus, merged, delay_ps, 0, 0});
  next_sample_ = 0;
}

std::vector<Corner> Sources::corners() const {
  std::vector<Corner> all;
  for (const Source& s : netlist_.sources) {
    const std::size_t first = all.size();
    s.wave.corners(netlist_.timing.stop_ps, all);
    if (s.kind != Source::Kind::Phase) continue;  // where its slope changes, a voltage jumps
    for (std::size_t i = first; i < all.size(); ++i) all[i].is_jump = true;
  }
  std::sort(all.begin(), all.end(),
            [](const Corner& a, const Corner& b) { return a.time_ps < b.time_ps; });
  std::vector<Corner> merged;
  for (const Corner& c : all) {
    if (!merged.empty() && c.time_ps - merged.back().time_ps < kSameTimePs)
      merged.back().is_jump = merged.back().is_jump || c.is_jump;
    else
      merged.push_back(c);
  }
  return merged;
}

void Sources::inject(int plus, int minus, double value, double slope) {
  if (plus != kGround) {
    value_[static_cast<std::size_t>(plus)] -= value;
    slope_[static_cast<std::size_t>(plus)] -= slope;
  }
  if (minus != kGround) {
    value_[static_cast<std::size_t>(minus)] += value;
    slope_[static_cast<std::size_t>(minus)] += slope;
  }
}

void Sources::draw() {
  std::normal_distribution<double> gauss;
  last_sample_ = next_sample_;
  next_sample_ += spacing_;
  for (Noise& n : noises_) {
    n.from = n.to;
    n.to = next_sample_ > n.delay_ps ? n.deviation * gauss(random_) : 0;
  }
}

void Sources::enter(double from, double inside) {
  std::fill(value_.begin(), value_.end(), 0);
  std::fill(slope_.begin(), slope_.end(), 0);
  reference_ = from;
  for (const Source& s : netlist_.sources) {
    if (s.kind != Source::Kind::Current || !is_linear(s.wave.kind)) continue;
    if (s.wave.kind == Waveform::Kind::Noise) continue;
    // Two inner points: at the ends a jump may be met from the wrong side.
    const double a = from + (inside - from) / 3, b = from + 2 * (inside - from) / 3;
    const double ya = s.wave.at(a), yb = s.wave.at(b);
    const double slope = ya == yb ? 0 : (yb - ya) / (b - a);
    inject(s.plus, s.minus, ya + slope * (from - a), slope);
  }
  if (noises_.empty()) return;
  while (next_sample_ <= from + kSameTimePs) draw();
  for (const Noise& n : noises_) {
    const double slope = (n.to - n.from) / spacing_;
    inject(n.plus, n.minus, n.from + slope * (from - last_sample_), slope);
  }
}

void Sources::enter_before_zero(double duration_ps) {
  settled_ps_ = duration_ps;
  std::fill(value_.begin(), value_.end(), 0);
  std::fill(slope_.begin(), slope_.end(), 0);
  for (const Source& s : netlist_.sources)
    if (s.kind == Source::Kind::Current) inject(s.plus, s.minus, s.wave.at(-1), 0);
}

bool Sources::act_before_zero() const {
  return std::any_of(netlist_.sources.begin(), netlist_.sources.end(),
                     [](const Source& s) { return s.wave.acts_before_zero(); });
}

double Sources::current(std::size_t i, double time) const {
  return netlist_.sources[i].wave.at(time);
}

bool Sources::varies(int row) const {
  const auto i = static_cast<std::size_t>(row);
  return slope_[i] != 0 || is_smooth_row_[i] != 0;
}

double Sources::prescribed_flux(const Waveform& wave, double time) const {
  const double before = settled_ps_ > 0 ? wave.at(-1) * (settled_ps_ + std::min(time, 0.0)) : 0;
  return before + wave.integral(time);
}

void Sources::add(double time, const std::vector<int>& global, const std::vector<int>& local,
                  double* rhs) const {
  const double since = time - reference_;
  for (std::size_t i = 0; i < global.size(); ++i) {
    const auto row = static_cast<std::size_t>(global[i]);
    rhs[i] += value_[row] + slope_[row] * since;
  }
  for (const std::size_t i : smooth_) {
    const Source& s = netlist_.sources[i];
    const auto put = [&](int row, double value) {
      const int at = row == kGround ? -1 : local[static_cast<std::size_t>(row)];
      if (at >= 0) rhs[at] += value;
    };
    if (s.kind == Source::Kind::Current) {
      put(s.plus, -s.wave.at(time));
      put(s.minus, s.wave.at(time));
    } else {
      put(system_.source_current[i],
          s.kind == Source::Kind::Voltage ? prescribed_flux(s.wave, time) : s.wave.at(time));
    }
  }
}

}  // namespace fluxgate::sfq
