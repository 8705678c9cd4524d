#include "sim/explore/front.h"

#include <algorithm>

namespace fluxgate::explore {
namespace {

bool beats(const std::vector<double>& a, const std::vector<double>& b) {
  bool is_better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    is_better = is_better || a[i] < b[i];
  }
  return is_better;
}

}  // namespace

std::optional<std::int64_t> Front::beaten_by(const std::vector<double>& values) const {
  for (const Member& member : members_)
    if (beats(member.values, values)) return member.index;
  return std::nullopt;
}

void Front::offer(std::int64_t index, const std::vector<double>& values) {
  if (beaten_by(values)) return;
  members_.erase(std::remove_if(members_.begin(), members_.end(),
                                [&](const Member& m) { return beats(values, m.values); }),
                 members_.end());
  members_.push_back({index, values});
}

}  // namespace fluxgate::explore
