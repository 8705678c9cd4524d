/// Fourier transforms as a library runs them: rows are cut until a part of up to kShared points
/// fits the shared memory of a CTA; each part is one kernel that reads and writes all data once.
///
///   kernels    q, the fewest for which points^(1/q) <= kShared
///   stages     radix-8 steps of a kernel: ceil(log2(points of a part) / 3); between two stages all
///              values go through shared memory (8 bytes there and back)
///   chain      load latency + stages * (exchange_cycles)
///   instructions  operations / 32 lanes, and base_slots an element for addresses
/// exchange_cycles: a radix-8 butterfly (kButterfly dependent operations of kOperation cycles), a
/// store to shared memory, a barrier and a load (kExchange cycles).
/// Leaves out: twiddle tables, bank conflicts, real-input halving (the operator's `ops` has it).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/tensor_core/lowering.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kShared = 4096;  // complex fp32 values: 32 KiB
constexpr double kPointsPerCta = 4096;
constexpr double kPoint = 8;      // bytes of a complex fp32 value
constexpr double kButterfly = 9;  // dependent additions and multiplications of radix 8
constexpr double kOperation = 4;  // cycles of a dependent fp32 operation
constexpr double kExchange = 90;  // shared store, barrier, shared load
constexpr double kLanes = 32;

double stages_of(double points) { return std::max(1.0, std::ceil(std::log2(points) / 3)); }

struct Pass {
  double points = 0;  // of a part
  double ops = 0, loads = 0, stores = 0, latency = 0;
};

Kernel pass_kernel(const Context& c, double values, const Pass& p) {
  Kernel k;
  k.contention_exponent = c.d.kernels.contention_exponent;
  k.load_share = c.d.kernels.load_share;
  const double ctas = std::ceil(values / kPointsPerCta);
  const double each = values / ctas;
  const double stages = stages_of(p.points);
  Phase phase{1, p.latency + stages * (kButterfly * kOperation + kExchange), {}};
  phase.demand.issue_slots = (p.ops / ctas + each * c.d.kernels.elementwise.base_slots) / kLanes;
  phase.demand.shared_bytes = 2 * kPoint * each * (stages - 1);
  phase.demand.l2_bytes = phase.demand.port_bytes = p.loads / ctas;
  phase.demand.store_bytes = p.stores / ctas;
  k.resources = {256, 40, static_cast<std::int64_t>(kShared * kPoint)};
  k.classes.push_back({static_cast<std::int64_t>(ctas), {phase}});
  k.fma_ops = p.ops;
  return k;
}

}  // namespace

Candidates lower_transform(const Context& c, Launch launch) {
  const auto& t = std::get<Transform>(launch.front().shape);
  const Ends ends = ends_of(launch);
  const auto points = static_cast<double>(t.points);
  const double values = static_cast<double>(t.batch) * points;
  const double passes = std::max(1.0, std::ceil(std::log2(points) / std::log2(kShared)));
  Kernel outer;  // collects what enters and leaves
  const Flow flow = take_operands(c, ends, Weights::Loaded, outer);
  Candidate out;
  for (double i = 0; i < passes; i += 1) {
    const bool is_first = i == 0;
    const bool is_last = i + 1 == passes;
    Kernel k = pass_kernel(
        c, values,
        {std::pow(points, 1 / passes), t.ops / passes, is_first ? flow.loads : values * kPoint,
         is_last ? flow.stores : values * kPoint, is_first ? flow.latency : c.d.l2.latency()});
    if (is_first) k.reads = outer.reads;
    if (!is_first) k.reads.push_back({"(transform pass)", values * kPoint, 1});
    if (is_last) k.writes = outer.writes;
    if (!is_last) k.writes.push_back({"(transform pass)", values * kPoint, 1});
    k.name = fmt::format("transform, {} points in shared memory",
                         std::llround(std::pow(points, 1 / passes)));
    k.mapping =
        fmt::format("{}, pass {} of {}, {} CTAs, {:.2f} waves", k.name, i + 1, passes, cta_count(k),
                    static_cast<double>(cta_count(k)) /
                        static_cast<double>(slots_per_sm(c.d.sm, k.resources) * c.d.sm.count));
    out.kernels.push_back(std::move(k));
  }
  return {out};
}

}  // namespace fluxgate::tensor_core
