#include "models/sfq/architecture/mapping.h"

#include <fmt/format.h>

#include <algorithm>

namespace fluxgate::sfq {
namespace {

constexpr const char* kShares[] = {"tiles", "vectors", "rows"};

/// Vectors that one array sees.
std::int64_t vectors_of(const LayerWork& w, const Mapping& m, const Description& d) {
  return m.share == Share::Vectors ? ceil_div(w.vectors, d.arrays) : w.vectors;
}
std::int64_t rows_at_once(const Mapping& m, const Description& d) {
  return m.share == Share::Rows ? d.rows * d.arrays : d.rows;
}
std::int64_t passes_of(const Mapping& m, std::int64_t vectors, const Description& d) {
  if (m.row_tiles == 1) return 1;
  const std::int64_t stores = m.share == Share::Rows ? d.arrays : 1;
  const std::int64_t fit = stores * d.partial_sums.value * 8 / (d.cols * d.membrane_bits);
  return ceil_div(vectors, std::max<std::int64_t>(1, fit));
}
/// Empty slots when fewer vectors than the loop has gates take turns.
double turns(std::int64_t vectors) {
  const std::int64_t together =
      std::min<std::int64_t>(kLoopGates, std::max<std::int64_t>(1, vectors));
  return static_cast<double>(kLoopGates) / static_cast<double>(together);
}

struct TilePlace {
  std::int64_t array, row_tile, col_tile;
};
std::int64_t rows_of(const LayerWork& w, const Mapping& m, const TilePlace& at,
                     const Description& d) {
  if (m.packed > 1) return w.rows * m.packed;
  const std::int64_t slice = m.share == Share::Rows ? at.array * d.rows : 0;
  return std::clamp<std::int64_t>(w.rows - at.row_tile * rows_at_once(m, d) - slice, 0, d.rows);
}
std::int64_t cols_of(const LayerWork& w, const Mapping& m, const TilePlace& at,
                     const Description& d) {
  const std::int64_t values = d.cols / m.columns_a_value;
  return m.packed > 1 ? w.cols * m.packed : std::min(values, w.cols - at.col_tile * values);
}
double tile_slots(const LayerWork& w, const Mapping& m, std::int64_t rows, std::int64_t row_tile) {
  return vector_slots(w, rows, m.row_tiles > 1, row_tile + 1 == m.row_tiles) +
         (m.share == Share::Rows ? 1 : 0);
}

/// Slots of the busiest array, which is the first.
double slots_of_array(const LayerWork& w, const Mapping& m, const Description& d) {
  const std::int64_t vectors = vectors_of(w, m, d);
  double slots = 0;
  for (std::int64_t r = 0; r < m.row_tiles; ++r)
    slots += tile_slots(w, m, rows_of(w, m, {0, r, 0}, d), r);
  const std::int64_t tiles = m.col_tiles * m.group_tiles;
  const std::int64_t rounds = m.share == Share::Tiles ? ceil_div(tiles, d.arrays) : tiles;
  return slots * static_cast<double>(vectors) * turns(vectors) * static_cast<double>(rounds);
}

Mapping map_shared(const LayerWork& w, const Description& d, Share share, double slots_a_bit) {
  Mapping m;
  m.share = share;
  m.columns_a_value = ceil_div(w.held_bits, d.weight_bits);
  const std::int64_t values = d.cols / m.columns_a_value;
  m.row_tiles = ceil_div(w.rows, rows_at_once(m, d));
  m.col_tiles = ceil_div(w.cols, values);
  if (w.rows <= d.rows && m.col_tiles == 1 && share != Share::Rows)
    m.packed = std::clamp<std::int64_t>(std::min(d.rows / w.rows, values / w.cols), 1, w.groups);
  m.group_tiles = ceil_div(w.groups, m.packed);
  m.passes = passes_of(m, vectors_of(w, m, d), d);
  m.slots = slots_of_array(w, m, d);
  const std::int64_t copies = share == Share::Vectors ? d.arrays : 1;
  m.load_slots = static_cast<double>(w.groups * w.rows * w.cols * w.held_bits) *
                 static_cast<double>(m.passes * copies) * slots_a_bit;
  return m;
}
double cost(const Mapping& m) { return std::max(m.slots, m.load_slots); }

Step make_step(const LayerWork& w, const Mapping& m, const Description& d, const TilePlace& at,
               std::int64_t vectors) {
  const std::int64_t rows = rows_of(w, m, at, d);
  const std::int64_t cols = cols_of(w, m, at, d);
  const auto n = static_cast<double>(vectors);
  Step s;
  s.slots = tile_slots(w, m, rows, at.row_tile) * n * turns(vectors);
  const std::int64_t held = m.packed > 1 ? w.rows * w.cols * m.packed : rows * cols;
  s.load_bits = held * w.held_bits;
  s.load_slots = cols * m.columns_a_value * d.weight_bits;
  if (m.row_tiles > 1) s.partial_bits = 2 * n * static_cast<double>(cols * d.membrane_bits);
  s.row_pulses = static_cast<double>(rows) * w.pulses * n;
  s.synapse_reads = s.row_pulses * static_cast<double>(s.load_slots);
  return s;
}

/// All passes and row tiles of one tile of columns on one array.
void add_tile(Program& program, const LayerWork& w, const Mapping& m, const Description& d,
              TilePlace at, std::int64_t vectors, bool is_spilled) {
  const std::int64_t chunk = ceil_div(std::max<std::int64_t>(vectors, 1), m.passes);
  for (std::int64_t left = vectors; left > 0; left -= std::min(left, chunk)) {
    const std::int64_t now = std::min(left, chunk);
    const auto n = static_cast<double>(now);
    for (at.row_tile = 0; at.row_tile < m.row_tiles; ++at.row_tile) {
      const std::int64_t rows = rows_of(w, m, at, d);
      if (rows == 0) continue;
      Step s = make_step(w, m, d, at, now);
      if (is_spilled || w.is_from_outside)
        s.input_bits =
            n * static_cast<double>(rows * w.streamed_bits) / static_cast<double>(w.window);
      const bool is_last =
          at.row_tile + 1 == m.row_tiles && (m.share != Share::Rows || at.array == 0);
      if (is_spilled && is_last)
        s.output_bits = n * static_cast<double>(cols_of(w, m, at, d) * w.output_bits);
      program.steps.push_back(s);
    }
  }
}

}  // namespace

double vector_slots(const LayerWork& w, std::int64_t rows, bool has_partial_sums, bool is_last) {
  return static_cast<double>(rows) * w.pulses + static_cast<double>(w.planes) + 1 +
         (has_partial_sums ? 2 : 0) + static_cast<double>(is_last ? w.sum_slots : 0);
}

Mapping map_layer(const LayerWork& w, const Description& d, double slots_a_bit) {
  if (d.cols * d.weight_bits < w.held_bits)
    throw ModelError(fmt::format("sfq: a value of {} bits needs {} columns, an array has {}",
                                 w.held_bits, ceil_div(w.held_bits, d.weight_bits), d.cols));
  if (!w.is_held_weight) slots_a_bit = 0;
  Mapping best = map_shared(w, d, Share::Tiles, slots_a_bit);
  std::string others;
  for (const Share share : {Share::Vectors, Share::Rows}) {
    Mapping other = map_shared(w, d, share, slots_a_bit);
    if (cost(other) < cost(best)) std::swap(best, other);
    others += fmt::format("{}{} {:.4g}", others.empty() ? "" : ", ",
                          kShares[static_cast<int>(other.share)], cost(other));
  }
  best.text = fmt::format(
      "{}x{} on {}x{} tiles{}{}, arrays share {}", w.rows, w.cols, best.row_tiles, best.col_tiles,
      w.groups > 1 ? fmt::format(", {} groups, {} a tile", w.groups, best.packed) : "",
      best.passes > 1 ? fmt::format(", {} passes", best.passes) : "",
      kShares[static_cast<int>(best.share)]);
  best.reason = fmt::format("{:.4g} slots (arrays {:.4g}, link {:.4g}); shared otherwise: {}",
                            cost(best), best.slots, best.load_slots, others);
  return best;
}

std::vector<Program> make_programs(const LayerWork& w, const Mapping& m, const Description& d,
                                   bool is_spilled) {
  std::vector<Program> programs(static_cast<std::size_t>(d.arrays));
  const std::int64_t share = vectors_of(w, m, d);
  for (std::int64_t tile = 0; tile < m.group_tiles * m.col_tiles; ++tile) {
    for (std::int64_t a = 0; a < d.arrays; ++a) {
      if (m.share == Share::Tiles && tile % d.arrays != a) continue;
      const std::int64_t vectors = m.share == Share::Vectors
                                       ? std::clamp<std::int64_t>(w.vectors - a * share, 0, share)
                                       : w.vectors;
      add_tile(programs[static_cast<std::size_t>(a)], w, m, d, {a, 0, tile % m.col_tiles}, vectors,
               is_spilled);
    }
  }
  return programs;
}

}  // namespace fluxgate::sfq
