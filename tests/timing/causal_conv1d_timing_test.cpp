#include <catch2/catch.hpp>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

test::KernelRun run(std::size_t blocks, std::size_t beats, std::int64_t blocked_from = 0,
                    std::int64_t blocked_to = 0) {
  const KernelKind& kernel = Kernels::get("causal_conv1d");
  test::KernelRun r;
  r.inputs.assign(2, {});
  for (std::size_t t = 0; t < blocks; ++t) {
    r.inputs[0].emplace_back(kernel.streams.inputs[0].lanes());
    for (std::size_t b = 0; b < beats; ++b) {
      r.inputs[1].emplace_back(kernel.streams.inputs[1].lanes());
      r.inputs[1].back()[0] = b == 0 ? 1 : 0;
    }
  }
  r.blocked_from = blocked_from;
  r.blocked_to = blocked_to;
  const auto rtl = kernel.make_rtl();
  r.run(*rtl, kernel.streams);
  return r;
}

}  // namespace

TEST_CASE("causal convolution RTL: a result 3 cycles after its beat, which waits one for taps") {
  const test::KernelRun r = run(1, 1);
  CHECK(r.accepted[0] == std::vector<std::int64_t>{0});
  CHECK(r.accepted[1] == std::vector<std::int64_t>{1});
  CHECK(r.produced[0] == std::vector<std::int64_t>{4});
}

TEST_CASE("causal convolution RTL: B blocks of T steps take B T + 4 cycles, taps hidden") {
  for (const std::size_t blocks : {1U, 2U, 7U}) {
    for (const std::size_t steps : {1U, 4U, 65U}) {
      const test::KernelRun r = run(blocks, steps);
      REQUIRE(r.produced[0].size() == blocks * steps);
      CHECK(r.produced[0].back() + 1 == static_cast<std::int64_t>(blocks * steps) + 4);
    }
  }
}

TEST_CASE("causal convolution RTL: a blocked result holds everything, and costs just that") {
  const test::KernelRun r = run(1, 8, 4, 14);
  CHECK(r.accepted[1][3] == 14);
  CHECK(r.produced[0].back() + 1 == 8 + 4 + 10);
}
