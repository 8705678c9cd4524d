#include <catch2/catch.hpp>
#include <numeric>

#include "tests/support/kernel_run.h"

using namespace fluxgate;

namespace {

struct Token {
  std::int64_t k, report;
};

test::KernelRun run(const std::vector<Token>& tokens, std::int64_t blocked_from = 0,
                    std::int64_t blocked_to = 0) {
  const KernelKind& kernel = Kernels::get("topk_router");
  test::KernelRun r;
  r.inputs.assign(1, {});
  for (const Token& token : tokens) {
    Beat beat(64);
    std::iota(beat.rbegin(), beat.rend(), 0);  // expert 0 has the largest score
    for (const std::int64_t field : {std::int64_t{64}, token.k, token.report})
      beat.push_back(field);
    r.inputs[0].push_back(beat);
  }
  r.blocked_from = blocked_from;
  r.blocked_to = blocked_to;
  const auto rtl = kernel.make_rtl();
  r.run(*rtl, kernel.streams);
  return r;
}

}  // namespace

TEST_CASE("router RTL: the first expert a cycle after its token, then one a cycle") {
  const test::KernelRun r = run({{3, 0}});
  CHECK(r.produced[0] == std::vector<std::int64_t>{1, 2, 3});
  CHECK(r.produced[1].empty());
  CHECK(r.results[0][2] == Beat{2, 61, 1});
}

TEST_CASE("router RTL: a token takes k cycles, and 4 more with a report") {
  for (const std::int64_t k : {1, 2, 8}) {
    const test::KernelRun r = run({{k, 0}, {k, 0}, {k, 1}, {k, 0}});
    CHECK(r.accepted[0] == std::vector<std::int64_t>{0, k, 2 * k, 3 * k + 4});
    CHECK(r.produced[0].back() == 4 * k + 4);
    CHECK(r.produced[1].front() == 3 * k + 1);
    CHECK(r.results[1].front()[0] == 3);  // expert 0 was in every token so far
  }
}

TEST_CASE("router RTL: loads start from 0 after a report") {
  const test::KernelRun r = run({{8, 1}, {2, 1}});
  REQUIRE(r.results[1].size() == 8);
  CHECK(r.results[1][0] == Beat{1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(r.results[1][4] == Beat{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("router RTL: blocked outputs hold the token, and cost just that") {
  const test::KernelRun r = run({{4, 0}, {4, 0}}, 2, 12);
  CHECK(r.accepted[0] == std::vector<std::int64_t>{0, 14});
  CHECK(r.produced[0].back() == 18);
}
