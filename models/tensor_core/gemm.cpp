#include "models/tensor_core/gemm.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fluxgate::tensor_core {
namespace {

// A CTA of 4, of 8 warps alone leaves gaps in the FMA pipe. measured: microbenchmarks.csv, fma_fp32
constexpr std::array<double, 2> kFmaGaps{128 / 92.6, 128 / 116.5};
constexpr double kDramRate = 3e12;  // of the estimate; candidates are simulated with the real one
constexpr double kMmaBytes = 32;    // of K in one MMA

double to_double(std::int64_t v) { return static_cast<double>(v); }

double tensor_cycles(const Description& d, const Product& p, const Tile& t) {
  const double flops = 2 * to_double(t.m * t.n * step_values(p));
  const GemmNumbers& g = d.kernels.gemm;
  if (p.path == MmaPath::Fma)
    return flops / 2 / to_double(d.sm.fma_lanes) / g.fma_loop_share / p.loop_share;
  const double rate = d.sm.tensor_flops * d.rate(p.dtype);
  if (p.path == MmaPath::Sync)
    return flops / (rate * d.sm.sync_share) / g.sync_loop_share / p.loop_share;
  const double floor_cycles = to_double(t.a / 64) * kStepBytes / kMmaBytes * d.sm.mma_floor;
  const double share = bits(p.dtype) == 8 ? g.narrow_loop_share : g.loop_share;
  return std::max(flops / rate, floor_cycles) / share / p.loop_share;
}

/// Bytes of a step at the SM's port; a row that crosses a line takes the time of more.
double port_step_bytes(const Description& d, const Product& p, const Tile& t) {
  return to_double(t.m + t.n) * kStepBytes * p.load_scale *
         (1 + p.crossing * (d.sm.split_line_scale - 1));
}

}  // namespace

GemmTiming gemm_timing(const Description& d, const Product& p, const Tile& t) {
  GemmTiming g;
  g.steps = ceil_div(ceil_div(p.k, step_values(p)), t.split);
  g.tiles = p.batch * down(p, t) * across(p, t) * t.split;
  if (p.density < 1)
    g.tiles = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::ceil(to_double(g.tiles) * p.density)));
  g.tensor = tensor_cycles(d, p, t);
  const double load = port_step_bytes(d, p, t) / d.sm.port_width;
  g.iteration = std::max(
      {g.tensor, load, d.kernels.gemm.iteration_cycles, p.latency_cycles / to_double(t.stages)});
  g.epilogue = d.kernels.gemm.epilogue_cycles;
  return g;
}

double dram_passes(const Description& d, const Product& p, const Tile& t) {
  const double out = to_double(p.batch * p.m * p.n) * p.out_bytes;
  if (p.batch > 1 || p.unique_bytes + out < to_double(d.l2.capacity.value)) return 1;
  const double wide = to_double(across(p, t)), high = to_double(down(p, t));
  const double wave = std::min(to_double(d.sm.count), wide * high);
  const double rows = std::clamp(d.kernels.gemm.raster_rows / to_double(t.m), 1.0, high);
  const double x = std::min(wide, wave / rows);
  const double y = std::min(high, wave / x);
  const double bytes = (x * to_double(t.n) + y * to_double(t.m)) * to_double(p.k) * p.in_bytes;
  return std::max(1.0, bytes * wide * high / wave / p.unique_bytes);
}

namespace {

/// L2 bytes of a step of one CTA: what its cluster shares is looked up once.
double l2_step_bytes(const Description& d, const Product& p, const Tile& t) {
  const double rows = to_double(t.m) / to_double(t.cluster_n);
  const double cols = to_double(t.n) / to_double(t.cluster_m);
  return (rows + cols) * kStepBytes * p.load_scale * (1 + p.crossing * (d.l2.split_line_scale - 1));
}

/// Share of them that the slices see in the first round.
double first_round(const Description& d, const Product& p, const Tile& t) {
  const bool is_shared = down(p, t) > t.cluster_m && across(p, t) > t.cluster_n;
  return d.sm.has_async_mma && p.path == MmaPath::Async && is_shared ? d.l2.coalesced_share : 1;
}

double store_bytes(const Product& p, const Tile& t) {
  return to_double(t.m * t.n) * (t.split > 1 ? 4.0 : p.out_bytes);
}

/// Share of a tile that is inside the matrix, on average: edges are not stored.
double inside(const Product& p, const Tile& t) {
  return to_double(p.m * p.n) / to_double(down(p, t) * t.m * across(p, t) * t.n);
}

}  // namespace

double estimate(const Description& d, const Product& p, const Tile& t) {
  const GemmTiming g = gemm_timing(d, p, t);
  const GemmNumbers& n = d.kernels.gemm;
  const auto sms = to_double(usable_sms(d, t));
  const double rounds = to_double(ceil_div(g.tiles, usable_sms(d, t)));
  const double active = std::min(sms, to_double(g.tiles));
  const double seen = 1 - (1 - first_round(d, p, t)) / rounds;
  const double l2_cycles =
      l2_step_bytes(d, p, t) * seen * active / d.l2.read_rate.value * d.clock.value;
  const double e = n.contention_exponent;
  const double step = std::pow(std::pow(g.iteration, e) + std::pow(l2_cycles, e), 1 / e);
  const double store = store_bytes(p, t) * inside(p, t) * active / n.store_share /
                       d.l2.write_rate.value * d.clock.value;
  const double tile_cycles = to_double(g.steps) * step;
  double cycles = n.prologue_cycles + rounds * (tile_cycles + g.epilogue + store);
  const double fetched = p.unique_bytes * (dram_passes(d, p, t) - 1 + p.missing_share);
  const double dram = n.prologue_cycles + fetched / kDramRate * d.clock.value;
  cycles = std::pow(std::pow(cycles, e) + std::pow(dram, e), 1 / e);
  if (t.split > 1)
    cycles += n.reduce_cycles + seconds(d.launch.ramp) * d.clock.value +
              to_double(p.m * p.n * t.split) * 4 / d.l2.read_rate.value * d.clock.value;
  return cycles;
}

namespace {

/// Operands that MMAs read from shared memory. wgmma: 64 rows of one side and all b of the other an
/// instruction; mma.sync: 64 x 64 a warp; FMA: 32 x 64 a warp.
double shared_bytes_per_flop(const Product& p, const Tile& t) {
  double rows = 64;
  double cols = 64;
  if (p.path == MmaPath::Async) cols = to_double(t.b);
  if (p.path == MmaPath::Fma) rows = 32;
  return p.in_bytes * (rows + cols) / (2 * rows * cols);
}

/// Of kernels without copies ahead.
std::int64_t threads_of(const Tile& t) { return t.m * t.n >= 16384 ? 256 : 128; }

Resources resources_of(const Product& p, const Tile& t) {
  if (p.path == MmaPath::Async)
    return {
        384, 168,
        t.stages * static_cast<std::int64_t>(to_double(t.m + t.n) * kStepBytes) + kEpilogueShared};
  const std::int64_t threads = threads_of(t);
  const std::int64_t accumulators = t.m * t.n / threads;
  const std::int64_t shared = 3 * static_cast<std::int64_t>(to_double(t.m + t.n) * kStepBytes);
  const std::int64_t others = p.path == MmaPath::Fma ? 64 : 90;  // operands, addresses
  return {threads, std::min<std::int64_t>(255, accumulators + others),
          p.path == MmaPath::Fma ? shared / 4 : shared};
}

}  // namespace

/// Copies run on while a tile is stored, until the stages are full: the share of a tile's loads
/// that falls into that time.
double loads_ahead(const Description& d, const Product& p, const Tile& t, const GemmTiming& g) {
  if (p.path != MmaPath::Async) return 0;
  const double active = to_double(std::min(usable_sms(d, t), g.tiles));
  const double store = g.epilogue + store_bytes(p, t) * inside(p, t) * active /
                                        (d.kernels.gemm.store_share * d.l2.write_rate.value) *
                                        d.clock.value;
  return std::min(to_double(t.stages) / to_double(g.steps),
                  store / (store + to_double(g.steps) * g.iteration));
}

struct Rounds {  // of a CTA
  std::int64_t tiles = 1;
  double ahead = 0;  // of a tile's loads, while the one before is stored
  double first_share = 1;
};

/// Tiles of a CTA one after the other. While a tile is stored, the copies of the next one's first
/// `stages` steps arrive.
void add_tiles(CtaClass& c, const Phase& loop, const Phase& epilogue, const Rounds& rounds) {
  const double ahead = rounds.ahead;
  const std::int64_t tiles = rounds.tiles;
  for (std::int64_t i = 0; i < tiles; ++i) {
    Phase tile = loop;
    Phase store = epilogue;
    if (i == 0) tile.demand.l2_bytes *= rounds.first_share;
    if (i > 0) {
      tile.demand.port_bytes *= 1 - ahead;
      tile.demand.l2_bytes *= 1 - ahead;
    }
    if (i + 1 < tiles) {
      store.demand.port_bytes = ahead * loop.iterations * loop.demand.port_bytes;
      store.demand.l2_bytes = ahead * loop.iterations * loop.demand.l2_bytes;
    }
    c.phases.push_back(tile);
    c.phases.push_back(store);
  }
}

namespace {

/// A step of a CTA that is alone. With MMAs in flight only barriers and latency remain; a warpgroup
/// of older kernels waits for its MMAs (the other one's may run meanwhile).
double chain_cycles(const Description& d, const Product& p, const Tile& t, const GemmTiming& g) {
  const GemmNumbers& n = d.kernels.gemm;
  if (p.path == MmaPath::Fma) return g.tensor * (threads_of(t) > 128 ? kFmaGaps[1] : kFmaGaps[0]);
  if (p.path == MmaPath::Sync) return g.tensor;
  if (is_older(p))
    return g.tensor / to_double(std::min<std::int64_t>(2, t.a / 64)) + n.drain_cycles;
  return std::max(n.iteration_cycles, p.latency_cycles / to_double(t.stages));
}

}  // namespace

Kernel gemm_kernel(const Description& d, const Product& p, const Tile& t) {
  const GemmTiming g = gemm_timing(d, p, t);
  const GemmNumbers& n = d.kernels.gemm;
  Kernel kernel;
  kernel.resources = resources_of(p, t);
  kernel.setup_cycles = n.prologue_cycles + p.extra_cycles;
  kernel.cold_fetch_lines = n.cold_lines;
  kernel.dram_share = n.dram_share;
  kernel.store_share = n.store_share;
  kernel.contention_exponent = n.contention_exponent;
  const std::int64_t slots = p.path == MmaPath::Async ? 1 : slots_per_sm(d.sm, kernel.resources);
  Phase fill{1, p.latency_cycles, {}};
  Phase loop;
  loop.iterations = to_double(g.steps);
  loop.chain_cycles = chain_cycles(d, p, t, g);
  loop.demand.tensor_cycles = g.tensor;
  loop.demand.port_bytes = port_step_bytes(d, p, t);
  loop.demand.l2_bytes = l2_step_bytes(d, p, t);
  Phase epilogue{1, g.epilogue, {}};
  epilogue.demand.store_bytes = store_bytes(p, t) * inside(p, t);
  const std::int64_t workers =
      p.path == MmaPath::Async ? std::min(usable_sms(d, t), g.tiles) : g.tiles;
  const std::int64_t rounds = ceil_div(g.tiles, workers);
  const std::int64_t full = g.tiles - (rounds - 1) * workers;  // CTAs with one tile more
  for (const bool is_full : {true, false}) {
    CtaClass c;
    c.count = is_full ? full : workers - full;
    const std::int64_t mine = is_full ? rounds : rounds - 1;
    if (c.count == 0 || mine == 0) continue;
    c.phases.push_back(fill);
    add_tiles(c, loop, epilogue, {mine, loads_ahead(d, p, t, g), first_round(d, p, t)});
    kernel.classes.push_back(std::move(c));
  }
  const double flops =
      2 * to_double(t.m * t.n) * to_double(p.k) * to_double(g.tiles) / to_double(t.split);
  if (p.path == MmaPath::Fma)
    kernel.fma_ops = flops / 2;
  else
    kernel.flops = flops;
  kernel.mma_type = p.dtype;
  if (p.path == MmaPath::Sync) kernel.mma_operands = MmaOperands::Registers;
  kernel.shared_bytes = flops * shared_bytes_per_flop(p, t);
  kernel.name =
      fmt::format("gemm {}x{}x{} {} stages{}{}{}", t.m, t.n, step_values(p), t.stages,
                  t.is_cooperative() ? " coop" : "",
                  t.cluster() > 1 ? fmt::format(" cluster {}x{}", t.cluster_m, t.cluster_n) : "",
                  t.split > 1 ? fmt::format(" split {}", t.split) : "");
  kernel.mapping = fmt::format("{}, {} tiles on {} SMs, {:.2f} waves", kernel.name, g.tiles,
                               d.sm.count, to_double(g.tiles) / to_double(d.sm.count * slots));
  return kernel;
}

}  // namespace fluxgate::tensor_core
