#include "sim/engine/pipeline.h"

#include <algorithm>

namespace fluxgate {
namespace {

/// Stages filled one after the other, none longer than `most`.
std::vector<TimeFs> fill(const std::vector<TimeFs>& units, TimeFs most) {
  std::vector<TimeFs> stages;
  for (const TimeFs unit : units) {
    if (stages.empty() || stages.back() + unit > most)
      stages.push_back(unit);
    else
      stages.back() += unit;
  }
  return stages;
}

}  // namespace

std::vector<TimeFs> stage_times(const std::vector<TimeFs>& units, std::int64_t stages) {
  if (units.empty()) return {};
  TimeFs low = *std::max_element(units.begin(), units.end());
  TimeFs high{};
  for (const TimeFs unit : units) high += unit;
  while (low < high) {
    const TimeFs middle((low.value + high.value) / 2);
    if (static_cast<std::int64_t>(fill(units, middle).size()) <= stages)
      high = middle;
    else
      low = TimeFs(middle.value + 1);
  }
  return fill(units, high);
}

TimeFs pipeline_time(const std::vector<TimeFs>& stages, std::int64_t micro_batches, TimeFs send) {
  TimeFs sum{};
  TimeFs longest{};
  for (const TimeFs stage : stages) {
    sum += stage;
    longest = std::max(longest, stage);
  }
  return sum + longest * (micro_batches - 1) +
         send * std::max<std::int64_t>(0, static_cast<std::int64_t>(stages.size()) - 1);
}

}  // namespace fluxgate
