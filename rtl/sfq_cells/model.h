/// Model of fg_sfq_cells: the cell tables themselves. A pulse that arrives at t in state s leaves
/// output o at t + delay(s, pin, o); a pulse on pin `second` nearer than least(s, first, second) to
/// the last one on `first`, which came in state s, is a violation, and counts all the same.
/// Timing: an event a cycle, its result 2 moving cycles later.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "rtl/common/pipeline_model.h"
#include "sim/contract/kernel.h"

namespace fluxgate::rtl {

inline constexpr int kSfqInputs = 3, kSfqOutputs = 2;  // room for the pins of any cell

struct SfqCellTable {
  std::string id;
  int inputs = 0, outputs = 0;
  int clock = -1;             // input, -1: none
  std::vector<int> next;      // [state * inputs + pin]
  std::vector<int> delay_fs;  // [(state * inputs + pin) * outputs + output], 0: no pulse
  std::vector<int> least_fs;  // [(state * inputs + first) * inputs + second], 0: no window
};

/// The slots of the bank, in order: tables.cpp.
[[nodiscard]] const std::vector<SfqCellTable>& sfq_cell_tables();

/// event {cell, pin, gap}, seen {cell, pin, fired, time, first, setup, hold, separation}.
[[nodiscard]] KernelStreams sfq_cells_streams();
[[nodiscard]] std::unique_ptr<Side> make_sfq_cells_model();

}  // namespace fluxgate::rtl
