#include <catch2/catch.hpp>

#include "sim/cosim/cosim.h"

using namespace fluxgate;

namespace {

CosimResult check(const KernelKind& kernel, Side& rtl, Stalls stalls, std::uint64_t seed,
                  std::int64_t transactions) {
  const auto model = kernel.make_model();
  CosimOptions options;
  options.seed = seed;
  options.stalls = stalls;
  options.transactions = transactions;
  return cross_check(kernel, *model, rtl, options);
}

constexpr std::array<Stalls, 3> kAllStalls{Stalls::None, Stalls::Random, Stalls::Adversarial};

}  // namespace

TEST_CASE("every kernel's model agrees with its RTL in values and cycles, at several seeds") {
  REQUIRE(!Kernels::all().empty());
  for (const auto& [id, kernel] : Kernels::all()) {
    for (const Stalls stalls : kAllStalls) {
      for (const std::uint64_t seed : {1U, 2U}) {
        const auto rtl = kernel.make_rtl();
        const CosimResult r = check(kernel, *rtl, stalls, seed, 500);
        INFO(id << " seed " << seed << (r.mismatch ? ": " + r.mismatch->field : ""));
        CHECK(!r.mismatch);
        CHECK(r.matched >= 500);
        CHECK(r.max_cycle_difference <= kernel.cycle_tolerance);
        CHECK((kernel.cycle_tolerance == 0 || !kernel.tolerance_reason.empty()));
      }
    }
  }
}

TEST_CASE("every mutant is refused, and each kernel has three at least") {
  std::map<std::string, int> mutants;
  for (const auto& [id, make] : Mutants::all()) {
    const std::string kernel = id.substr(0, id.find('/'));
    ++mutants[kernel];
    bool is_refused = false;
    for (const Stalls stalls : kAllStalls) {
      const auto rtl = make();
      try {
        is_refused = is_refused || check(Kernels::get(kernel), *rtl, stalls, 1, 3000).mismatch;
      } catch (const Error&) {  // a lost handshake on both sides, an assertion of the RTL
        is_refused = true;
      }
    }
    INFO(id);
    CHECK(is_refused);
  }
  for (const auto& [id, kernel] : Kernels::all()) {
    INFO(id);
    CHECK(mutants[id] >= 3);
  }
}
