#include "models/sfq/circuit/awake.h"

#include <cmath>

namespace fluxgate::sfq {
namespace {
constexpr double kHidden = 1e-3;  // rad, most that sleep may hide in a whole run
constexpr int kMargin = 10, kRim = 4;
}  // namespace

Awake::Awake(const Netlist& netlist, const System& system)
    : pinned_(static_cast<std::size_t>(system.unknowns), 0),
      flags_(pinned_),
      quiet_(kHidden / netlist.timing.stop_ps) {
  neighbour_start_.assign(pinned_.size() + 1, 0);
  for (const Entry& e : system.entries) {
    ++neighbour_start_[static_cast<std::size_t>(e.column) + 1];
    neighbours_.push_back(e.row);
  }
  for (std::size_t i = 1; i < neighbour_start_.size(); ++i)
    neighbour_start_[i] += neighbour_start_[i - 1];
  const auto pin = [&](int node) {
    if (node >= 0) pinned_[static_cast<std::size_t>(node)] = 1;
  };
  for (std::size_t i = 0; i < netlist.sources.size(); ++i) {
    if (system.source_current[i] < 0) continue;
    pin(system.source_current[i]), pin(netlist.sources[i].plus), pin(netlist.sources[i].minus);
  }
  for (const Line& e : netlist.lines) pin(e.plus), pin(e.minus), pin(e.far_plus), pin(e.far_minus);
  for (const Controlled& e : netlist.controlled)
    pin(e.plus), pin(e.minus), pin(e.control_plus), pin(e.control_minus);
  for (std::size_t i = static_cast<std::size_t>(system.nodes); i < pinned_.size(); ++i)
    pinned_[i] = 1;
}

bool Awake::is_moving(const State& state, std::size_t i) const {
  return std::fabs(state.rate[i]) > quiet_ || std::fabs(state.acceleration[i]) > quiet_;
}

std::vector<char> Awake::grow(const State& state, const Sources& sources,
                              std::size_t& count) const {
  // Distance + 1 from the nearest busy node, 0 when farther than the margin.
  std::vector<char> distance(pinned_.size(), 0);
  std::vector<int> front;
  for (std::size_t i = 0; i < pinned_.size(); ++i) {
    if (pinned_[i] == 0 && !is_moving(state, i) && !sources.varies(static_cast<int>(i))) continue;
    distance[i] = 1;
    front.push_back(static_cast<int>(i));
  }
  count = front.size();
  for (char d = 2; d <= kMargin + 1 && !front.empty(); ++d) {
    std::vector<int> next;
    for (const int node : front) {
      const auto begin = neighbour_start_[static_cast<std::size_t>(node)];
      const auto end = neighbour_start_[static_cast<std::size_t>(node) + 1];
      for (int e = begin; e < end; ++e) {
        const auto other = static_cast<std::size_t>(neighbours_[static_cast<std::size_t>(e)]);
        if (distance[other] != 0) continue;
        distance[other] = d;
        next.push_back(static_cast<int>(other));
      }
    }
    count += next.size();
    front = std::move(next);
  }
  return distance;
}

std::size_t Awake::count_needed(const State& state, const Sources& sources) {
  std::size_t count = 0;
  grow(state, sources, count);
  return count;
}

void Awake::draw(const State& state, const Sources& sources) {
  flags_ = grow(state, sources, count_);
  rim_.clear();
  if (count_ == flags_.size()) return;
  for (std::size_t i = 0; i < flags_.size(); ++i)
    if (flags_[i] > kMargin + 1 - kRim) rim_.push_back(static_cast<int>(i));
}

bool Awake::is_rim_busy(const State& state) const {
  for (const int i : rim_)
    if (is_moving(state, static_cast<std::size_t>(i))) return true;
  return false;
}

}  // namespace fluxgate::sfq
