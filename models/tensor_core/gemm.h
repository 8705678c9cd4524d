/// Matrix products as a tuned library runs them on a GPU with asynchronous MMA (or with mma.sync).
///
/// A CTA owns an output tile of tm x tn and walks K in steps of 128 bytes. Timing, in SM cycles:
///   iteration  max(tensor, load, iteration_cycles, latency / stages)
///     tensor   = ceil(a / 64) * wgmmas * max(mma_floor, b / 2) / loop_share   (a: side along m64,
///                b: side along n; one wgmma covers 64 x b x 32 bytes)
///     load     = (tm + tn) * 128 B / port_width
///     L2       looks up (tm / cluster_n + tn / cluster_m) * 128 B: a cluster of cluster_m x
///     cluster_n
///              CTAs gets what it shares by multicast. CTAs of the first round start in lock step:
///              of operands with several readers the slices then see coalesced_share.
///              Grids are padded to whole clusters; clusters of 4 and 8 leave SMs of a GPC idle.
///   tile       K-steps * iteration, then the epilogue: epilogue_cycles, and tm * tn results at the
///              L2's write rate (not hidden: counters.csv shows it between the tiles); meanwhile
///              the next tile's first `stages` steps are copied
///   kernel     prologue_cycles + load latency, tiles of each SM one after the other (persistent)
/// split-K: k parts write fp32 partial sums, a second kernel adds them.
/// DRAM sees an operand once when all fits the L2; otherwise each wave of tiles loads its own rows
/// and columns; tiles go in groups of raster_rows rows, as the library's kernels walk them.
/// Leaves out: reuse between waves, bank conflicts, alignment of leading dimensions.
#pragma once
#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {

enum class MmaPath { Async, Sync, Fma };

struct Product {  // batch x [m, n, k]
  std::int64_t batch = 1, m = 1, n = 1, k = 1;
  DType dtype = DType::Bf16;
  MmaPath path = MmaPath::Async;
  double density = 1;
  double in_bytes = 2, out_bytes = 2;  // a value
  double latency_cycles = 300;         // of a load, where the operands are
  double unique_bytes = 0;
  double missing_share = 1;  // of them, not in the L2
  double crossing = 0;       // share of the 128-byte rows of a step that begin inside a line
  bool may_split = true;
  double loop_share = 1, extra_cycles = 0, load_scale = 1;  // of a convolution
};

struct Tile {
  std::int64_t m = 128, n = 128;
  std::int64_t a = 128, b = 128;  // sides along the MMA's m and n
  std::int64_t split = 1;
  std::int64_t stages = 4;
  std::int64_t cluster_m = 1, cluster_n = 1;  // CTAs that share columns, rows by multicast
  [[nodiscard]] std::int64_t cluster() const { return cluster_m * cluster_n; }
  [[nodiscard]] bool is_cooperative() const { return m * n > 21504; }
};

struct GemmTiming {
  double iteration = 0, tensor = 0;
  std::int64_t steps = 0, tiles = 0;
  double epilogue = 0;
};

constexpr double kStepBytes = 128;                   // of K in one step: one swizzle atom
constexpr std::int64_t kEpilogueShared = 17 * 1024;  // bytes beside the stages

[[nodiscard]] std::vector<Tile> tiles_for(const Description& d, const Product& p);
/// Kernels that a library kept from before clusters: mma.sync ones (int8) and those of tf32.
[[nodiscard]] bool is_older(const Product& p);
[[nodiscard]] std::int64_t step_values(const Product& p);
/// Tiles of a side in whole clusters: the grid.
[[nodiscard]] std::int64_t down(const Product& p, const Tile& t);
[[nodiscard]] std::int64_t across(const Product& p, const Tile& t);
/// SMs that clusters of this size can fill: a cluster lies within one GPC.
[[nodiscard]] std::int64_t usable_sms(const Description& d, const Tile& t);
[[nodiscard]] GemmTiming gemm_timing(const Description& d, const Product& p, const Tile& t);
/// Closed form of the whole product, for the order of the candidates.
[[nodiscard]] double estimate(const Description& d, const Product& p, const Tile& t);
[[nodiscard]] Kernel gemm_kernel(const Description& d, const Product& p, const Tile& t);
/// Even shares of the last waves (stream_k.cpp).
[[nodiscard]] bool can_stream(const Description& d, const Product& p, const Tile& t);
[[nodiscard]] Kernel stream_k_kernel(const Description& d, const Product& p, const Tile& t);
[[nodiscard]] double dram_passes(const Description& d, const Product& p, const Tile& t);

}  // namespace fluxgate::tensor_core
