#include "models/tensor_core/gemm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fluxgate::tensor_core {
namespace {

constexpr double kStepBytes = 128;            // of K in one step: one swizzle atom
constexpr std::int64_t kLargestTile = 40960;  // accumulators of two warpgroups
constexpr std::int64_t kEpilogueShared = 17 * 1024;
constexpr double kMmaBytes = 32;  // of K in one MMA

double to_double(std::int64_t v) { return static_cast<double>(v); }

std::int64_t step_values(const Product& p) {
  return static_cast<std::int64_t>(kStepBytes / p.in_bytes);
}

std::int64_t stages_of(const Description& d, const Product& p, const Tile& t) {
  const double stage = to_double(t.m + t.n) * to_double(step_values(p)) * p.in_bytes;
  const double room = to_double(d.sm.shared_per_cta.value - kEpilogueShared);
  return std::min<std::int64_t>(16, static_cast<std::int64_t>(room / stage));
}

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

void add_splits(std::vector<Tile>& tiles, const Description& d, const Product& p, Tile t) {
  const std::int64_t count = p.batch * ceil_div(p.m, t.m) * ceil_div(p.n, t.n);
  const std::int64_t steps = ceil_div(p.k, step_values(p));
  for (const std::int64_t split : {1, 2, 3, 4, 6, 8, 16}) {
    if (split > 1 && (!p.may_split || count * split > d.sm.count || steps / split < 8)) break;
    t.split = split;
    tiles.push_back(t);
  }
}

}  // namespace

std::vector<Tile> tiles_for(const Description& d, const Product& p) {
  std::vector<Tile> tiles;
  const auto add = [&](std::int64_t a, std::int64_t b) {
    for (const bool is_m : {false, true}) {
      Tile t;
      t.a = a;
      t.b = b;
      t.m = is_m ? a : b;
      t.n = is_m ? b : a;
      t.stages = stages_of(d, p, t);
      if (t.stages < 2) continue;
      add_splits(tiles, d, p, t);
    }
  };
  if (p.path == MmaPath::Fma) {
    add(64, 64);
    add(64, 256);
    add(128, 128);
    return tiles;
  }
  // Older kernels (int8, tf32) come in powers of two only.
  if (p.path == MmaPath::Sync || p.dtype == DType::Tf32) {
    for (const std::int64_t a : {64, 128, 256})
      for (const std::int64_t b : {64, 128, 256})
        if (a * b <= 32768) add(a, b);
    return tiles;
  }
  for (const std::int64_t a : {64, 128, 192, 256, 320})
    for (std::int64_t b = 8; b <= 256; b += 8)
      if (a * b <= kLargestTile && b <= std::max<std::int64_t>(8, a * 4)) add(a, b);
  return tiles;
}

namespace {

/// Bytes of a step at the SM's port; a row that crosses a line takes the time of more.
double port_step_bytes(const Description& d, const Product& p, const Tile& t) {
  return to_double(t.m + t.n) * kStepBytes * p.load_scale *
         (1 + p.crossing * (d.sm.split_line_scale - 1));
}

}  // namespace

GemmTiming gemm_timing(const Description& d, const Product& p, const Tile& t) {
  GemmTiming g;
  g.steps = ceil_div(ceil_div(p.k, step_values(p)), t.split);
  g.tiles = p.batch * ceil_div(p.m, t.m) * ceil_div(p.n, t.n) * t.split;
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
  const double across = to_double(ceil_div(p.n, t.n)), down = to_double(ceil_div(p.m, t.m));
  const double wave = std::min(to_double(d.sm.count), across * down);
  const double rows = std::clamp(d.kernels.gemm.raster_rows / to_double(t.m), 1.0, down);
  const double x = std::min(across, wave / rows);
  const double y = std::min(down, wave / x);
  const double bytes = (x * to_double(t.n) + y * to_double(t.m)) * to_double(p.k) * p.in_bytes;
  return std::max(1.0, bytes * across * down / wave / p.unique_bytes);
}

namespace {

/// L2 bytes of a step: an operand that several tiles of a wave read at a time reaches the SMs by
/// multicast and by coalesced requests, so the slices see share_of_shared of it.
double l2_step_bytes(const Description& d, const Product& p, const Tile& t) {
  double rows = to_double(t.m);
  double cols = to_double(t.n);
  if (d.sm.has_async_mma && p.path == MmaPath::Async) {
    if (ceil_div(p.n, t.n) > 1) rows *= d.l2.shared_operand_share;
    if (ceil_div(p.m, t.m) > 1) cols *= d.l2.shared_operand_share;
  }
  return (rows + cols) * kStepBytes * p.load_scale * (1 + p.crossing * (d.l2.split_line_scale - 1));
}

double store_bytes(const Product& p, const Tile& t) {
  return to_double(t.m * t.n) * (t.split > 1 ? 4.0 : p.out_bytes);
}

/// Share of a tile that is inside the matrix, on average: edges are not stored.
double inside(const Product& p, const Tile& t) {
  return to_double(p.m * p.n) / to_double(ceil_div(p.m, t.m) * t.m * ceil_div(p.n, t.n) * t.n);
}

}  // namespace

double estimate(const Description& d, const Product& p, const Tile& t) {
  const GemmTiming g = gemm_timing(d, p, t);
  const GemmNumbers& n = d.kernels.gemm;
  const auto sms = to_double(d.sm.count);
  const double rounds = to_double(ceil_div(g.tiles, d.sm.count));
  const double active = std::min(sms, to_double(g.tiles));
  const double l2_cycles = l2_step_bytes(d, p, t) * active / d.l2.read_rate.value * d.clock.value;
  const double e = n.contention_exponent;
  const double step = std::pow(std::pow(g.iteration, e) + std::pow(l2_cycles, e), 1 / e);
  const double store = store_bytes(p, t) * inside(p, t) * active / n.store_share /
                       d.l2.write_rate.value * d.clock.value;
  const double tile_cycles = to_double(g.steps) * step;
  double cycles = n.prologue_cycles + rounds * (tile_cycles + g.epilogue + store);
  const double dram = p.unique_bytes * dram_passes(d, p, t) / 3e12 * d.clock.value;
  cycles = std::max(cycles, dram + n.prologue_cycles);
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

Resources resources_of(const Product& p, const Tile& t) {
  if (p.path == MmaPath::Async)
    return {
        384, 168,
        t.stages * static_cast<std::int64_t>(to_double(t.m + t.n) * kStepBytes) + kEpilogueShared};
  const std::int64_t threads = t.m * t.n >= 16384 ? 256 : 128;
  const std::int64_t accumulators = t.m * t.n / threads;
  const std::int64_t shared = 3 * static_cast<std::int64_t>(to_double(t.m + t.n) * kStepBytes);
  return {threads, std::min<std::int64_t>(255, accumulators + 90),
          p.path == MmaPath::Fma ? shared / 4 : shared};
}

}  // namespace

/// Tiles of a CTA one after the other. While a tile is stored, the copies of the next one's first
/// `stages` steps arrive.
void add_tiles(CtaClass& c, const Phase& loop, const Phase& epilogue, std::int64_t tiles,
               std::int64_t stages) {
  const double ahead = std::min(1.0, to_double(stages) / loop.iterations);
  for (std::int64_t i = 0; i < tiles; ++i) {
    Phase tile = loop;
    Phase store = epilogue;
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
  // Without copies ahead a CTA's own MMAs follow each other; with them only barriers and latency.
  loop.chain_cycles = p.path == MmaPath::Async
                          ? std::max(n.iteration_cycles, p.latency_cycles / to_double(t.stages))
                          : g.tensor;
  loop.demand.tensor_cycles = g.tensor;
  loop.demand.port_bytes = port_step_bytes(d, p, t);
  loop.demand.l2_bytes = l2_step_bytes(d, p, t);
  Phase epilogue{1, g.epilogue, {}};
  epilogue.demand.store_bytes = store_bytes(p, t) * inside(p, t);
  const std::int64_t workers = p.path == MmaPath::Async ? std::min(d.sm.count, g.tiles) : g.tiles;
  const std::int64_t rounds = ceil_div(g.tiles, workers);
  const std::int64_t full = g.tiles - (rounds - 1) * workers;  // CTAs with one tile more
  for (const bool is_full : {true, false}) {
    CtaClass c;
    c.count = is_full ? full : workers - full;
    const std::int64_t mine = is_full ? rounds : rounds - 1;
    if (c.count == 0 || mine == 0) continue;
    c.phases.push_back(fill);
    add_tiles(c, loop, epilogue, mine, p.path == MmaPath::Async ? t.stages : 0);
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
  kernel.name = fmt::format("gemm {}x{}x{} {} stages{}{}", t.m, t.n, step_values(p), t.stages,
                            t.is_cooperative() ? " coop" : "",
                            t.split > 1 ? fmt::format(" split {}", t.split) : "");
  kernel.mapping = fmt::format("{}, {} tiles on {} SMs, {:.2f} waves", kernel.name, g.tiles,
                               d.sm.count, to_double(g.tiles) / to_double(d.sm.count * slots));
  return kernel;
}

}  // namespace fluxgate::tensor_core
