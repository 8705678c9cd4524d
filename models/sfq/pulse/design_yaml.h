/// A design of gates as `fluxgate pulse` reads it; build_design() makes cells and a clock of it.
///
///   inputs: [a, b, c]
///   gates: {x: {cell: xor, of: [a, b]}, sum: {cell: xor, of: [x, c]}}
///   outputs: [sum]
///   clock: {flow: tree, period_ps: 100, periods: 12}   # tree, concurrent, counter
///   patterns: {a: [1, 0, 1], b: [0, 1, 1], c: [1]}      # one bit a period, 0 when the list ends
///
/// Bit k of a pattern arrives half a period before clock k. `periods`: enough for the longest
/// pattern to come out when absent. An output's bit k is whether a pulse came within a period from
/// the clock that sends it (k + levels - 1 periods after the first).
#pragma once
#include "models/sfq/pulse/design.h"
#include "sim/contract/pulse.h"

namespace fluxgate::sfq {

[[nodiscard]] bool is_design(const ConfigNode& root);
/// Builds, streams the patterns, reads the outputs and counts what was built.
void run_design(const ConfigNode& root, PulseNet& net, PulseResult& result);
[[nodiscard]] ClockFlow parse_flow(const ConfigNode& node);

}  // namespace fluxgate::sfq
