#include "models/sfq/circuit/transient.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "models/sfq/circuit/awake.h"
#include "models/sfq/circuit/constants.h"
#include "sim/core/interrupt.h"

namespace fluxgate::sfq {
namespace {

constexpr double kSafety = 0.9, kGrowth = 2, kShrink = 0.1;
constexpr double kMostPlasmaPhase = 2.2;  // h omega_p: keeps the fixed point of a stage fast
constexpr double kLeastShareOfStop = 1e-12;
constexpr double kAfterJump = 1e-4;  // first step after a jump, share of the deck's step
constexpr double kMostTurns = 1e4;   // of a junction's phase in one step
constexpr int kShrinkEvery = 8;      // accepted steps between looks whether fewer may be awake

/// Largest ladder value 2^(k/4) not above h.
double on_ladder(double h) { return std::exp2(std::floor(std::log2(h) * 4) / 4); }

double plasma_of(const Netlist& n) {
  double most = 0;
  for (const Junction& j : n.junctions)
    most = std::max(most, j.law.critical_ua / j.law.capacitance);
  return most;
}

class Transient {
 public:
  Transient(const Netlist& netlist, const System& system, const TransientOptions& options)
      : netlist_(netlist),
        system_(system),
        options_(options),
        sources_(netlist, system, options.seed),
        lines_(netlist),
        plasma_(plasma_of(netlist)),
        stepper_(sources_, lines_, options.tolerance_rad, plasma_),
        awake_(netlist, system),
        state_(static_cast<std::size_t>(system.unknowns)),
        before_(state_) {
    const double stop = netlist.timing.stop_ps;
    // Without junctions the step of the deck stands for the detail that is wanted.
    longest_ = std::min(
        plasma_ > 0 ? kMostPlasmaPhase / std::sqrt(plasma_) : netlist.timing.step_ps, stop / 20);
    refuse_fast_junction();
    if (!lines_.empty()) longest_ = std::min(longest_, lines_.shortest_delay());
    result_.pulses_ps.resize(netlist.junctions.size());
    can_sleep_ = options.sleep == Sleep::Allowed && !sources_.has_noise();
  }

  /// JoSIM's start-up; `settling` is the system with junctions as conductances.
  void settle(const System& settling) {
    const double step = netlist_.timing.step_ps;
    const double exponent = (std::fabs(std::log10(step * 1e-12)) - 12) * 2 + 1;
    const double duration = std::min(1000.0, std::floor(2 * std::pow(10.0, exponent))) * step;
    std::vector<char> all(static_cast<std::size_t>(settling.unknowns), 1);
    Window window(netlist_, settling, all, state_, 0);
    sources_.enter_before_zero(duration);
    stepper_.attach(window, state_);
    advance(window, -duration, 0, std::min(step, duration) * kAfterJump);
    std::fill(state_.acceleration.begin(), state_.acceleration.end(), 0.0);
  }

  TransientResult run() {
    std::vector<Corner> corners = sources_.corners();
    if (plasma_ == 0) lines_.add_echoes(corners, netlist_.timing.stop_ps);
    std::size_t next = 0;
    double time = 0, h = std::min(netlist_.timing.step_ps, longest_);
    bool is_jump = sources_.act_before_zero() || jumps_at_zero();
    lines_.record(0, 0, state_, state_);
    while (time < netlist_.timing.stop_ps) {
      const double corner = next < corners.size() ? corners[next].time_ps : netlist_.timing.stop_ps;
      const double end = std::min(corner, begin_noise(time, corner));
      sources_.enter(time, end);
      redraw();
      if (is_jump) h = std::min(h, netlist_.timing.step_ps * kAfterJump);
      h = advance(*window_, time, end, h);
      time = end;
      is_jump = end == corner && next < corners.size() && corners[next].is_jump;
      if (end == corner) ++next;
    }
    count_factorisations();
    result_.line_energy_ua_rad = lines_.energy();
    result_.solves = stepper_.solves();
    result_.end = state_;
    return std::move(result_);
  }

 private:
  /// A capacitance without its unit asks for steps that never end.
  void refuse_fast_junction() const {
    constexpr double kMostSteps = 1e8;
    if (plasma_ == 0 || longest_ * kMostSteps > netlist_.timing.stop_ps) return;
    for (const Junction& j : netlist_.junctions)
      if (j.law.critical_ua / j.law.capacitance == plasma_)
        throw ConfigError(
            j.where, fmt::format("{}: the step size underflows at 0 ps: its plasma oscillation "
                                 "needs steps of {:.3g} ps; check icrit and cap of its model",
                                 j.name, longest_));
  }
  [[nodiscard]] bool jumps_at_zero() const {
    return std::any_of(netlist_.sources.begin(), netlist_.sources.end(), [](const Source& s) {
      return s.kind == Source::Kind::Current && s.wave.at(0) != 0;
    });
  }
  double begin_noise(double time, double corner) {
    if (!sources_.has_noise()) return corner;
    sources_.enter(time, corner);  // draws the sample that is due
    const double sample = sources_.next_sample();
    return corner - sample < kSameTimePs ? corner : sample;
  }
  void redraw() {
    if (can_sleep_) {
      awake_.draw(state_, sources_);
      if (window_ && awake_.flags() == drawn_) return;
      drawn_ = awake_.flags();
    } else if (window_) {
      return;
    } else {
      drawn_.assign(state_.flux.size(), 1);
    }
    count_factorisations();
    window_ = std::make_unique<Window>(netlist_, system_, drawn_, state_, ++windows_drawn_);
    stepper_.attach(*window_, state_);
  }

  void count_factorisations() {
    if (window_ && window_->size() > 0)
      result_.factorisations += window_->factor().factorisations();
  }

  /// Steps from `time` to `end`; returns the step size to go on with.
  double advance(Window& first, double time, double end, double h) {
    Window* window = &first;
    const double least = netlist_.timing.stop_ps * kLeastShareOfStop;
    int since_look = 0;
    double wanted = h;
    while (time < end) {
      if (window->size() == 0) return wanted;  // everything sleeps until the next corner
      if (is_interrupted()) throw Interrupted();
      const double left = end - time;
      const double ladder = on_ladder(std::min(wanted, longest_));
      const double step = left <= ladder * 1.001 ? left : left < 2 * ladder ? left / 2 : ladder;
      const Stepper::Result r = stepper_.attempt(time, step);
      if (!r.converged || r.error > 1) {
        ++result_.rejected;
        wanted =
            step * (r.converged ? std::max(kShrink, kSafety * std::pow(r.error, -0.25)) : 0.25);
        if (wanted < least) underflow(time);
        continue;
      }
      accept(time, step, *window);
      time = step == left ? end : time + step;
      const double next = step * std::min(kSafety * std::pow(r.error + 1e-12, -0.25), kGrowth);
      const bool was_cut = step < ladder;  // by a corner: says nothing against a longer step
      wanted = was_cut ? std::max(next, std::min(wanted, next * kGrowth)) : next;
      if (can_sleep_ && window == window_.get() && is_redraw_due(since_look)) {
        redraw();
        window = window_.get();
      }
    }
    return wanted;
  }
  bool is_redraw_due(int& since_look) {
    if (awake_.is_rim_busy(state_)) return true;
    if (++since_look < kShrinkEvery) return false;
    since_look = 0;
    return awake_.count_needed(state_, sources_) * 4 < awake_.count() * 3;
  }
  void accept(double time, double step, Window& window) {
    ++result_.steps;
    for (const int i : window.global()) {
      const auto at = static_cast<std::size_t>(i);
      before_.flux[at] = state_.flux[at];
      before_.rate[at] = state_.rate[at];
      before_.acceleration[at] = state_.acceleration[at];
    }
    stepper_.accept(state_);
    if (time < 0) return;
    lines_.record(time, step, before_, state_);
    find_pulses(time, step, window);
    if (options_.on_step) options_.on_step(time, step, before_, state_, stepper_, window);
  }
  void find_pulses(double time, double step, const Window& window) {
    for (const std::size_t index : window.junction_index()) {
      const Junction& j = netlist_.junctions[index];
      const auto difference = [&](const std::vector<double>& x) {
        return (j.plus == kGround ? 0 : x[static_cast<std::size_t>(j.plus)]) -
               (j.minus == kGround ? 0 : x[static_cast<std::size_t>(j.minus)]);
      };
      const double start = difference(before_.flux), end = difference(state_.flux);
      const double from = std::floor((start + kPi) / kTwoPi), to = std::floor((end + kPi) / kTwoPi);
      if (from == to) continue;
      if (!(std::fabs(to - from) < kMostTurns)) underflow(time);  // rounding ran away with it
      const Cubic cubic{start, difference(before_.rate), end, difference(state_.rate), step};
      const int direction = to > from ? 1 : -1;
      for (double k = from; k != to; k += direction) {
        const double level = kTwoPi * (direction > 0 ? k + 1 : k) - kPi;
        result_.pulses_ps[index].push_back(time + step * crossing(cubic, level));
      }
    }
  }
  static double crossing(const Cubic& cubic, double level) {
    double low = 0, high = 1;
    const bool is_rising = cubic.end > cubic.start;
    for (int i = 0; i < 60; ++i) {
      const double middle = (low + high) / 2;
      ((cubic.value(middle) < level) == is_rising ? low : high) = middle;
    }
    return (low + high) / 2;
  }
  [[noreturn]] void underflow(double time) const {
    std::size_t worst = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(system_.nodes); ++i)
      if (std::fabs(state_.rate[i]) > std::fabs(state_.rate[worst])) worst = i;
    throw ConfigError(
        netlist_.node_where[worst],
        fmt::format("the step size underflows at {:.6g} ps; fastest is node '{}' with {:.3g} V; "
                    "look for a value without its unit",
                    time, netlist_.node_names[worst], state_.rate[worst] * kReducedFlux * 1e12));
  }

  const Netlist& netlist_;
  const System& system_;
  const TransientOptions& options_;
  Sources sources_;
  Lines lines_;
  double plasma_;
  Stepper stepper_;
  Awake awake_;
  State state_, before_;
  std::vector<char> drawn_;
  int windows_drawn_ = 0;
  std::unique_ptr<Window> window_;
  TransientResult result_;
  double longest_ = 0;
  bool can_sleep_ = true;
};

[[noreturn]] void refuse_singular(const Netlist& n, const System& system, int unknown) {
  for (std::size_t i = 0; i < n.sources.size(); ++i)
    if (system.source_current[i] == unknown)
      throw ConfigError(n.sources[i].where,
                        fmt::format("{}: the equations are singular: this source closes a loop of "
                                    "sources; put a resistor or inductor in series",
                                    n.sources[i].name));
  for (std::size_t i = 0; i < n.controlled.size(); ++i)
    if (system.controlled_current[i] == unknown)
      throw ConfigError(n.controlled[i].where,
                        fmt::format("{}: the equations are singular because of this element",
                                    n.controlled[i].name));
  const auto node = static_cast<std::size_t>(std::clamp(unknown, 0, system.nodes - 1));
  throw ConfigError(n.node_where[node],
                    fmt::format("node '{}': the equations are singular here; look for a loop of "
                                "voltage or phase sources",
                                n.node_names[node]));
}

}  // namespace

TransientResult run_transient(const Netlist& netlist, const TransientOptions& options) {
  refuse_floating_nodes(netlist);
  const System system = assemble(netlist, Junctions::Dynamic);
  try {
    Transient transient(netlist, system, options);
    const Sources sources(netlist, system, options.seed);
    if (netlist.has_startup && sources.act_before_zero())
      transient.settle(assemble(netlist, Junctions::Settling));
    return transient.run();
  } catch (const SingularMatrix& s) {
    refuse_singular(netlist, system, s.unknown);
  }
}

}  // namespace fluxgate::sfq
