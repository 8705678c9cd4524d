#include "sim/stats/timeline.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace fluxgate;

namespace {

Timeline filled(std::int64_t launches) {
  Timeline timeline;
  timeline.weights = Bytes(1000);
  for (std::int64_t i = 1; i <= launches; ++i) {
    Timeline::Bin bin;
    bin.end = TimeFs(3 * i);
    bin.dram = Bytes(i);
    bin.executed_macs = 2;
    bin.energy_j = 0.5;
    bin.activations = Bytes(i == launches / 2 ? 77 : 5);
    timeline.add(bin);
  }
  return timeline;
}

}  // namespace

TEST_CASE("a timeline of any length stays small and keeps its sums, its end and its peak") {
  CHECK(rc::check([] {
    const auto launches = *rc::gen::inRange<std::int64_t>(2, 5000);
    const Timeline t = filled(launches);
    std::int64_t bytes = 0, macs = 0;
    double energy_j = 0;
    TimeFs last{};
    for (const Timeline::Bin& bin : t.bins) {
      RC_ASSERT(bin.end > last);
      last = bin.end;
      bytes += bin.dram.value;
      macs += bin.executed_macs;
      energy_j += bin.energy_j;
    }
    RC_ASSERT(t.bins.size() <= Timeline::kMostBins);
    RC_ASSERT(last == TimeFs(3 * launches));
    RC_ASSERT(bytes == launches * (launches + 1) / 2);
    RC_ASSERT(macs == 2 * launches);
    RC_ASSERT(energy_j == 0.5 * static_cast<double>(launches));
    RC_ASSERT(t.peak() == Bytes(1077));
  }));
}
