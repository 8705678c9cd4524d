/// The timeline of a run in Perfetto's protobuf (open it at ui.perfetto.dev): a track a unit with a
/// slice a launch, arrows from the launch that made a tensor to those that read it, and counters of
/// DRAM rate, multiplier use and power, each the mean over its launch. One nanosecond shown is one
/// nanosecond, or one picosecond in a run below a millisecond (the tracks' root says which). A run
/// of more than kMostSpans launches is cut there, and a last mark says how many are missing. Field
/// numbers: tests/trace/perfetto.proto. Leaves out: what happens inside a launch.
#pragma once
#include <string>

#include "sim/stats/result.h"

namespace fluxgate {

[[nodiscard]] std::string to_perfetto(const RunResult& result);

}  // namespace fluxgate
