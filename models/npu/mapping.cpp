#include "models/npu/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace fluxgate::npu {
namespace {

std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
  return ceil_div(value, multiple) * multiple;
}

/// Traffic of a tensor spread over `elements` logical elements.
Traffic spread(const Operand& operand, double elements, const Placement& placement) {
  const double each = static_cast<double>(operand.bytes().value) / elements;
  return placement.is_shared(operand) ? Traffic{0, each} : Traffic{each, 0};
}

void add(Traffic& sum, const Traffic& part) {
  sum.dram += part.dram;
  sum.shared += part.shared;
}

double product(std::int64_t a, std::int64_t b, std::int64_t c) {
  return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
}

}  // namespace

std::string to_string(const Mapping& m) {
  static constexpr std::array<const char*, 3> kNames{"", " left resident", " right resident"};
  return fmt::format("tile {}x{}x{} step {}x{}x{}{}{}", m.tm, m.tn, m.tk, m.sm, m.sn, m.sk,
                     m.group > 1 ? fmt::format(" group {}", m.group) : "",
                     kNames[static_cast<std::size_t>(m.resident)]);
}

Gemm describe(const Group& group, const Placement& placement) {
  const Operator& op = group.launch.front();
  Gemm g;
  g.shape = std::get<Contraction>(op.shape);
  const Contraction& c = g.shape;
  g.dtype = op.inputs.at(0).dtype;
  const double outputs = product(c.batch, c.m, c.n);
  g.left = spread(op.inputs[0], product(c.batch, c.m, c.k), placement);
  if (op.inputs.size() > 1) g.right = spread(op.inputs[1], product(c.batch, c.k, c.n), placement);
  for (const Operand* load : group.loads)
    if (load != &op.inputs[0] && !(op.inputs.size() > 1 && load == &op.inputs[1]))
      add(g.extra, spread(*load, outputs, placement));
  for (const Operand* store : group.stores) add(g.out, spread(*store, outputs, placement));
  for (std::size_t i = 1; i < group.launch.size(); ++i) {
    const VectorWork work = vector_work(group.launch[i]);
    g.epilogue_ops += work.ops / outputs;
    g.epilogue_special += work.special / outputs;
  }
  return g;
}

Mapper::Mapper(const Description& description) : d_(description), timing_(description.array) {
  if (d_.memory.is_ideal) return;
  const int streams = static_cast<int>(std::min<std::int64_t>(16, 2 * d_.cores));
  dram_bytes_per_s_ = sustained_dram_rate(d_.memory, streams, 0).value;
}

std::string Mapper::refusal(const Gemm& g, const Mapping& m) const {
  if (d_.memory.is_ideal) return {};
  const double left = g.left.total();
  const double right = g.right.total();
  const bool holds_left = m.tn > m.sn;
  double need = product(m.group, m.sk, m.sn) * right * 2;
  if (m.resident == Resident::Left)
    need += product(m.group, m.tm, g.shape.k) * left;
  else
    need += product(m.group, holds_left ? m.tm : m.sm, holds_left ? m.tk : m.sk) * left * 2;
  if (m.resident == Resident::Right)
    need += product(m.group, m.tn, g.shape.k) * right - product(m.group, m.sk, m.sn) * right * 2;
  need += product(m.group, m.sm, m.sn) * g.extra.total() * 2;
  if (need > static_cast<double>(d_.scratchpad.value))
    return fmt::format("needs {:.0f} B of scratchpad, {} B are there", need, d_.scratchpad.value);
  const double acc =
      product(m.group, m.tm, m.tn) * static_cast<double>(d_.accumulator_bits) / 8 * 2;
  if (acc > static_cast<double>(d_.accumulator.value))
    return fmt::format("needs {:.0f} B of accumulator (double buffered), {} B are there", acc,
                       d_.accumulator.value);
  return {};
}

/// Steps inside the tile: long enough to be worth an event (1024 cycles), short enough to overlap.
Mapping Mapper::with_steps(const Gemm& g, Mapping m) const {
  const Contraction& c = g.shape;
  const std::int64_t rows = d_.array.rows;
  const std::int64_t cols = d_.array.cols;
  const bool is_split = d_.array.fold_overlap;
  m.sm = !is_split || m.tm <= 1024 ? m.tm : std::max<std::int64_t>(512, round_up(512, rows));
  m.sn = std::min(m.tn, cols * d_.array.count);
  m.sk = m.tk = std::min(c.k, rows);
  if (d_.array.dataflow == Dataflow::OutputStationary) {
    m.sm = std::min(m.tm, rows * d_.array.count);
    m.sk = m.tk = c.k;
    while (!refusal(g, m).empty() && m.sk > 64) m.sk = m.tk = ceil_div(m.sk, 2);
  }
  const auto cycles = [&] {
    return timing_.block_time({m.sm, m.sn, m.sk, m.group, true}, g.dtype).issue.value;
  };
  constexpr std::int64_t kEnough = 1024;
  while (cycles() < kEnough && m.sk < c.k) {
    Mapping wider = m;
    wider.sk = wider.tk = std::min(c.k, m.sk * 2);
    if (!refusal(g, wider).empty()) break;
    m = wider;
  }
  while (cycles() < kEnough && m.sn < m.tn) {
    Mapping wider = m;
    wider.sn = std::min(m.tn, m.sn * 2);
    if (!refusal(g, wider).empty()) break;
    m = wider;
  }
  const bool is_whole = m.sm == c.m && m.sn == c.n && m.sk == c.k;
  while (is_whole && cycles() < kEnough && m.group < ceil_div(c.batch, d_.cores)) {
    Mapping wider = m;
    wider.group = std::min(ceil_div(c.batch, d_.cores), m.group * 2);
    if (!refusal(g, wider).empty()) break;
    m = wider;
  }
  return m;
}

/// Gemmini's rule: square tiles of as many array sizes as half the accumulator holds, balanced,
/// dealt to cores.
Mapping Mapper::gemmini(const Gemm& g) const {
  const Contraction& c = g.shape;
  const std::int64_t dim = d_.array.rows;
  const double mats = static_cast<double>(d_.accumulator.value) /
                      (static_cast<double>(dim * dim * d_.accumulator_bits) / 8 * 2);
  const auto most = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::sqrt(mats)));
  std::int64_t tiles_m = ceil_div(c.m, most * dim);
  std::int64_t tiles_n = ceil_div(c.n, most * dim);
  const auto add_tiles = [&](std::int64_t factor, std::int64_t more) {
    if (c.n > c.m && c.n > d_.cores)
      tiles_n = tiles_n * factor + more;
    else if (c.m > c.n && c.m > d_.cores)
      tiles_m = tiles_m * factor + more;
  };
  if (tiles_m * tiles_n < d_.cores) add_tiles(ceil_div(d_.cores, tiles_m * tiles_n), 0);
  add_tiles(1, tiles_m * tiles_n % d_.cores);
  const auto inner = [dim](std::int64_t extent, std::int64_t tiles) {
    return std::max(dim, ceil_div(round_up(extent, dim), tiles) / dim * dim);
  };
  Mapping m;
  m.tm = std::min(c.m, inner(c.m, tiles_m));
  m.tn = std::min(c.n, inner(c.n, tiles_n));
  m.sm = std::min(m.tm, dim);
  m.sn = std::min(m.tn, dim);
  m.sk = std::min(c.k, dim);
  m.tk = c.k;
  while (m.tk > m.sk && !refusal(g, m).empty()) m.tk = round_up(ceil_div(m.tk, 2), m.sk);
  return m;
}

Estimate Mapper::estimate(const Gemm& g, const Mapping& m) const {
  const Contraction& c = g.shape;
  const std::int64_t tiles_m = ceil_div(c.m, m.tm);
  const std::int64_t tiles_n = ceil_div(c.n, m.tn);
  const std::int64_t groups = ceil_div(c.batch, m.group);
  // Slabs of a resident operand are dealt to the cores when there are enough, else the tiles of
  // each slab.
  const std::int64_t slabs = groups * (m.resident == Resident::Left ? tiles_m : tiles_n);
  const std::int64_t in_slab = m.resident == Resident::Left ? tiles_n : tiles_m;
  const bool deals_slabs = m.resident != Resident::None && slabs >= d_.cores;
  const std::int64_t on_core = deals_slabs ? ceil_div(slabs, d_.cores) * in_slab
                                           : ceil_div(groups * tiles_m * tiles_n, d_.cores);
  const auto slab_loads = static_cast<double>(deals_slabs ? 1 : std::min(in_slab, d_.cores));
  const std::int64_t row_blocks = ceil_div(m.tm, m.sm);
  const std::int64_t steps = row_blocks * ceil_div(m.tn, m.sn) * ceil_div(c.k, m.sk);
  const ArrayTime block = timing_.block_time({m.sm, m.sn, m.sk, m.group, true}, g.dtype);
  Estimate e;
  e.array_cycles = static_cast<double>(on_core * steps * (block.issue + d_.turn).value);
  const double loads_left =
      m.resident == Resident::Left ? slab_loads : static_cast<double>(tiles_n);
  const double loads_right =
      m.resident == Resident::Right ? slab_loads : static_cast<double>(tiles_m);
  const double left = product(c.batch, c.m, c.k) * loads_left;
  const double right = product(c.batch, c.k, c.n) * loads_right;
  const double outputs = product(c.batch, c.m, c.n);
  const double dram =
      left * g.left.dram + right * g.right.dram + outputs * (g.out.dram + g.extra.dram);
  e.traffic_bytes = dram + left * g.left.shared + right * g.right.shared +
                    outputs * (g.out.shared + g.extra.shared);
  if (!d_.memory.is_ideal) {
    e.memory_cycles =
        std::max(dram / dram_bytes_per_s_,
                 e.traffic_bytes / static_cast<double>(d_.cores) / d_.memory.port_rate.value) *
        d_.clock.value;
  }
  e.vector_cycles =
      static_cast<double>(
          vector_cycles(d_, outputs * g.epilogue_ops, outputs * g.epilogue_special).value) /
      static_cast<double>(d_.cores);
  // What cannot overlap: the first step's operands, the last result's way out.
  const double first = product(m.group, m.sk, 1) * (static_cast<double>(m.sm) * g.left.total() +
                                                    static_cast<double>(m.sn) * g.right.total());
  const double ends = (first + product(m.group, m.sm, m.sn) * g.out.total()) /
                          d_.memory.port_rate.value * d_.clock.value +
                      static_cast<double>(block.latency.value + block.fill.value);
  e.cycles = std::max({e.array_cycles, e.memory_cycles, e.vector_cycles}) +
             (d_.memory.is_ideal ? 0 : ends);
  return e;
}

std::vector<Mapping> Mapper::candidates(const Gemm& g) const {
  const Contraction& c = g.shape;
  std::vector<Mapping> found;
  if (d_.memory.is_ideal) {
    found.push_back({c.m, c.n, c.k, c.m, c.n, c.k, c.batch, Resident::None});
    return found;
  }
  const auto sizes = [](std::int64_t extent, std::int64_t align) {
    std::vector<std::int64_t> list;
    for (std::int64_t parts = 1;; parts = parts < 8 ? parts + 1 : parts + parts / 4) {
      const std::int64_t size = std::min(extent, round_up(ceil_div(extent, parts), align));
      if (list.empty() || list.back() != size) list.push_back(size);
      if (size <= align) return list;
    }
  };
  for (const std::int64_t tm : sizes(c.m, d_.array.rows)) {
    for (const std::int64_t tn : sizes(c.n, d_.array.cols)) {
      for (const Resident resident : {Resident::None, Resident::Left, Resident::Right}) {
        Mapping m;
        m.tm = tm;
        m.tn = tn;
        m.resident = resident;
        m = with_steps(g, m);
        if (refusal(g, m).empty()) found.push_back(m);
      }
    }
  }
  return found;
}

Mapping Mapper::choose(const Gemm& g, const std::string& name) const {
  if (!d_.mapping_file.empty()) {
    const Mapping given = from_file(name);
    if (given.tm > 0) {
      const std::string why = refusal(g, given);
      if (!why.empty())
        throw ModelError(fmt::format("operator '{}': mapping {} of '{}' {}; choose smaller tiles",
                                     name, to_string(given), d_.mapping_file, why));
      return given;
    }
  }
  if (d_.mapper == MapperPolicy::Gemmini && !d_.memory.is_ideal) {
    const Mapping m = gemmini(g);
    if (const std::string why = refusal(g, m); why.empty()) return m;
  }
  const std::vector<Mapping> list = candidates(g);
  if (list.empty()) {
    Mapping least;
    least.tm = std::min(g.shape.m, d_.array.rows);
    least.tn = std::min(g.shape.n, d_.array.cols);
    least = with_steps(g, least);
    throw ModelError(fmt::format("operator '{}': no tile fits: the smallest, {}, {}", name,
                                 to_string(least), refusal(g, least)));
  }
  const Mapping* best = &list.front();
  Estimate best_estimate = estimate(g, *best);
  for (const Mapping& m : list) {
    const Estimate e = estimate(g, m);
    const bool is_better = e.cycles < best_estimate.cycles * 0.999 ||
                           (e.cycles <= best_estimate.cycles * 1.001 &&
                            e.traffic_bytes < best_estimate.traffic_bytes * 0.999);
    if (is_better) {
      best = &m;
      best_estimate = e;
    }
  }
  return *best;
}

}  // namespace fluxgate::npu
