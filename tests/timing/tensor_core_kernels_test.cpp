#include <catch2/catch.hpp>

#include "models/tensor_core/gemm.h"
#include "models/tensor_core/l2_cache.h"
#include "models/tensor_core/power.h"

using namespace fluxgate;
using namespace fluxgate::tensor_core;

namespace {

Description defaults() {
  const ConfigNode empty;
  Params params(empty);
  return read_description(params);
}

Kernel touching(const std::string& reads, double read_bytes, const std::string& writes,
                double written_bytes) {
  Kernel k;
  if (read_bytes > 0) k.reads.push_back({reads, read_bytes, 1});
  if (written_bytes > 0) k.writes.push_back({writes, written_bytes, 1});
  return k;
}

Product product(std::int64_t m, std::int64_t n, std::int64_t k) {
  Product p;
  p.m = m;
  p.n = n;
  p.k = k;
  p.unique_bytes = static_cast<double>(m * k + n * k) * 2;
  return p;
}

Tile tile(std::int64_t m, std::int64_t n, std::int64_t stages) {
  Tile t;
  t.m = t.a = m;
  t.n = t.b = n;
  t.stages = stages;
  return t;
}

}  // namespace

TEST_CASE("a main-loop iteration is the largest of MMA, load and barrier") {
  const Description d = defaults();
  const GemmNumbers& g = d.kernels.gemm;
  const GemmTiming large = gemm_timing(d, product(4096, 4096, 4096), tile(256, 128, 4));
  CHECK(large.iteration == Approx(2.0 * 256 * 128 * 64 / 4096 / g.loop_share));
  CHECK(large.steps == 64);
  CHECK(large.tiles == 512);
  const GemmTiming thin = gemm_timing(d, product(4096, 8, 4096), tile(64, 8, 16));
  CHECK(thin.tensor == Approx(4 * d.sm.mma_floor / g.loop_share));  // four short MMAs
  CHECK(thin.iteration == Approx(std::max((64 + 8) * 128 / d.sm.port_width, g.iteration_cycles)));
}

TEST_CASE("tiles at the edge count whole, split-K cuts the steps") {
  const Description d = defaults();
  CHECK(gemm_timing(d, product(257, 129, 64), tile(256, 128, 4)).tiles == 4);
  Tile t = tile(64, 64, 8);
  t.split = 4;
  const GemmTiming g = gemm_timing(d, product(64, 64, 64 * 10), t);
  CHECK(g.steps == 3);
  CHECK(g.tiles == 4);
}

TEST_CASE("operands that fit the L2 come from DRAM once, larger ones once a wave at least") {
  const Description d = defaults();
  CHECK(dram_passes(d, product(2048, 2048, 2048), tile(256, 128, 4)) == 1);
  const double passes = dram_passes(d, product(8192, 8192, 8192), tile(256, 128, 4));
  CHECK(passes > 3);  // counters.csv: 4.7
  CHECK(passes < 6);
}

TEST_CASE("no candidate breaks the limits of registers and shared memory") {
  const Description d = defaults();
  const auto tiles = tiles_for(d, product(4096, 4096, 4096));
  CHECK(tiles.size() > 100);
  for (const Tile& t : tiles) {
    CHECK(t.m * t.n <= 40960);
    CHECK(t.stages * (t.m + t.n) * 128 <= d.sm.shared_per_cta.value);
    CHECK(t.stages >= 2);
  }
}

TEST_CASE("a line survives while fewer others than ways fell into its set") {
  CHECK(survival(0.5, 1) == Approx(std::exp(-0.5)));
  CHECK(survival(0.5, 2) == Approx(std::exp(-1) * 2));  // none or one of a Poisson mean of 1
  CHECK(fill(1, 1) == Approx(1 - std::exp(-1)));
  CHECK(fill(0.3, 64) == Approx(0.3).epsilon(1e-3));
  CHECK(fill(100, 16) == 1);
}

TEST_CASE("the L2 hits what fits, misses what a larger stream has cut") {
  L2Cache l2(1000, 0.4, 64);
  CHECK(l2.access(touching("a", 600, "", 0)).read_bytes == 600);
  CHECK(l2.access(touching("a", 600, "", 0)).read_bytes < 1);
  CHECK(l2.access(touching("b", 200, "", 0)).read_bytes == 200);
  const double again = l2.access(touching("a", 600, "", 0)).read_bytes;
  CHECK(again == Approx(600 * (1 - survival(0.8, 64))));
  CHECK(l2.access(touching("c", 2000, "", 0)).read_bytes == 2000);
  CHECK(l2.access(touching("c", 2000, "", 0)).read_bytes == Approx(2000));
}

TEST_CASE("dirty bytes beyond the share are written at once, the others when evicted") {
  L2Cache l2(1000, 0.4, 64);
  CHECK(l2.access(touching("", 0, "y", 400)).write_bytes < 1);
  CHECK(l2.access(touching("", 0, "z", 100)).write_bytes == Approx(100).epsilon(1e-3));
  CHECK(l2.access(touching("a", 3000, "", 0)).write_bytes == Approx(400).epsilon(1e-3));
  l2.fill_dirty(1);
  const DramTraffic t = l2.access(touching("a", 500, "", 0));
  CHECK(t.write_bytes == Approx(200).epsilon(1e-3));  // 40 % of what it pushed out
}

TEST_CASE("the L2's state survives being written and read") {
  L2Cache l2(1000, 0.4, 64);
  l2.access(touching("a b", 300, "y", 200));
  L2Cache copy(1000, 0.4, 64);
  copy.set_state(l2.state());
  CHECK(copy.state() == l2.state());
  CHECK(copy.hit_share("a b", 300) == l2.hit_share("a b", 300));
  CHECK(copy.hit_share("a b", 300) > 0.99);
}

Description watts(double exponent) {
  Description d;
  d.sm.count = 1;
  d.power.reference = Hertz(2e9);
  d.power.idle_w = 100;
  d.power.clock_pj = 0;
  d.power.exponent = exponent;
  return d;
}

TEST_CASE("the clock falls by the power rule, and only above the limit") {
  const Description d = watts(1);
  const KernelTime t{0, 2e9};  // 1 s at 2 GHz
  CHECK(limited_clock(d, {600, 0}, t, 700, Hertz(2e9)).value == 2e9);
  // Power of the core goes with the square of the clock: four times the room, half the clock.
  CHECK(limited_clock(d, {2400, 0}, t, 700, Hertz(2e9)).value == Approx(1e9));
}

TEST_CASE("a clock at work costs energy, and the DRAM's does not fall with it") {
  Description d = watts(1);
  d.power.clock_pj = 50;
  const KernelTime bound_by_memory{1, 0};
  CHECK(board_power(d, {0, 0}, bound_by_memory, Hertz(2e9)) == Approx(100.1));
  CHECK(board_power(d, {10, 20}, bound_by_memory, Hertz(1e9)) == Approx(100 + 0.025 + 5 + 20));
}

TEST_CASE("actions are summed over the grid, operands of mma.sync pass the registers") {
  Kernel k;
  k.flops = 4096;
  k.mma_operands = MmaOperands::Registers;
  k.extra_instructions = 10;
  Phase p;
  p.iterations = 3;
  p.demand.issue_slots = 2;
  p.demand.l2_bytes = 5;
  k.classes.push_back({4, {p}});
  const Activity a = activity_of(k, {7, 8});
  CHECK(a.instructions == 10 + 3 * 4 * 2 * 32);
  CHECK(a.l2_read_bytes == 60);
  CHECK(a.register_bytes == 768 + 1024);
  CHECK(a.dram_read_bytes + a.dram_write_bytes == 15);
}
