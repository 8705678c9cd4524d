#include "models/sfq/circuit/stepper.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fluxgate::sfq {
namespace {

constexpr double kGamma = 0.25;
using Row = std::array<double, kStages>;
// Kennedy, Carpenter, Appl. Numer. Math. 44 (2003), appendix C.
constexpr std::array<Row, kStages> kA{{
    {0, 0, 0, 0, 0, 0},
    {1.0 / 4, 1.0 / 4, 0, 0, 0, 0},
    {8611.0 / 62500, -1743.0 / 31250, 1.0 / 4, 0, 0, 0},
    {5012029.0 / 34652500, -654441.0 / 2922500, 174375.0 / 388108, 1.0 / 4, 0, 0},
    {15267082809.0 / 155376265600, -71443401.0 / 120774400, 730878875.0 / 902184768,
     2285395.0 / 8070912, 1.0 / 4, 0},
    {82889.0 / 524892, 0, 15625.0 / 83664, 69875.0 / 102672, -2260.0 / 8211, 1.0 / 4},
}};
constexpr Row kC{0, 1.0 / 2, 83.0 / 250, 31.0 / 50, 17.0 / 20, 1};
constexpr Row kEmbedded{4586570599.0 / 29645900160, 0,
                        178811875.0 / 945068544,    814220225.0 / 1159782912,
                        -3700637.0 / 11593932,      61727.0 / 225920};
/// Earlier stages between which the first guess of a stage is a straight line.
constexpr std::array<std::array<int, 2>, kStages> kGuess{
    {{0, 0}, {0, 0}, {0, 1}, {2, 1}, {1, 3}, {3, 4}}};
constexpr int kRounds = 12;
constexpr double kRunaway = 1e3;       // rad in one round: the fixed point diverges
constexpr double kLeastScale = 1e-12;  // rad; the tolerance is relative to the largest flux met
constexpr double kLeastPhase = 1e-3;   // rad, with junctions; above 1 rad it is absolute
constexpr double kRoundShare = 0.1;    // of the tolerance, left over by the fixed point

double largest(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
  double size = 0;
  for (std::size_t i = 0; i < n; ++i) size = std::max(size, std::fabs(a[i] - b[i]));
  return size;
}

}  // namespace

double stage_weight(int stage) { return kA.back()[static_cast<std::size_t>(stage)]; }
double stage_time(int stage) { return kC[static_cast<std::size_t>(stage)]; }

void Stepper::attach(Window& window, const State& state) {
  window_ = &window;
  size_ = static_cast<std::size_t>(window.size());
  for (auto* list : {&flux_, &known_rate_, &known_flux_, &rhs_, &correction_, &guess_, &end_flux_})
    list->assign(size_ + 1, 0);
  for (int i = 0; i < kStages; ++i) {
    rate_[i].assign(size_ + 1, 0);
    acceleration_[i].assign(size_ + 1, 0);
  }
  for (auto* list : {&phase_, &phase_known_, &phase_rate_, &rate_known_, &current_, &before_})
    list->assign(window.junctions(), 0);
  for (std::size_t i = 0; i < size_; ++i) {
    const auto from = static_cast<std::size_t>(window.global()[i]);
    flux_[i] = state.flux[from];
    rate_[0][i] = state.rate[from];
    acceleration_[0][i] = state.acceleration[from];
  }
}

void Stepper::combine(int stage, double h) {
  const Row& a = kA[static_cast<std::size_t>(stage)];
  const double g = kGamma * h;
  double ha[kStages];
  for (int j = 0; j < stage; ++j) ha[j] = h * a[static_cast<std::size_t>(j)];
  for (std::size_t i = 0; i < size_; ++i) {
    double rate = rate_[0][i], flux = flux_[i];
    for (int j = 0; j < stage; ++j) {
      rate += ha[j] * acceleration_[j][i];
      flux += ha[j] * rate_[j][i];
    }
    known_rate_[i] = rate;
    known_flux_[i] = flux + g * rate;
  }
  const auto [from, to] = kGuess[static_cast<std::size_t>(stage)];
  const auto c = [](int s) { return kC[static_cast<std::size_t>(s)]; };
  const double u = from == to ? 0 : (c(stage) - c(from)) / (c(to) - c(from));
  for (std::size_t i = 0; i < size_; ++i)
    guess_[i] = acceleration_[from][i] + u * (acceleration_[to][i] - acceleration_[from][i]);
}

/// Phases and currents of the junctions for the second derivatives `x`.
void Stepper::evaluate(const std::vector<double>& x, double g) {
  window_->rates(x.data(), phase_rate_.data());  // branch values of x
  for (std::size_t j = 0; j < phase_.size(); ++j) {
    phase_[j] = phase_known_[j] + g * g * phase_rate_[j];
    phase_rate_[j] = rate_known_[j] + g * phase_rate_[j];
  }
  is_above_gap_ = window_->currents(phase_.data(), phase_rate_.data(), current_.data());
}

bool Stepper::solve_stage(int stage, double time, double h) {
  const double g = kGamma * h;
  combine(stage, h);
  window_->phases(known_flux_.data(), phase_known_.data());
  window_->rates(known_rate_.data(), rate_known_.data());
  evaluate(guess_, g);
  const double now = time + kC[static_cast<std::size_t>(stage)] * h;
  window_->balance(now, sources_, known_rate_.data(), known_flux_.data(), rhs_.data());
  if (!lines_.empty()) lines_.add(now, window_->local(), rhs_.data());
  window_->subtract(current_.data(), rhs_.data());
  std::vector<double>& x = acceleration_[stage];
  std::swap(x, rhs_);
  window_->factor().solve(x.data());
  ++solves_;
  x[size_] = 0;
  const double shrink = std::min(1.0, g * g * contraction_);
  const double allowed = kRoundShare * tolerance();
  for (int round = 0; round < kRounds; ++round) {
    std::swap(previous_, phase_);
    phase_.resize(previous_.size());
    std::swap(before_, current_);
    evaluate(x, g);
    const double moved = largest(phase_, previous_, phase_.size());
    if ((is_above_gap_ ? 1 : shrink) * moved <= allowed) return true;
    if (!(moved < kRunaway)) return false;
    for (std::size_t j = 0; j < current_.size(); ++j) before_[j] = current_[j] - before_[j];
    std::fill(correction_.begin(), correction_.end(), 0);
    window_->subtract(before_.data(), correction_.data());
    window_->factor().solve(correction_.data());
    ++solves_;
    for (std::size_t i = 0; i < size_; ++i) x[i] += correction_[i];
  }
  return false;
}

double Stepper::tolerance() const {
  if (window_->junctions() == 0) return tolerance_ * std::max(scale_, kLeastScale);
  return tolerance_ * std::clamp(scale_, kLeastPhase, 1.0);
}

double Stepper::error(double h) {
  const auto deviation = [&](std::size_t i) {
    double sum = 0;
    for (int s = 0; s < kStages; ++s)
      sum += (kA.back()[static_cast<std::size_t>(s)] - kEmbedded[static_cast<std::size_t>(s)]) *
             rate_[s][i];
    return h * sum;
  };
  double worst = 0;
  for (std::size_t i = 0; i < size_; ++i) known_flux_[i] = deviation(i);
  if (window_->junctions() > 0) {
    window_->rates(known_flux_.data(), before_.data());
    for (const double e : before_) worst = std::max(worst, std::fabs(e));
    return worst / tolerance();
  }
  for (std::size_t i = 0; i < size_; ++i) worst = std::max(worst, std::fabs(known_flux_[i]));
  return worst / tolerance();
}

Stepper::Result Stepper::attempt(double time, double h) {
  window_->factor().select(kGamma * h);
  for (int stage = 1; stage < kStages; ++stage) {
    if (!solve_stage(stage, time, h)) return {};
    const double g = kGamma * h;
    for (std::size_t i = 0; i < size_; ++i)
      rate_[stage][i] = known_rate_[i] + g * acceleration_[stage][i];
  }
  const double g = kGamma * h;
  for (std::size_t i = 0; i < size_; ++i) {
    end_flux_[i] = known_flux_[i] + g * g * acceleration_[kStages - 1][i];
    scale_ = std::max(scale_, std::fabs(end_flux_[i]));
  }
  const double e = error(h);
  return {std::isfinite(e), e};
}

double Stepper::stage_flux(int stage, std::size_t local, double h) const {
  // accept() has swapped the ends of the step.
  const auto rate = [&](int s) {
    return rate_[s == 0 ? kStages - 1 : s == kStages - 1 ? 0 : s][local];
  };
  double flux = end_flux_[local];
  for (int s = 0; s <= stage; ++s)
    flux += h * kA[static_cast<std::size_t>(stage)][static_cast<std::size_t>(s)] * rate(s);
  return flux;
}

void Stepper::accept(State& state) {
  std::swap(flux_, end_flux_);
  std::swap(rate_[0], rate_[kStages - 1]);
  std::swap(acceleration_[0], acceleration_[kStages - 1]);
  for (std::size_t i = 0; i < size_; ++i) {
    const auto to = static_cast<std::size_t>(window_->global()[i]);
    state.flux[to] = flux_[i];
    state.rate[to] = rate_[0][i];
    state.acceleration[to] = acceleration_[0][i];
  }
}

}  // namespace fluxgate::sfq
