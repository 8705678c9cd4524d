#include <catch2/catch.hpp>

#include "sim/contract/kernel.h"

using namespace fluxgate;

namespace {

/// Cycles in which results come when `chunks` chunks of 16 tokens are offered without stalls.
std::vector<std::int64_t> result_cycles(int chunks) {
  const KernelKind& kernel = Kernels::get("gla_chunk");
  const auto side = kernel.make_rtl();
  side->reset();
  side->drive_ready(0, true);
  std::vector<std::int64_t> cycles;
  for (int cycle = 0; cycle < 16 * chunks + 40; ++cycle) {
    side->drive_input(0, cycle < 16 * chunks, Beat(kernel.streams.inputs[0].lanes()));
    side->settle();
    if (side->output_valid(0)) cycles.push_back(cycle);
    side->clock();
  }
  return cycles;
}

}  // namespace

TEST_CASE("fg_gla_chunk gives token s of a chunk 5 + s cycles after its last token, no gaps") {
  for (const int chunks : {1, 2, 7}) {
    const std::vector<std::int64_t> cycles = result_cycles(chunks);
    REQUIRE(cycles.size() == static_cast<std::size_t>(16 * chunks));
    for (std::size_t i = 0; i < cycles.size(); ++i)
      CHECK(cycles[i] == 15 + 5 + static_cast<std::int64_t>(i));
  }
  CHECK(result_cycles(1).back() + 1 == 2 * 16 + 4);
}
