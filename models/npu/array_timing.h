/// Timing of the systolic array; the one formula behind mapper, bound and simulation, in
/// SCALE-Sim's terms. R rows, C columns, T = extent of the time axis of a fold (operands streamed),
/// all in cycles:
///   dataflow  rows hold  columns hold  time axis  one fold alone        result of a fold
///   weight    K          N             M          2R + C + T - 2        after its last row has
///   left input     K          M             N          2R + C + T - 2 output    M          N K T +
///   R + C - 2
/// fold_overlap: folds start max(T, min_issue) apart, or max(that, R) with a hidden preload (R rows
/// of weights, or of results to drain for output-stationary), or that + R with an exposed one; the
/// last result leaves R + C - 2 cycles after the last operand has entered. A preload that finds the
/// pipeline empty is exposed (R; 2R - 1 in ONNXim). Without any fixed cost this is fg_systolic_ws
/// cycle by cycle (tests/crosscheck/array_formula_test.cpp). A type with rate r streams T / r. Edge
/// folds cost as much as full ones. Cells of s stages (gate-level pipelining) make R - 1 of the
/// skew s (R - 1). Source: SCALE-Sim v2 closed form, ONNXim instruction timing
/// (shared/reference/npu/scalesim.md).
#pragma once
#include "models/npu/description.h"

namespace fluxgate::npu {

/// A block of a GEMM on one array: m x k times k x n, `repeat` times (grouped batches).
struct Block {
  std::int64_t m = 1, n = 1, k = 1, repeat = 1;
  bool has_new_stationary = true;  // false: the stationary operand is still in the cells
};

struct ArrayTime {
  Cycles issue;    // the array accepts the next block after this
  Cycles latency;  // from there to the last result
  Cycles fill;     // in front, when the pipeline was empty
  std::int64_t folds = 0;
};

class ArrayTiming {
 public:
  explicit ArrayTiming(const ArrayDescription& array) : array_(array) {}
  [[nodiscard]] ArrayTime block_time(const Block& block, DType dtype) const;
  [[nodiscard]] Cycles fold_cycles(std::int64_t streamed) const;
  /// Cycles no schedule of these multiply-accumulates can beat.
  [[nodiscard]] Cycles ideal_cycles(std::int64_t macs, DType dtype) const;

 private:
  ArrayDescription array_;
};

}  // namespace fluxgate::npu
