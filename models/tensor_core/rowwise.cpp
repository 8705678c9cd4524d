/// Kernels that reduce rows: softmax, norms, sums.
///
/// Families, as PyTorch ships them (threads a row; CTA):
///   softmax_warp    to 2048 columns: a warp a row, 4 rows a CTA, the row in registers
///   softmax_block   to 8192 columns: a CTA of 1024 a row, the row in registers
///   softmax_shared  beyond: a CTA of 1024 a row, the row in shared memory
///   norm, rms       a CTA of 128 a row
/// Timing of a CTA: chain = chain_fixed + chain_element * values of a thread + load latency;
/// instructions = warps * (slots_warp + slots_element * values of a thread).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

struct RowKernel {
  const char* name;
  const RowNumbers* numbers;
  std::int64_t threads, threads_per_row, registers, shared;
  double granule = 1;  // columns are padded to a multiple (a power of two for registers)
};

double padded(double cols, const RowKernel& k) {
  if (k.granule == 0) return std::exp2(std::ceil(std::log2(std::max(32.0, cols))));
  return cols;
}

RowKernel choose(const Context& c, const Reduction& r, double row_bytes) {
  const KernelNumbers& n = c.d.kernels;
  if (r.passes <= 1) return {"row sum", &n.reduce, 512, 512, 32, 0};
  if (r.passes == 2 && r.special < 0.5) {
    const bool is_centred = r.ops >= 6;
    return {
        is_centred ? "layer norm" : "rms norm", is_centred ? &n.norm : &n.rms, 128, 128, 32, 1024};
  }
  if (r.cols <= 2048) return {"softmax, a warp a row", &n.softmax_warp, 128, 32, 104, 0, 0};
  if (r.cols <= 8192) return {"softmax in registers", &n.softmax_block, 1024, 1024, 30, 1152};
  return {"softmax in shared memory",          &n.softmax_shared, 1024, 1024, 32,
          static_cast<std::int64_t>(row_bytes)};
}

/// Sums of long rows: rows are cut until four CTAs an SM have work of 16 values a thread.
double parts_of_row(const Context& c, double rows, double cols) {
  constexpr double kValuesOfCta = 512 * 16;
  const double most = std::max(1.0, std::floor(4.0 * static_cast<double>(c.d.sm.count) / rows));
  return std::clamp(std::ceil(cols / kValuesOfCta), 1.0, most);
}

/// Kernels with two passes read the row again: from L1 when the rows of an SM's CTAs fit it, else
/// from L2 or, when all rows under way do not fit reread_share of the L2, from DRAM.
struct Again {
  double l2 = 0, dram = 0;  // shares of the bytes
};
Again second_read(const Context& c, const Resources& r, double row_bytes, double ctas) {
  const auto slots = static_cast<double>(slots_per_sm(c.d.sm, r));
  const double on_sm = std::min(slots, std::ceil(ctas / static_cast<double>(c.d.sm.count)));
  const double l1 = static_cast<double>(c.d.sm.l1_bytes.value) * c.d.kernels.l1_reread_share;
  const double under_way = std::min(ctas, slots * static_cast<double>(c.d.sm.count)) * row_bytes;
  const double l2 = static_cast<double>(c.d.l2.capacity.value) * c.d.kernels.reread_share;
  Again again;
  again.l2 = std::clamp(1 - l1 / (on_sm * row_bytes), 0.0, 1.0);
  again.dram = again.l2 * std::clamp(1 - l2 / (2 * under_way), 0.0, 1.0);
  return again;
}

/// The first reduction of a fusion, and the instructions an element of what is fused with it.
std::pair<const Reduction*, double> work_of(const Context& c, Launch launch) {
  const VectorNumbers& n = c.d.kernels.elementwise;
  std::pair<const Reduction*, double> work{nullptr, 0};
  for (const Operator& op : launch) {
    if (const auto* r = std::get_if<Reduction>(&op.shape))
      work.first = work.first == nullptr ? r : work.first;
    if (const auto* e = std::get_if<Elementwise>(&op.shape))
      work.second += e->ops * n.ops_slots + e->special * n.special_slots;
  }
  return work;
}

}  // namespace

Candidates lower_rowwise(const Context& c, Launch launch) {
  const Ends ends = ends_of(launch);
  const auto [shape, extra_ops] = work_of(c, launch);
  auto rows = static_cast<double>(shape->rows);
  auto cols = static_cast<double>(shape->cols);
  const double parts = shape->passes <= 1 ? parts_of_row(c, rows, cols) : 1;
  rows *= parts;
  cols /= parts;
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  const auto [loads, stores, latency] = take_operands(c, ends, Weights::FromL1, k);
  const RowKernel f = choose(c, *shape, loads / rows);
  const double rows_per_cta =
      static_cast<double>(f.threads) / static_cast<double>(f.threads_per_row);
  const double warps = static_cast<double>(f.threads) / 32;
  const double values = std::ceil(padded(cols, f) / static_cast<double>(f.threads_per_row));
  const auto ctas = static_cast<std::int64_t>(std::ceil(rows / rows_per_cta));
  const RowNumbers& n = *f.numbers;
  k.resources = {f.threads, f.registers, f.shared};
  Again again;
  if (shape->passes == 2)
    again = second_read(c, k.resources, loads / rows * rows_per_cta, static_cast<double>(ctas));
  for (Access& a : k.reads)
    if (a.bytes * 2 > loads) a.passes = 1 + again.dram;
  Phase phase{1,
              n.chain_fixed + n.chain_element * values + latency * (1 + n.loads_value * values) +
                  (parts > 1 ? n.join_cycles * parts : 0.0),
              {}};
  phase.demand.issue_slots = warps * (n.slots_warp + (n.slots_element + extra_ops) * values);
  phase.demand.special_ops = shape->special * cols * rows_per_cta;
  phase.demand.l2_bytes = phase.demand.port_bytes =
      loads * (1 + again.l2) / static_cast<double>(ctas);
  phase.demand.store_bytes = stores / static_cast<double>(ctas);
  k.classes.push_back({ctas, {phase}});
  k.load_share = c.d.kernels.load_share;
  k.cold_fetch_lines = n.cold_lines;
  k.name = f.name;
  k.mapping = fmt::format("{}, {} CTAs, {} a wave", f.name, ctas,
                          slots_per_sm(c.d.sm, k.resources) * c.d.sm.count);
  Candidate candidate;
  candidate.kernels.push_back(std::move(k));
  return {candidate};
}

}  // namespace fluxgate::tensor_core
