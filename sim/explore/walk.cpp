#include "sim/explore/walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/interrupt.h"

namespace fluxgate::explore {
namespace {

constexpr std::size_t kFirstRound = 8, kLargestRound = 256;
constexpr std::int64_t kPage = 256;

}  // namespace

void Walk::set_stage(const char* stage, std::int64_t planned) {
  progress_.stage = stage;
  progress_.planned = planned;
  progress_.finished = 0;
}

void Walk::tick() {
  store_.commit_if_due();
  if (is_interrupted()) {
    store_.commit();
    throw Error(ExitCode::Interrupted, "interrupted; finished points are kept in " +
                                           options_.database +
                                           ": run the same command to continue");
  }
  const auto now = std::chrono::steady_clock::now();
  if (!options_.progress || now - shown_ < std::chrono::milliseconds(100)) return;
  shown_ = now;
  options_.progress(progress_);
}

void Walk::run(Tier tier, const Source& next, const Seen& seen) {
  const auto task = [&]() -> std::optional<Task> {
    while (auto point = next()) {
      const std::string key = evaluator_.key(point->set);
      const Known known = store_.find(key);
      const std::optional<Outcome>& outcome = tier == Tier::Bound ? known.bound : known.approx;
      if (!outcome) return Task{point->index, std::move(point->set), tier};
      ++reused_;
      ++progress_.finished;
      seen(*point, key, *outcome);
      tick();
    }
    return std::nullopt;
  };
  const auto done = [&](const Task& t, const Outcome& outcome) {
    const Point point{t.index, t.set};
    const std::string key = evaluator_.key(t.set);
    store_.save(point, key, tier, outcome);
    ++progress_.evaluated;
    ++progress_.finished;
    seen(point, key, outcome);
  };
  pool_.run(task, done, [this] { tick(); });
}

void Walk::plan_all(Tier tier) {
  const std::int64_t size = plan_size(spec_);
  set_stage(tier == Tier::Bound ? "bound" : "approx", size / options_.shard.of);
  std::int64_t index = options_.shard.number - 1;
  const Source next = [&]() -> std::optional<Point> {
    for (; index < size; index += options_.shard.of, ++progress_.finished) {
      if (auto point = plan_point(spec_, index)) {
        index += options_.shard.of;
        return point;
      }
      tick();
    }
    return std::nullopt;
  };
  run(tier, next, [&](const Point& point, const std::string& key, const Outcome& outcome) {
    std::optional<double> lower;
    if (tier == Tier::Bound && outcome.status == Status::Done) {
      const double least = least_objectives(spec_, point.set, outcome.numbers).front();
      lower = std::isfinite(least) ? least : 0;
    }
    store_.plan(point.index, key, lower);
  });
  store_.commit();
}

void Walk::confirm() {
  set_stage("approx", progress_.finished);
  Front front;
  std::optional<Store::Row> last;
  std::vector<Store::Row> page;
  std::size_t at = 0;
  const auto next_row = [&]() -> std::optional<Store::Row> {
    if (at == page.size()) {
      page = store_.by_lower(last, kPage);
      at = 0;
      if (page.empty()) return std::nullopt;
    }
    last = page[at];
    return page[at++];
  };
  for (std::size_t wanted = kFirstRound;; wanted = std::min(wanted * 2, kLargestRound)) {
    std::vector<Point> members;
    while (members.size() < wanted) {
      auto row = next_row();
      if (!row) break;
      const auto by = front.beaten_by(least_objectives(spec_, row->set, row->known.bound->numbers));
      if (by) {
        store_.prune(row->index, *by);
        ++progress_.finished;
      } else {
        members.push_back({row->index, std::move(row->set)});
      }
    }
    if (members.empty()) break;
    std::vector<Front::Member> confirmed;
    std::size_t sent = 0;
    run(
        Tier::Approx,
        [&]() { return sent < members.size() ? std::optional(members[sent++]) : std::nullopt; },
        [&](const Point& point, const std::string&, const Outcome& outcome) {
          if (outcome.status != Status::Done) return;
          if (auto values = objectives_of(spec_, point.set, outcome.numbers))
            confirmed.push_back({point.index, std::move(*values)});
        });
    std::sort(confirmed.begin(), confirmed.end(),
              [](const auto& a, const auto& b) { return a.index < b.index; });
    for (const Front::Member& m : confirmed) front.offer(m.index, m.values);
  }
  store_.commit();
}

}  // namespace fluxgate::explore
