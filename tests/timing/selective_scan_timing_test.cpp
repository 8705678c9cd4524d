#include <catch2/catch.hpp>

#include "sim/contract/kernel.h"

using namespace fluxgate;

namespace {

struct Times {
  std::int64_t first = -1, last = -1;
};

/// Offers `steps` steps, parameters from cycle `parameters_from` on; when the results come.
Times run(int steps, std::int64_t parameters_from) {
  const KernelKind& kernel = Kernels::get("selective_scan");
  const auto side = kernel.make_rtl();
  side->reset();
  side->drive_ready(0, true);
  Beat step(kernel.streams.inputs[1].lanes());
  Times t;
  for (int cycle = 0, taken = 0, given = 0; given < steps && cycle < 1000; ++cycle) {
    step[0] = taken == 0 ? 1 : 0;
    side->drive_input(0, cycle >= parameters_from, Beat(kernel.streams.inputs[0].lanes()));
    side->drive_input(1, taken < steps, step);
    side->settle();
    if (taken < steps && side->input_ready(1)) ++taken;
    if (side->output_valid(0)) {
      if (given++ == 0) t.first = cycle;
      t.last = cycle;
    }
    side->clock();
  }
  return t;
}

}  // namespace

TEST_CASE("fg_selective_scan gives a result 9 cycles after its step, a step a cycle") {
  for (const int steps : {1, 2, 9, 10, 100}) {
    INFO(steps);
    CHECK(run(steps, 0).first == 9);
    CHECK(run(steps, 0).last == 8 + steps);
  }
}

TEST_CASE("the first step of fg_selective_scan waits for the parameters") {
  CHECK(run(3, 5).first == 14);
  CHECK(run(3, 5).last == 16);
}
