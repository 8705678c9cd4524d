/// Tiles, clusters and splits that the library has for a product (gemm.h).
#include <array>

#include "models/tensor_core/gemm.h"

namespace fluxgate::tensor_core {
namespace {

constexpr std::int64_t kLargestTile = 40960;  // accumulators of two warpgroups
// Clusters of 4 and 8 leave some SMs of each GPC alone. measured: gemm.csv, no such grid beyond
// 120.
constexpr std::int64_t kLargestCluster = 8, kLeftAlone = 8;

std::int64_t stages_of(const Description& d, const Product& p, const Tile& t) {
  const double stage =
      static_cast<double>(t.m + t.n) * static_cast<double>(step_values(p)) * p.in_bytes;
  const double room = static_cast<double>(d.sm.shared_per_cta.value - kEpilogueShared);
  return std::min<std::int64_t>(16, static_cast<std::int64_t>(room / stage));
}

/// Tiles of a side in whole clusters.
std::int64_t padded(std::int64_t size, std::int64_t tile, std::int64_t cluster) {
  return ceil_div(ceil_div(size, tile), cluster) * cluster;
}
}  // namespace

bool is_older(const Product& p) { return p.path == MmaPath::Sync || p.dtype == DType::Tf32; }

std::int64_t step_values(const Product& p) {
  return static_cast<std::int64_t>(kStepBytes / p.in_bytes);
}

std::int64_t down(const Product& p, const Tile& t) { return padded(p.m, t.m, t.cluster_m); }
std::int64_t across(const Product& p, const Tile& t) { return padded(p.n, t.n, t.cluster_n); }

std::int64_t usable_sms(const Description& d, const Tile& t) {
  return t.cluster() <= 2 ? d.sm.count
                          : (d.sm.count - kLeftAlone) / kLargestCluster * kLargestCluster;
}

namespace {

void add_splits(std::vector<Tile>& tiles, const Description& d, const Product& p, Tile t) {
  const std::int64_t count = p.batch * down(p, t) * across(p, t);
  const std::int64_t steps = ceil_div(p.k, step_values(p));
  for (const std::int64_t split : {1, 2, 3, 4, 6, 8, 16}) {
    if (split > 1 && (!p.may_split || count * split > usable_sms(d, t) || steps / split < 8)) break;
    t.split = split;
    tiles.push_back(t);
  }
}

/// Clusters of 4 and 8 for grids of one round; persistent grids come in pairs.
void add_clusters(std::vector<Tile>& tiles, const Description& d, const Product& p, Tile t) {
  constexpr std::array<std::array<std::int64_t, 2>, 7> kClusters{
      {{1, 1}, {2, 1}, {1, 2}, {4, 1}, {1, 4}, {2, 4}, {4, 2}}};
  const std::int64_t rows = ceil_div(p.m, t.m);
  const std::int64_t cols = ceil_div(p.n, t.n);
  for (const auto& [m, n] : kClusters) {
    t.cluster_m = m;
    t.cluster_n = n;
    const bool is_filled =
        m <= 2 * rows && n <= 2 * cols && (m == 1 || rows > 1) && (n == 1 || cols > 1);
    const bool is_one_round = p.batch * down(p, t) * across(p, t) <= usable_sms(d, t);
    if (t.cluster() == 1 || (is_filled && (t.cluster() == 2 || (is_one_round && !is_older(p)))))
      add_splits(tiles, d, p, t);
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
      if (d.sm.has_async_mma && p.path == MmaPath::Async)
        add_clusters(tiles, d, p, t);
      else
        add_splits(tiles, d, p, t);
    }
  };
  if (p.path == MmaPath::Fma) {
    add(64, 64);
    add(64, 256);
    add(128, 128);
    return tiles;
  }
  // Older kernels come in powers of two only.
  if (is_older(p)) {
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

}  // namespace fluxgate::tensor_core
