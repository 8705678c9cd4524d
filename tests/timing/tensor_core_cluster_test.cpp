/// Clusters, split and persistent forms of the GPU's kernels.
#include <catch2/catch.hpp>

#include "models/tensor_core/gemm.h"

using namespace fluxgate;
using namespace fluxgate::tensor_core;

namespace {

Description defaults() {
  const ConfigNode empty;
  Params params(empty);
  return read_description(params);
}

Product product(std::int64_t m, std::int64_t n, std::int64_t k) {
  Product p;
  p.m = m;
  p.n = n;
  p.k = k;
  p.unique_bytes = static_cast<double>(m * k + n * k) * 2;
  return p;
}

Tile tile(std::int64_t cluster_m, std::int64_t cluster_n) {
  Tile t;
  t.m = t.a = 128;
  t.n = t.b = 64;
  t.cluster_m = cluster_m;
  t.cluster_n = cluster_n;
  return t;
}

/// L2 bytes of a step in the second round, where CTAs no longer run in lock step.
double step_bytes(const Tile& t) {
  const Description d = defaults();
  const Kernel k = gemm_kernel(d, product(8192, 8192, 65536), t);
  for (const Phase& p : k.classes.front().phases)
    if (p.iterations > 1 && &p != &k.classes.front().phases[1])
      return p.demand.l2_bytes / p.demand.port_bytes;
  return 0;
}

}  // namespace

TEST_CASE("what a cluster shares is looked up once: pairs along m halve the columns") {
  CHECK(step_bytes(tile(1, 1)) == Approx(1));
  CHECK(step_bytes(tile(2, 1)) == Approx((128 + 64 / 2.0) / 192));
  CHECK(step_bytes(tile(1, 2)) == Approx((128 / 2.0 + 64) / 192));
  CHECK(step_bytes(tile(4, 2)) == Approx((128 / 2.0 + 64 / 4.0) / 192));
}

TEST_CASE("grids are padded to whole clusters, clusters of four and eight leave SMs alone") {
  const Description d = defaults();
  const Product p = product(128 * 5, 64 * 3, 1024);
  CHECK(gemm_timing(d, p, tile(1, 1)).tiles == 15);
  CHECK(gemm_timing(d, p, tile(2, 1)).tiles == 18);
  CHECK(gemm_timing(d, p, tile(4, 2)).tiles == 32);
  CHECK(usable_sms(d, tile(1, 2)) == 132);
  CHECK(usable_sms(d, tile(4, 1)) == 120);
}

TEST_CASE("clusters of four and eight are candidates of grids of one round only") {
  const Description d = defaults();
  bool has_eight = false;
  for (const Tile& t : tiles_for(d, product(512, 512, 4096)))
    if (t.cluster() == 8) has_eight = true;
  CHECK(has_eight);
  for (const Tile& t : tiles_for(d, product(8192, 8192, 512))) CHECK(t.cluster() <= 2);
}
