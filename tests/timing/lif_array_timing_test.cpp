#include <catch2/catch.hpp>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

test::KernelRun run(std::int64_t beats, std::int64_t blocked_from = 0,
                    std::int64_t blocked_to = 0) {
  const KernelKind& kernel = Kernels::get("lif_array");
  test::KernelRun r;
  const std::size_t lanes = kernel.streams.inputs[0].lanes();
  Beat beat(lanes, 1);  // currents of 1
  beat[0] = beat[1] = beat[2] = 0;
  beat[3] = 2;  // threshold: a spike every other step
  r.inputs.assign(1, std::vector<Beat>(static_cast<std::size_t>(beats), beat));
  r.blocked_from = blocked_from;
  r.blocked_to = blocked_to;
  const auto rtl = kernel.make_rtl();
  r.run(*rtl, kernel.streams);
  return r;
}

}  // namespace

TEST_CASE("LIF array RTL: a result 3 cycles after its beat") {
  CHECK(run(1).produced[0] == std::vector<std::int64_t>{3});
}

TEST_CASE(
    "LIF array RTL: S steps of 256 neurons take 16 S + 3 cycles, and neurons keep their own") {
  for (const std::int64_t steps : {1, 2, 5}) {
    const test::KernelRun r = run(16 * steps);
    REQUIRE(r.produced[0].size() == static_cast<std::size_t>(16 * steps));
    CHECK(r.produced[0].back() + 1 == 16 * steps + 3);
    for (std::size_t b = 0; b < r.results[0].size(); ++b)
      CHECK(r.results[0][b][0] == static_cast<std::int64_t>(b / 16 % 2));  // second step fires
  }
}

TEST_CASE("LIF array RTL: a blocked result holds everything, and costs just that") {
  const test::KernelRun r = run(40, 20, 120);
  CHECK(r.produced[0].back() + 1 == 40 + 3 + 100);
}
