/// Times of rows through the RTL of a kernel with streams (last, ...) in and out, with no stalls.
#pragma once
#include "sim/contract/kernel.h"
#include "sim/core/errors.h"

namespace fluxgate {

struct RowTiming {
  std::int64_t last_taken = 0;      // last beat of the first row
  std::int64_t first_offer = 0;     // first cycle with a valid result
  std::int64_t total_cycles = 0;    // from the first beat of the first row to its last result
  std::int64_t steady_spacing = 0;  // between the first beats of the last two rows
};

/// Drives `rows` rows of `beats` zero beats; other inputs always offer zeros.
[[nodiscard]] inline RowTiming time_rows(const KernelKind& kernel, std::int64_t beats, int rows) {
  const auto side = kernel.make_rtl();
  side->reset();
  side->drive_ready(0, true);
  for (std::size_t i = 1; i < kernel.streams.inputs.size(); ++i)
    side->drive_input(i, true, Beat(kernel.streams.inputs[i].lanes()));
  RowTiming t;
  Beat x(kernel.streams.inputs[0].lanes());
  std::int64_t taken = 0, given = 0, row_start = 0;
  for (std::int64_t cycle = 0; given < beats * rows; ++cycle) {
    FG_CHECK(cycle < 100'000);
    x[0] = taken % beats == beats - 1 ? 1 : 0;
    side->drive_input(0, taken < beats * rows, x);
    side->settle();
    if (side->output_valid(0)) {
      if (given == 0) t.first_offer = cycle;
      if (++given == beats) t.total_cycles = cycle + 1;
    }
    if (taken < beats * rows && side->input_ready(0)) {
      if (taken == beats - 1) t.last_taken = cycle;
      if (taken % beats == 0) {
        t.steady_spacing = cycle - row_start;
        row_start = cycle;
      }
      ++taken;
    }
    side->clock();
  }
  return t;
}

}  // namespace fluxgate
