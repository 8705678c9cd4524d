#include <catch2/catch.hpp>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

test::KernelRun run(std::size_t tiles, std::size_t beats, std::int64_t blocked_from = 0,
                    std::int64_t blocked_to = 0) {
  const KernelKind& kernel = Kernels::get("requantize");
  test::KernelRun r;
  r.inputs.assign(2, {});
  for (std::size_t t = 0; t < tiles; ++t) {
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

TEST_CASE("requantiser RTL: a result 3 cycles after its beat, which waits one for parameters") {
  const test::KernelRun r = run(1, 1);
  CHECK(r.accepted[0] == std::vector<std::int64_t>{0});
  CHECK(r.accepted[1] == std::vector<std::int64_t>{1});
  CHECK(r.produced[0] == std::vector<std::int64_t>{4});
}

TEST_CASE("requantiser RTL: T tiles of N beats take T N + 4 cycles, parameters hidden") {
  for (const std::size_t tiles : {1U, 2U, 7U}) {
    for (const std::size_t beats : {1U, 16U, 17U}) {
      const test::KernelRun r = run(tiles, beats);
      REQUIRE(r.produced[0].size() == tiles * beats);
      CHECK(r.produced[0].back() + 1 == static_cast<std::int64_t>(tiles * beats) + 4);
    }
  }
}

TEST_CASE("requantiser RTL: a blocked result holds everything, and costs just that") {
  const test::KernelRun r = run(1, 8, 4, 14);
  CHECK(r.produced[0].front() == 14);
  CHECK(r.accepted[1][2] == 3);
  CHECK(r.accepted[1][3] == 14);
  CHECK(r.produced[0].back() + 1 == 8 + 4 + 10);
}
