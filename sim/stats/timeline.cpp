#include "sim/stats/timeline.h"

#include <algorithm>

namespace fluxgate {
namespace {

void join(Timeline::Bin& bin, const Timeline::Bin& next) {
  bin.end = next.end;
  bin.energy_time += next.energy_time;
  bin.dram += next.dram;
  bin.executed_macs += next.executed_macs;
  bin.energy_j += next.energy_j;
  bin.activations = std::max(bin.activations, next.activations);
  bin.state = std::max(bin.state, next.state);
}

}  // namespace

void Timeline::add(const Bin& next) {
  if (!bins.empty() && in_last_ < launches_a_bin) {
    join(bins.back(), next);
    ++in_last_;
    return;
  }
  if (bins.size() == kMostBins) {
    for (std::size_t i = 0; i < kMostBins / 2; ++i) {
      bins[i] = bins[2 * i];
      join(bins[i], bins[2 * i + 1]);
    }
    bins.resize(kMostBins / 2);
    launches_a_bin *= 2;
  }
  bins.push_back(next);
  in_last_ = 1;
}

Bytes Timeline::peak() const {
  Bytes most{};
  for (const Bin& bin : bins) most = std::max(most, bin.activations + bin.state);
  return weights + most;
}

}  // namespace fluxgate
