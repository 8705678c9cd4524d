/// Contraction with its epilogue: output tiles dealt to the cores; or, where that is faster
/// (depthwise convolutions), multiply-accumulates on the vector unit at one a lane and cycle.
#include <fmt/format.h>

#include <algorithm>

#include "models/npu/tile_steps.h"

namespace fluxgate::npu {
namespace {

/// An extent cut into `full` pieces of `size` and perhaps a smaller one.
struct Cut {
  std::int64_t size, full, edge;
  Cut(std::int64_t extent, std::int64_t piece)
      : size(std::min(extent, piece)), full(extent / size), edge(extent % size) {}
  /// (piece size, how many), the edge last.
  [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> parts() const {
    std::vector<std::pair<std::int64_t, std::int64_t>> list{{size, full}};
    if (edge > 0) list.emplace_back(edge, 1);
    return list;
  }
};

class ProgramBuilder {
 public:
  ProgramBuilder(const Description& d, const Gemm& g, const Mapping& m)
      : d_(d),
        map_(m),
        steps_(d, g, m),
        batch_(g.shape.batch, m.group),
        rows_(g.shape.m, m.tm),
        cols_(g.shape.n, m.tn),
        programs_(static_cast<std::size_t>(d.cores)) {}

  [[nodiscard]] Programs build() {
    for (const auto& [batches, groups] : batch_.parts()) {
      if (map_.resident == Resident::None)
        deal_tiles(batches, groups);
      else if (map_.resident == Resident::Left)
        deal_slabs(batches, groups, rows_, cols_);
      else
        deal_slabs(batches, groups, cols_, rows_);
    }
    return std::move(programs_);
  }

 private:
  void deal_tiles(std::int64_t batches, std::int64_t groups) {
    for (const auto& [m, m_count] : rows_.parts()) {
      for (const auto& [n, n_count] : cols_.parts()) {
        const std::int64_t total = groups * m_count * n_count;
        const std::vector<Step> body = steps_.build({m, n, batches});
        for (std::int64_t core = 0; core < d_.cores; ++core) {
          const std::int64_t mine = share_of(total, d_.cores, core, dealt_);
          if (mine > 0) program(core).push_back({body, mine});
        }
        dealt_ += total;
      }
    }
  }

  /// Slabs of the resident operand are dealt when there are enough, else the tiles of each slab.
  void deal_slabs(std::int64_t batches, std::int64_t groups, const Cut& slabs, const Cut& tiles) {
    for (const auto& [slab, count] : slabs.parts()) {
      const std::int64_t total = groups * count;
      const bool deals_slabs = total >= d_.cores;
      for (std::int64_t core = 0; core < d_.cores; ++core) {
        const std::int64_t mine = deals_slabs ? share_of(total, d_.cores, core, dealt_) : total;
        for (std::int64_t i = 0; i < mine; ++i)
          add_slab(core, batches, slab, tiles, deals_slabs ? -1 : dealt_ + i);
      }
      dealt_ += total;
    }
  }

  /// offset < 0: all tiles of the slab; else this core's share of them.
  void add_slab(std::int64_t core, std::int64_t batches, std::int64_t slab, const Cut& tiles,
                std::int64_t offset) {
    std::vector<std::pair<std::int64_t, std::int64_t>> mine;
    for (const auto& [size, count] : tiles.parts()) {
      const std::int64_t share = offset < 0 ? count : share_of(count, d_.cores, core, offset);
      offset += offset < 0 ? 0 : count;
      if (share > 0) mine.emplace_back(size, share);
    }
    for (std::size_t part = 0; part < mine.size(); ++part) {
      const auto [size, count] = mine[part];
      const bool ends = part + 1 == mine.size();
      const bool opens = part == 0;
      const std::int64_t inner = count - (opens ? 1 : 0) - (ends ? 1 : 0);
      if (opens) add_tile(core, batches, slab, size, true, ends && count == 1, 1);
      if (inner > 0) add_tile(core, batches, slab, size, false, false, inner);
      if (ends && !(opens && count == 1)) add_tile(core, batches, slab, size, false, true, 1);
    }
  }

  void add_tile(std::int64_t core, std::int64_t batches, std::int64_t slab, std::int64_t size,
                bool is_first, bool is_last, std::int64_t repeat) {
    const bool is_left = map_.resident == Resident::Left;
    Tile tile;
    tile.batches = batches;
    tile.m = is_left ? slab : size;
    tile.n = is_left ? size : slab;
    tile.loads_left = !is_left || is_first;
    tile.loads_right = is_left || is_first;
    tile.releases_left = !is_left || is_last;
    tile.releases_right = is_left || is_last;
    program(core).push_back({steps_.build(tile), repeat});
  }

  Program& program(std::int64_t core) { return programs_[static_cast<std::size_t>(core)]; }

  const Description& d_;
  const Mapping& map_;
  TileSteps steps_;
  Cut batch_, rows_, cols_;
  Programs programs_;
  std::int64_t dealt_ = 0;
};

}  // namespace

Lowered Lowering::contraction(const Group& group) const {
  const Operator& op = group.launch.front();
  const Gemm gemm = describe(group, placement_);
  const Contraction& c = gemm.shape;
  const Mapper mapper(d_);
  const double on_vector = static_cast<double>(vector_cycles(d_, vector_work(op).ops, 0).value) /
                           static_cast<double>(d_.cores);
  const bool is_array_possible = d_.rate(gemm.dtype) > 0;
  Lowered lowered;
  if (is_array_possible) {
    const Mapping mapping = mapper.choose(gemm, op.name);
    const Estimate estimate = mapper.estimate(gemm, mapping);
    const bool is_array_only =
        d_.memory.is_ideal || d_.vector_lanes == 0 || d_.mapper == MapperPolicy::Gemmini;
    if (is_array_only || estimate.array_cycles <= on_vector) {
      lowered.programs = ProgramBuilder(d_, gemm, mapping).build();
      lowered.unit = Unit::Array;
      lowered.mapping = to_string(mapping);
      lowered.executed_macs = c.batch * c.m * c.n * c.k;
      return lowered;
    }
    lowered.reason = fmt::format("vector unit: {:.0f} cycles there, {:.0f} on the array", on_vector,
                                 estimate.array_cycles);
  }
  Lowered on_lanes = vector(group);
  on_lanes.reason = lowered.reason;
  on_lanes.executed_macs = c.batch * c.m * c.n * c.k;
  return on_lanes;
}

std::string Lowering::explain(const Group& group) const {
  const Operator& op = group.launch.front();
  if (!std::holds_alternative<Contraction>(op.shape)) return "one schedule, no choice of tiles";
  const Gemm gemm = describe(group, placement_);
  const Mapper mapper(d_);
  std::vector<std::pair<double, Mapping>> ranked;
  for (const Mapping& m : mapper.candidates(gemm))
    ranked.emplace_back(mapper.estimate(gemm, m).cycles, m);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text = fmt::format("chosen: {}\n", to_string(mapper.choose(gemm, op.name)));
  text += fmt::format("{} tilings fit; the best by estimate:\n", ranked.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(6, ranked.size()); ++i) {
    const Estimate e = mapper.estimate(gemm, ranked[i].second);
    text += fmt::format(
        "  {:>12.0f} cycles: array {:.0f}, memory {:.0f}, vector {:.0f}, {:.3g} MB moved: {}\n",
        e.cycles, e.array_cycles, e.memory_cycles, e.vector_cycles, e.traffic_bytes / 1e6,
        to_string(ranked[i].second));
  }
  return text;
}

}  // namespace fluxgate::npu
