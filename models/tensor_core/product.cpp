/// Lowering of contractions with their epilogue to matrix-product kernels (gemm.h), convolutions as
/// implicit products.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/tensor_core/gemm.h"

namespace fluxgate::tensor_core {
namespace {

constexpr std::int64_t kLineBytes = 128;
constexpr std::int64_t kChannels = 8;  // a 16-byte copy of bf16
constexpr std::size_t kSimulated = 6;  // candidates of the closed form that are simulated

/// Bulk copies want leading dimensions of a multiple of 16 bytes.
bool has_aligned_rows(const Contraction& shape, double value_bytes) {
  constexpr double kCopyBytes = 16;
  return shape.window > 1 ||
         (std::fmod(static_cast<double>(shape.k) * value_bytes, kCopyBytes) == 0 &&
          std::fmod(static_cast<double>(shape.n) * value_bytes, kCopyBytes) == 0);
}

MmaPath path_of(const Description& d, DType dtype, bool is_aligned) {
  if (d.rate(dtype) == 0) return MmaPath::Fma;
  // Libraries kept their mma.sync kernels for int8, and for rows that bulk copies refuse.
  if (!d.sm.has_async_mma || dtype == DType::Int8 || !is_aligned) return MmaPath::Sync;
  return MmaPath::Async;
}

/// An 8-bit product without an epilogue leaves a wider type: int8 its accumulators, fp8 bf16.
double widening(Launch launch) {
  if (launch.size() > 1) return 1;
  const DType dtype = launch.front().outputs.at(0).dtype;
  return dtype == DType::Int8 ? 4 : dtype == DType::Fp8 ? 2 : 1;
}

Product product_of(const Context& c, Launch launch, const Ends& ends) {
  const Operator& op = launch.front();
  const auto& shape = std::get<Contraction>(op.shape);
  Product p;
  p.batch = shape.batch;
  p.m = shape.m;
  p.n = shape.n;
  p.k = shape.k;
  p.density = shape.density;
  p.dtype = op.inputs.at(0).dtype;
  p.in_bytes = static_cast<double>(std::max<std::int64_t>(8, bits(op.inputs[0].dtype))) / 8;
  p.path = path_of(c.d, p.dtype, has_aligned_rows(shape, p.in_bytes));
  const double results = static_cast<double>(p.batch * p.m * p.n);
  double stored = 0;
  for (const Operand& o : ends.stores) stored += bytes_of(o);
  p.out_bytes = stored * widening(launch) / results;
  const auto row_bytes = static_cast<std::int64_t>(static_cast<double>(p.k) * p.in_bytes);
  p.crossing =
      1 - static_cast<double>(std::gcd(row_bytes, kLineBytes)) / static_cast<double>(kLineBytes);
  p.may_split = p.dtype != DType::Tf32;
  double missing = 0;
  double all = 0;
  for (const Operand& o : ends.loads) {
    all += bytes_of(o);
    p.unique_bytes += bytes_of(o);
    missing += c.missing_share(o) * bytes_of(o);
  }
  p.missing_share = all > 0 ? missing / all : 0;
  p.latency_cycles =
      c.d.l2.latency() + (c.d.dram_latency_cycles - c.d.l2.latency()) * p.missing_share;
  if (shape.window > 1) {
    p.loop_share = c.d.kernels.conv_share;
    p.extra_cycles = c.d.kernels.conv_cycles;
    // Channels are padded to a 16-byte copy, taps come one after the other.
    const std::int64_t channels = shape.k / shape.window;
    p.k = ceil_div(channels, kChannels) * kChannels * shape.window;
    p.may_split = false;
    if (channels < kChannels) {
      p.path = MmaPath::Sync;
      p.loop_share = c.d.kernels.narrow_share;
    }
  }
  return p;
}

/// The second kernel of split-K: every thread adds `split` partial sums.
Kernel reduce_kernel(const Context& c, const Product& p, const Tile& t, const Ends& ends) {
  Kernel k;
  const double values = static_cast<double>(p.batch * p.m * p.n);
  const auto ctas = static_cast<std::int64_t>(std::ceil(values / 1024));
  k.name = "split-K reduction";
  k.mapping = k.name;
  k.resources = {512, 32, 0};
  Phase phase{1, c.d.kernels.gemm.reduce_cycles, {}};
  const double each = values / static_cast<double>(ctas);
  phase.demand.l2_bytes = phase.demand.port_bytes = each * 4 * static_cast<double>(t.split);
  phase.demand.store_bytes = each * p.out_bytes;
  k.classes.push_back({ctas, {phase}});
  k.reads.push_back({"(partial sums)", values * 4 * static_cast<double>(t.split), 1});
  for (const Operand& o : ends.stores) k.writes.push_back(access_of(o));
  return k;
}

/// Channels of a convolution that need padding, 0 when none.
std::int64_t narrow_channels(const Operator& op) {
  const auto& shape = std::get<Contraction>(op.shape);
  const std::int64_t channels = shape.k / shape.window;
  return shape.window > 1 && channels < kChannels ? channels : 0;
}

Candidate candidate(const Context& c, const Product& p, const Tile& t, const Ends& ends,
                    Kernel main, std::int64_t macs) {
  Candidate out;
  main.macs = macs;
  const double passes = dram_passes(c.d, p, t);
  for (const Operand& o : ends.loads) main.reads.push_back({o.tensor, bytes_of(o), passes});
  if (t.split == 1) {
    for (const Operand& o : ends.stores) {
      const double factor =
          p.out_bytes * static_cast<double>(p.batch * p.m * p.n) / std::max(1.0, bytes_of(o));
      main.writes.push_back({o.tensor, bytes_of(o) * (ends.stores.size() == 1 ? factor : 1), 1});
    }
    out.kernels.push_back(std::move(main));
    return out;
  }
  main.writes.push_back(
      {"(partial sums)", static_cast<double>(p.batch * p.m * p.n * t.split) * 4, 1});
  out.kernels.push_back(std::move(main));
  out.kernels.push_back(reduce_kernel(c, p, t, ends));
  return out;
}

}  // namespace

Candidates lower_gemm(const Context& c, Launch launch) {
  const Ends ends = ends_of(launch);
  const Product p = product_of(c, launch, ends);
  std::vector<std::pair<double, Tile>> order;
  for (const Tile& t : tiles_for(c.d, p)) order.emplace_back(estimate(c.d, p, t), t);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Candidates list;
  for (const auto& [cycles, tile] : order) {
    if (list.size() == kSimulated) break;
    list.push_back(candidate(c, p, tile, ends, gemm_kernel(c.d, p, tile), launch.front().macs));
    list.back().estimate_cycles = cycles;
    if (const std::int64_t channels = narrow_channels(launch.front()); channels > 0) {
      auto& kernels = list.back().kernels;
      const Operand& input = launch.front().inputs[0];
      // Pixels of fewer channels are first copied to padded ones.
      const double padded =
          bytes_of(input) * static_cast<double>(kChannels) / static_cast<double>(channels);
      kernels.insert(kernels.begin(), copy_kernel(c, input, bytes_of(input), padded, "padding"));
    }
  }
  if (c.d.kernels.has_stream_k && !order.empty() && can_stream(c.d, p, order.front().second))
    list.push_back(candidate(c, p, order.front().second, ends,
                             stream_k_kernel(c.d, p, order.front().second), launch.front().macs));
  return list;
}

}  // namespace fluxgate::tensor_core
