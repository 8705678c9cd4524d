#include "models/sfq/circuit/lines.h"

#include <algorithm>
#include <limits>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {

Lines::Lines(const Netlist& netlist) {
  for (const Line& line : netlist.lines) waves_.push_back({&line, kFlux / line.ohm, {}});
}

double Lines::shortest_delay() const {
  double shortest = std::numeric_limits<double>::infinity();
  for (const Wave& w : waves_) shortest = std::min(shortest, w.line->delay_ps);
  return shortest;
}

double Lines::arriving(const Wave& w, int end, double time) {
  const double t = time - w.line->delay_ps;
  const int other = 1 - end;
  const std::deque<Sample>& p = w.past;
  if (p.empty() || t <= p.front().time) return p.empty() ? 0 : p.front().leaving[other];
  const auto next = std::upper_bound(p.begin(), p.end(), t,
                                     [](double value, const Sample& s) { return value < s.time; });
  if (next == p.end()) return p.back().leaving[other];
  const auto i = static_cast<std::size_t>(next - p.begin()) - 1;
  const auto slope = [&](std::size_t a, std::size_t b) {
    return (p[b].leaving[other] - p[a].leaving[other]) / (p[b].time - p[a].time);
  };
  const double h = p[i + 1].time - p[i].time, u = (t - p[i].time) / h;
  const double middle = slope(i, i + 1);
  const double left = i > 0 ? (slope(i - 1, i) + middle) / 2 : middle;
  const double right = i + 2 < p.size() ? (middle + slope(i + 1, i + 2)) / 2 : middle;
  const double y0 = p[i].leaving[other], y1 = p[i + 1].leaving[other];
  return y0 + u * (y1 - y0) + u * (1 - u) * h * ((1 - u) * (left - middle) - u * (right - middle));
}

void Lines::add(double time, const std::vector<int>& local, double* rhs) const {
  const auto put = [&](int node, double value) {
    if (node != kGround && local[static_cast<std::size_t>(node)] >= 0)
      rhs[local[static_cast<std::size_t>(node)]] += value;
  };
  for (const Wave& w : waves_) {
    const double near = arriving(w, 0, time), far = arriving(w, 1, time);
    put(w.line->plus, near);
    put(w.line->minus, -near);
    put(w.line->far_plus, far);
    put(w.line->far_minus, -far);
  }
}

void Lines::record(double time, double h, const State& before, const State& after) {
  constexpr double kSimpson[3] = {1.0 / 6, 4.0 / 6, 1.0 / 6};
  for (Wave& w : waves_) {
    const int nodes[2][2] = {{w.line->plus, w.line->minus}, {w.line->far_plus, w.line->far_minus}};
    Sample leaving{time + h, {0, 0}};
    for (int end = 0; end < 2; ++end) {
      const int plus = nodes[end][0], minus = nodes[end][1];
      const double last = across(after.rate, plus, minus);
      leaving.leaving[end] = 2 * w.conductance * last - arriving(w, end, time + h);
      if (h == 0) continue;
      const Cubic cubic{across(before.flux, plus, minus), across(before.rate, plus, minus),
                        across(after.flux, plus, minus), last, h};
      for (int i = 0; i < 3; ++i) {
        const double u = i / 2.0, rate = cubic.rate(u);
        energy_ += h * kSimpson[i] * rate * (w.conductance * rate - arriving(w, end, time + u * h));
      }
    }
    w.past.push_back(leaving);
    while (w.past.size() > 4 && w.past[2].time < time + h - w.line->delay_ps) w.past.pop_front();
  }
}

void Lines::add_echoes(std::vector<Corner>& corners, double stop_ps) const {
  constexpr int kEchoes = 20;
  constexpr std::size_t kMost = 20000;  // enough for a figure, small beside the steps
  const std::vector<Corner> direct = corners;
  std::vector<double> delays;
  for (const Wave& w : waves_)
    if (std::find(delays.begin(), delays.end(), w.line->delay_ps) == delays.end())
      delays.push_back(w.line->delay_ps);
  for (const double delay : delays)
    for (const Corner& c : direct)
      for (int k = 1; k <= kEchoes && corners.size() < kMost; ++k)
        if (c.time_ps + k * delay < stop_ps) corners.push_back({c.time_ps + k * delay, c.is_jump});
  std::sort(corners.begin(), corners.end(),
            [](const Corner& a, const Corner& b) { return a.time_ps < b.time_ps; });
  corners.erase(std::unique(corners.begin(), corners.end(),
                            [](const Corner& a, const Corner& b) {
                              return b.time_ps - a.time_ps < kSameTimePs;
                            }),
                corners.end());
}

}  // namespace fluxgate::sfq
