/// Reductions that go over a row many times with the row kept on chip: top-k routing (a maximum a
/// pass), Sinkhorn iteration (a row or column sum a pass).
///
///   row in registers  up to kWarpValues values a warp, up to kCtaValues a CTA of 1024 threads
///     pass = values of a thread * kOperation + steps of the tree * kShuffle (+ kBarrier when more
///            warps than one share the row)
///     CTA  = load latency + passes * pass; instructions = passes * (values * operations + steps)
///   row beyond        every pass is a kernel that reads the row through L2 or DRAM and, when it
///                     changes it (Sinkhorn), writes it
/// Leaves out: radix select (several bits a pass), which libraries use for k beyond about 32.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kWarp = 32;
constexpr double kWarpValues = 2048;
constexpr double kCtaThreads = 1024;
constexpr double kCtaValues = 32768;
constexpr double kShuffle = 24;   // assumed: cycles of a warp shuffle and the operation after it
constexpr double kBarrier = 60;   // assumed: shared store, barrier, shared load
constexpr double kOperation = 4;  // cycles of a dependent fp32 operation

Kernel on_chip(const Context& c, const Reduction& r, const Ends& ends) {
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.load_share = c.d.kernels.load_share;
  const Flow flow = take_operands(c, ends, Weights::Loaded, k);
  const auto cols = static_cast<double>(r.cols);
  const auto passes = static_cast<double>(r.passes);
  const bool is_warp = cols <= kWarpValues;
  const double threads = is_warp ? kWarp : kCtaThreads;
  const double rows_per_cta = is_warp ? 4 : 1;
  const double values = std::ceil(cols / threads);
  const double steps = std::log2(threads);
  const double ctas = std::ceil(static_cast<double>(r.rows) / rows_per_cta);
  const double pass = values * kOperation + steps * kShuffle + (is_warp ? 0 : kBarrier);
  Phase p{1, flow.latency + passes * pass, {}};
  const double warps = threads / kWarp * rows_per_cta;
  p.demand.issue_slots = warps * (values * (r.ops + 2 * r.special) + passes * 2 * steps +
                                  values * c.d.kernels.elementwise.base_slots);
  p.demand.special_ops = rows_per_cta * cols * r.special;
  p.demand.l2_bytes = p.demand.port_bytes = flow.loads / ctas;
  p.demand.store_bytes = flow.stores / ctas;
  k.resources = {static_cast<std::int64_t>(threads * rows_per_cta),
                 static_cast<std::int64_t>(std::min(255.0, 24 + values)), 0};
  if (!is_warp)
    k.resources.registers_per_thread = std::min<std::int64_t>(64, k.resources.registers_per_thread);
  k.classes.push_back({static_cast<std::int64_t>(ctas), {p}});
  k.name = fmt::format("{} passes in registers, {} a row", r.passes, is_warp ? "a warp" : "a CTA");
  k.mapping =
      fmt::format("{}, {} CTAs, {:.2f} waves", k.name, cta_count(k),
                  ctas / static_cast<double>(slots_per_sm(c.d.sm, k.resources) * c.d.sm.count));
  return k;
}

Candidate by_passes(const Context& c, const Reduction& r, Launch launch) {
  const Operand& in = launch.front().inputs.at(0);
  const Operand& result = launch.front().outputs.at(0);
  const bool is_changed = result.elements >= in.elements;
  Candidate out;
  for (std::int64_t i = 0; i < r.passes; ++i) {
    Kernel k = copy_kernel(c, i == 0 ? in : result, bytes_of(in),
                           is_changed ? bytes_of(in) : bytes_of(result), "a pass over long rows");
    if (is_changed) k.writes = {{result.tensor, bytes_of(result), 1}};
    out.kernels.push_back(std::move(k));
  }
  return out;
}

}  // namespace

bool is_iterated(const Operator& op) {
  const auto* r = std::get_if<Reduction>(&op.shape);
  if (r == nullptr || r->passes < 2) return false;
  const bool is_selection = op.outputs.at(0).elements < op.inputs.at(0).elements;
  return is_selection || r->passes > 3;
}

Candidates lower_iterated(const Context& c, Launch launch) {
  const auto& r = std::get<Reduction>(launch.front().shape);
  if (static_cast<double>(r.cols) > kCtaValues) return {by_passes(c, r, launch)};
  Candidate out;
  out.kernels.push_back(on_chip(c, r, ends_of(launch)));
  return {out};
}

}  // namespace fluxgate::tensor_core
