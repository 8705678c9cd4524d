#include <catch2/catch.hpp>

#include "tests/support/row_timing.h"

using namespace fluxgate;

namespace {

RowTiming run(std::int64_t beats, int rows) {
  return time_rows(Kernels::get("online_softmax"), beats, rows);
}

}  // namespace

TEST_CASE("fg_online_softmax offers a row 22 cycles after its last scores and not before") {
  for (const std::int64_t beats : {1, 2, 5, 64}) {
    const RowTiming t = run(beats, 1);
    INFO(beats);
    CHECK(t.first_offer - t.last_taken == 22);
    CHECK(t.total_cycles == 2 * beats + 21);
  }
}

TEST_CASE("fg_online_softmax starts rows of T beats max(T, 2 T - 48) cycles apart") {
  for (const std::int64_t beats : {1, 3, 30, 48, 49, 50, 64}) {
    INFO(beats);
    CHECK(run(beats, 24).steady_spacing == std::max(beats, 2 * beats - 48));
  }
}
