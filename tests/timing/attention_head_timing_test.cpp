#include <catch2/catch.hpp>

#include "sim/contract/kernel.h"

using namespace fluxgate;

namespace {

struct Times {
  std::int64_t query = -1, last_tile = -1, first = -1, last = -1;
};

/// `rows` query rows of `tiles` tiles each, without stalls.
Times run(int tiles, int rows) {
  const KernelKind& kernel = Kernels::get("attention_head");
  const auto side = kernel.make_rtl();
  side->reset();
  side->drive_ready(0, true);
  Beat tile(kernel.streams.inputs[1].lanes());
  Times t;
  for (int cycle = 0, queries = 0, taken = 0, given = 0; given < rows && cycle < 5000; ++cycle) {
    side->drive_input(0, queries < rows, Beat(kernel.streams.inputs[0].lanes()));
    tile[0] = taken % tiles == tiles - 1 ? 1 : 0;
    side->drive_input(1, taken < rows * tiles, tile);
    side->settle();
    if (queries < rows && side->input_ready(0) && ++queries == 1) t.query = cycle;
    if (taken < rows * tiles && side->input_ready(1) && ++taken == tiles) t.last_tile = cycle;
    if (side->output_valid(0)) {
      if (given++ == 0) t.first = cycle;
      t.last = cycle;
    }
    side->clock();
  }
  return t;
}

}  // namespace

TEST_CASE("fg_attention_head offers a row 19 cycles after its last tile and not before") {
  for (const int tiles : {1, 2, 9, 64}) {
    INFO(tiles);
    const Times t = run(tiles, 1);
    CHECK(t.query == 0);
    CHECK(t.last_tile == tiles);  // the first tile follows the query
    CHECK(t.first - t.last_tile == 19);
  }
}

TEST_CASE("fg_attention_head starts rows of T tiles T cycles apart") {
  for (const int tiles : {1, 2, 9, 64}) {
    INFO(tiles);
    const Times t = run(tiles, 20);
    CHECK(t.last - t.first == 19 * tiles);
  }
}
