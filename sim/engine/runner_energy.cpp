#include <fmt/format.h>

#include <cmath>

#include "sim/engine/runner.h"

namespace fluxgate {
namespace {

constexpr double kRounding = 1e-9;  // of sums in double precision

}  // namespace

void Runner::hand_on(Bytes bytes) {
  if (!meter_.is_given()) return;
  OperatorResult& row = row_of("hand-on between stages", "exchange", {});
  charge(row, meter_.price(Count{"link.sent_bytes", "byte", bytes.value}), team_.pipeline - 1);
}

void Runner::charge(OperatorResult& op, const std::vector<double>& parts_j, std::int64_t times) {
  meter_.add(parts_j, times);
  op.energy_parts_j.resize(parts_j.size(), 0);
  for (std::size_t i = 0; i < parts_j.size(); ++i) {
    op.energy_parts_j[i] += parts_j[i] * static_cast<double>(times);
    op.energy_j = op.energy_j.value_or(0) + parts_j[i] * static_cast<double>(times);
  }
}

void Runner::charge_host(Launch launch, Bytes copied, TimeFs waited) {
  busy_ += waited;
  result_.sustained_time += waited;
  result_.counts["host.read_bytes"] += copied.value;
  if (!meter_.is_given()) return;
  OperatorResult& row = result_.operators.at(index_.at(launch.front().name));
  const std::vector<double> copy_j = meter_.price(Count{"host.read_bytes", "byte", copied.value});
  between_j_ += sum_j(copy_j);
  charge(row, copy_j, 1);
  charge(row, meter_.idle(waited), 1);
}

void Runner::charge_idle_ranks() {
  const std::int64_t copies = team_.tensor * team_.micro_batches;
  const TimeFs idle = result_.time * team_.size() - busy_ * copies;
  if (idle.value <= 0) return;
  OperatorResult& row = row_of("ranks that wait", "exchange", {});
  row.repeat = 1;
  charge(row, meter_.idle(idle), 1);
}

/// What needs no simulation: areas, and the energy that time alone costs.
void Runner::finish_bound() {
  const EnergyModel model = datapath_.energy_model();
  if (!model.is_given()) return;
  double power_w = 0;
  for (const Background& b : model.background) power_w += b.power_w;
  const auto machines = static_cast<double>(team_.size());
  result_.energy_bound_j = power_w * seconds(result_.bound) * machines;
  if (model.area.empty()) return;
  result_.area_mm2 = 0;
  for (const AreaPart& part : model.area) *result_.area_mm2 += part.area_mm2 * machines;
}

void Runner::finish() {
  if (options_.tier == Tier::Bound) finish_bound();
  if (!meter_.is_given()) return;
  if (team_.size() > 1) {
    meter_.multiply(team_.tensor * team_.micro_batches, team_.size());
    charge_idle_ranks();
    const TimeFs stretch = result_.sustained_time - busy_;  // of a clock under its power limit
    result_.sustained_time =
        result_.time +
        TimeFs(stretch.value * (team_.micro_batches + team_.pipeline - 1) / team_.pipeline);
  }
  result_.energy = meter_.report();
  const double total_j = result_.energy->total_j();
  double operators_j = 0;
  for (const OperatorResult& op : result_.operators) operators_j += op.energy_j.value_or(0);
  note("energy parts = total", std::abs(operators_j - total_j) <= kRounding * total_j, "all",
       fmt::format("{} J of the operators against {} J of the parts", operators_j, total_j));
  const double macs_j = static_cast<double>(result_.executed_macs) * meter_.least_mac_j();
  note("energy >= MACs", total_j >= macs_j * (1 - kRounding), "all",
       fmt::format("{} J against {} J of the MACs alone", total_j, macs_j));
  result_.energy_j = total_j;
  if (result_.time.value > 0) result_.power_w = total_j / seconds(result_.sustained_time);
  if (!result_.energy->area.empty()) result_.area_mm2 = result_.energy->area_mm2();
}

}  // namespace fluxgate
