/// Kernels that reduce rows: softmax, norms, sums.
///
/// Families, as PyTorch ships them (threads a row; CTA):
///   softmax_warp    to 2048 columns: a warp a row, 4 rows a CTA, the row in registers
///   softmax_block   to 8192 columns: a CTA of 1024 a row, the row in registers
///   softmax_shared  beyond: a CTA of 1024 a row, the row in shared memory
///   norm, rms       a CTA of 128 a row
/// Timing of a CTA: chain = chain_fixed + chain_element * values of a thread + load latency +
/// loads_value * values * mean latency of the two passes;
/// instructions = warps * (slots_warp + slots_element * values of a thread). The second pass of a
/// norm finds what survived in L1 and L2 (l2_cache.h). Norms load vectors of four values; rows that
/// these do not divide are walked value by value with four times the threads.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr std::int64_t kVector = 4;  // values of a load of the norms

struct RowKernel {
  const char* name;
  const RowNumbers* numbers;
  std::int64_t threads, threads_per_row, registers, shared;
  double vector = 1;  // values of a load; 0: columns are padded to a power of two
};

/// Values of a thread: whole vectors; kernels in registers are made for powers of two.
double values_of(double cols, const RowKernel& k) {
  const double columns =
      k.vector > 0 ? cols : std::exp2(std::ceil(std::log2(std::max(32.0, cols))));
  const double wide = std::max(1.0, k.vector);
  return wide * std::ceil(columns / static_cast<double>(k.threads_per_row) / wide);
}

RowKernel choose(const Context& c, const Reduction& r, double row_bytes) {
  const KernelNumbers& n = c.d.kernels;
  if (r.passes <= 1) {
    // A power of two of threads a row, loads of four values; the CTA's other threads take more
    // rows.
    const double wanted = std::exp2(std::floor(std::log2(static_cast<double>(r.cols) / 4)));
    const auto threads = static_cast<std::int64_t>(std::clamp(wanted, 32.0, 512.0));
    return {"row sum", &n.reduce, 512, threads, 32, 0};
  }
  if (r.passes == 2 && r.special < 0.5) {
    const bool is_centred = r.ops >= 6;
    const bool has_vectors = r.cols % kVector == 0;
    const std::int64_t threads = has_vectors ? 128 : 128 * kVector;
    return {is_centred ? "layer norm" : "rms norm",
            is_centred ? &n.norm : &n.rms,
            threads,
            threads,
            32,
            1024,
            has_vectors ? static_cast<double>(kVector) : 1};
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

/// Kernels with two passes read the row again: from L1, when the other rows of the SM's CTAs left
/// it there, else from L2, else from DRAM (survival in l2_cache.h).
struct Again {
  double l2 = 0, dram = 0;  // shares of the bytes
  [[nodiscard]] double latency(const Description& d) const {
    return d.sm.l1_latency * (1 - l2) + d.l2.latency() * (l2 - dram) + d.dram_latency_cycles * dram;
  }
};
Again second_read(const Context& c, const Resources& r, double load_bytes, double store_bytes,
                  double ctas) {
  const auto slots = static_cast<double>(slots_per_sm(c.d.sm, r));
  const auto sms = static_cast<double>(c.d.sm.count);
  const double on_sm = std::min(slots, std::ceil(ctas / sms));
  const double room =
      static_cast<double>(c.d.sm.l1_bytes.value) - on_sm * static_cast<double>(r.shared_bytes);
  const double l1 = room * c.d.kernels.l1_reread_share;
  const double l2 = static_cast<double>(c.d.l2.capacity.value) * c.d.kernels.reread_share;
  const double under_way = std::min(ctas, slots * sms);
  Again again;
  again.l2 = 1 - survival(on_sm * load_bytes / l1, c.d.sm.l1_ways);
  again.dram = again.l2 * (1 - survival(under_way * (load_bytes + store_bytes) / l2, c.d.l2.ways));
  return again;
}

/// Latency of the weights of a norm: the first CTAs of an SM fetch them, the others find them in
/// L1.
double weights_latency(const Context& c, const Ends& ends, std::int64_t ctas, const Kernel& k) {
  double latency = c.d.sm.l1_latency;
  if (ctas > slots_per_sm(c.d.sm, k.resources) * c.d.sm.count) return latency;
  for (const Operand& o : ends.loads)
    if (o.role == TensorRole::Weight) latency = std::max(latency, c.load_latency(o));
  return latency;
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
  k.shared_exponent = c.d.kernels.memory_exponent;
  const auto [loads, stores, latency] = take_operands(c, ends, Weights::FromL1, k);
  const RowKernel f = choose(c, *shape, loads / rows);
  const double rows_per_cta =
      static_cast<double>(f.threads) / static_cast<double>(f.threads_per_row);
  const double warps = static_cast<double>(f.threads) / 32;
  const double values = values_of(cols, f);
  // Padded columns are computed, but not loaded.
  const double chained = f.vector > 0 ? values : cols / static_cast<double>(f.threads_per_row);
  const auto ctas = static_cast<std::int64_t>(std::ceil(rows / rows_per_cta));
  const RowNumbers& n = *f.numbers;
  k.resources = {f.threads, f.registers, f.shared};
  Again again;
  if (shape->passes == 2)
    again = second_read(c, k.resources, loads / rows * rows_per_cta, stores / rows * rows_per_cta,
                        static_cast<double>(ctas));
  for (Access& a : k.reads)
    if (a.bytes * 2 > loads) a.passes = 1 + again.dram;
  // Loads in a row: half of them of the first pass, half of the second, with the weights.
  const double second = shape->passes == 2
                            ? std::max(again.latency(c.d), weights_latency(c, ends, ctas, k))
                            : latency;
  Phase phase{1,
              n.chain_fixed + n.chain_element * chained + latency +
                  n.loads_value * chained * (latency + second) / 2 +
                  (parts > 1 ? n.join_cycles : 0.0),
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
