#include "models/npu/array_twin.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate::npu {
namespace {

constexpr const char* kKernel = "systolic_ws";
constexpr std::int64_t kRows = 16, kCols = 16;  // of the kernel as built
constexpr std::int64_t kIdleLimit = 100'000;

/// Operands of the folds of a block: random INT8 inside the block, zero beyond its edges.
class Operands {
 public:
  Operands(const Block& block, std::uint64_t seed)
      : block_(block),
        depth_folds_(ceil_div(block.k, kRows)),
        width_folds_(ceil_div(block.n, kCols)),
        seed_(seed) {}

  [[nodiscard]] std::int64_t folds() const { return depth_folds_ * width_folds_ * block_.repeat; }
  void weights(std::int64_t row, Beat& beat) const {
    const std::int64_t fold = row / kRows;
    const std::int64_t depth = fold % depth_folds_ * kRows + row % kRows;
    const std::int64_t column = fold / depth_folds_ % width_folds_ * kCols;
    for (std::int64_t c = 0; c < kCols; ++c)
      beat[static_cast<std::size_t>(c)] =
          depth < block_.k && column + c < block_.n ? value(2 * row, c) : 0;
  }
  void operands(std::int64_t row, Beat& beat) const {
    const std::int64_t depth = row / block_.m % depth_folds_ * kRows;
    beat[0] = row % block_.m == 0 && (folds() > 1 || row == 0) ? 1 : 0;
    for (std::int64_t r = 0; r < kRows; ++r)
      beat[static_cast<std::size_t>(r + 1)] = depth + r < block_.k ? value(2 * row + 1, r) : 0;
  }

 private:
  [[nodiscard]] std::int64_t value(std::int64_t row, std::int64_t lane) const {
    std::uint64_t z = seed_ + static_cast<std::uint64_t>(row * 64 + lane) * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    return static_cast<std::int64_t>(z) >> 56;
  }
  Block block_;
  std::int64_t depth_folds_, width_folds_;
  std::uint64_t seed_;
};

struct Measured {
  ArrayTime time;
  std::int64_t cycles = 0;
  std::vector<Beat> results;
};

/// Streams a block through one side at full rate, then probes when a next tile could start.
class Bench {
 public:
  Bench(Side& side, const Block& block, std::uint64_t seed)
      : side_(side), block_(block), operands_(block, seed) {}

  Measured run() {
    side_.reset();
    const std::int64_t rows = operands_.folds() * block_.m;
    is_new_ = block_.has_new_stationary || operands_.folds() > 1;
    std::int64_t idle = 0;
    while (static_cast<std::int64_t>(measured_.results.size()) < rows || taken_ <= rows) {
      if (++idle > kIdleLimit) throw DeadlockError("systolic_ws in the loop: no transfer");
      if (step(rows)) idle = 0;
    }
    measured_.time.fill = Cycles(is_new_ ? first_ : 0);
    measured_.time.issue = Cycles(probe_ - first_);
    measured_.time.latency = Cycles(std::max<std::int64_t>(0, last_result_ - probe_));
    measured_.time.folds = operands_.folds();
    measured_.cycles = cycle_;
    return std::move(measured_);
  }

 private:
  /// True when something moved.
  bool step(std::int64_t rows) {
    operands_.weights(loaded_, weights_);
    side_.drive_input(0, true, weights_);
    if (taken_ < rows) {
      operands_.operands(taken_, operand_);
    } else {
      operand_.assign(operand_.size(), 0);
      operand_[0] = is_new_ ? 1 : 0;  // the probe: first row of a next tile, or one more of this
    }
    side_.drive_input(1, taken_ <= rows, operand_);
    side_.drive_ready(0, true);
    side_.settle();
    const bool has_loaded = side_.input_ready(0);
    const bool has_taken = taken_ <= rows && side_.input_ready(1);
    if (has_taken) {
      if (taken_ == 0) first_ = cycle_;
      if (taken_ == rows) probe_ = cycle_;
      ++taken_;
    }
    const bool has_result = side_.output_valid(0);
    if (has_result && static_cast<std::int64_t>(measured_.results.size()) < rows) {
      measured_.results.emplace_back(static_cast<std::size_t>(kCols));
      side_.read_output(0, measured_.results.back());
      last_result_ = cycle_;
    }
    if (has_loaded) ++loaded_;
    side_.clock();
    ++cycle_;
    return has_loaded || has_taken || has_result;
  }

  Side& side_;
  Block block_;
  Operands operands_;
  Measured measured_;
  bool is_new_ = true;
  std::int64_t loaded_ = 0, taken_ = 0, cycle_ = 0, first_ = 0, probe_ = 0, last_result_ = 0;
  Beat weights_ = Beat(kCols), operand_ = Beat(kRows + 1);
};

void require(bool holds, const char* key, const std::string& needed) {
  if (!holds)
    throw ModelError(fmt::format(
        "--rtl systolic: the RTL is built as a 16 x 16 weight-stationary INT8 array; {} must be {} "
        "(--set {}={})",
        key, needed, key, needed));
}

}  // namespace

ArrayTwin::ArrayTwin(const Description& d, std::optional<std::int64_t> sample, std::uint64_t seed)
    : sample_(sample), seed_(seed) {
  require(d.array.rows == kRows, "array.rows", "16");
  require(d.array.cols == kCols, "array.cols", "16");
  require(d.array.count == 1, "array.count", "1");
  require(d.array.dataflow == Dataflow::WeightStationary, "array.dataflow", "weight_stationary");
  require(d.array.fold_overlap, "array.fold_overlap", "true");
  require(d.array.preload == Preload::Hidden, "array.preload", "hidden");
  require(d.array.refill == Refill::Rows, "array.refill", "rows");
  require(d.array.min_issue == Cycles(1), "array.min_issue", "1 cyc");
  require(d.rate(DType::Int8) == 1, "array.rate_int8", "1");
}

ArrayTime ArrayTwin::time(const Block& block, DType dtype, const ArrayTime& formula) {
  if (dtype != DType::Int8)
    throw ModelError(
        fmt::format("--rtl systolic: the RTL computes INT8, the network {}; use --set "
                    "workload.dtype=int8",
                    to_string(dtype)));
  const Key key{block.m, block.n, block.k, block.repeat, block.has_new_stationary};
  const auto known = times_.find(key);
  if (known != times_.end()) return known->second;
  return times_.emplace(key, sample_ ? formula : measure(block)).first->second;
}

ArrayTime ArrayTwin::measure(const Block& block) {
  const KernelKind& kernel = Kernels::get(kKernel);
  const auto model_side = kernel.make_model();
  const auto rtl_side = kernel.make_rtl();
  const Measured model = Bench(*model_side, block, seed_).run();
  Measured rtl = Bench(*rtl_side, block, seed_).run();
  const auto at = std::mismatch(model.results.begin(), model.results.end(), rtl.results.begin(),
                                rtl.results.end());
  if (at.first != model.results.end() || model.cycles != rtl.cycles)
    throw MismatchError(fmt::format(
        "systolic_ws in the loop: tile {}x{}x{}: result row {} differs, or the cycles: model {}, "
        "RTL {}",
        block.m, block.n, block.k, at.first - model.results.begin(), model.cycles, rtl.cycles));
  report_.transactions += static_cast<std::int64_t>(rtl.results.size());
  report_.rtl_cycles += rtl.cycles;
  return rtl.time;
}

void ArrayTwin::compare(const Block& block, const ArrayTime& formula) {
  const ArrayTime rtl = measure(block);
  if (rtl.issue != formula.issue || rtl.latency != formula.latency || rtl.fill != formula.fill)
    throw MismatchError(
        fmt::format("systolic_ws in the loop: tile {}x{}x{}: formula {} + {} + {} cycles, RTL {} + "
                    "{} + {} (fill, issue, "
                    "latency)",
                    block.m, block.n, block.k, formula.fill.value, formula.issue.value,
                    formula.latency.value, rtl.fill.value, rtl.issue.value, rtl.latency.value));
}

UnitReport ArrayTwin::finish() {
  std::vector<std::pair<Key, ArrayTime>> drawn;
  for (const auto& entry : times_)
    if (sample_ && entry.second.issue.value <= kMostSampledCycles) drawn.push_back(entry);
  std::uint64_t random = seed_;
  for (std::int64_t i = 0; sample_ && i < *sample_ && !drawn.empty(); ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    const auto at = drawn.begin() + static_cast<std::ptrdiff_t>((random >> 33U) % drawn.size());
    const auto [m, n, k, repeat, is_new] = at->first;
    compare({m, n, k, repeat, is_new}, at->second);
    drawn.erase(at);
  }
  report_.model_cycles = report_.rtl_cycles;  // equal, or measure() has thrown
  return report_;
}

ArrayTime step_time(const Description& d, const ArrayTiming& timing, const Block& block,
                    DType dtype) {
  const ArrayTime formula = timing.block_time(block, dtype);
  return d.array_twin ? d.array_twin->time(block, dtype, formula) : formula;
}

}  // namespace fluxgate::npu
