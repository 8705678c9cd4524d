#include <catch2/catch.hpp>

#include "tests/support/row_timing.h"

using namespace fluxgate;

namespace {

RowTiming run(std::int64_t beats, int rows) {
  return time_rows(Kernels::get("rms_norm"), beats, rows);
}

}  // namespace

TEST_CASE("fg_rms_norm offers a row 18 cycles after its last beat and not before") {
  for (const std::int64_t beats : {1, 2, 5, 64}) {
    const RowTiming t = run(beats, 1);
    INFO(beats);
    CHECK(t.first_offer - t.last_taken == 18);
    CHECK(t.total_cycles == 2 * beats + 17);
  }
}

TEST_CASE("fg_rms_norm starts rows of T beats max(T, 2 T - 51) cycles apart") {
  for (const std::int64_t beats : {1, 3, 30, 51, 52, 53, 64}) {
    INFO(beats);
    CHECK(run(beats, 24).steady_spacing == std::max(beats, 2 * beats - 51));
  }
}
