/// How fast each group of CTAs advances between two events: machine.h, its formula.
#include <algorithm>
#include <array>
#include <cmath>

#include "models/tensor_core/machine.h"

namespace fluxgate::tensor_core {
namespace {

constexpr int kSharedResources = 4;
constexpr double kShortest = 1;  // cycles of an iteration without any chain

}  // namespace

void Machine::set_rates() {
  for (Bin& bin : bins_) {
    if (bin.has_changed) limit_local(bin);
    bin.has_changed = false;
    for (Group& g : bin.groups) g.rate = g.local_rate;
  }
  limit_shared();
}

/// Rates inside one SM: the chain of each CTA, slowed by the load of the units it uses.
void Machine::limit_local(Bin& bin) const {
  const SmDescription& sm = description_.sm;
  const auto cycles_of = [&sm](const Demand& d, int unit) {
    switch (unit) {
      case 0:
        return d.tensor_cycles;
      case 1:
        return d.issue_slots / static_cast<double>(sm.schedulers);
      case 2:
        return d.special_ops / static_cast<double>(sm.special_lanes);
      case 3:
        return d.shared_bytes / sm.shared_width;
      default:
        return d.port_bytes / sm.port_width;
    }
  };
  constexpr int kUnits = 5;
  std::array<double, kUnits> load{};
  for (Group& g : bin.groups) {
    const Phase& p = g.work->phases[g.phase];
    g.local_rate = 1.0 / (std::max(p.chain_cycles, kShortest) * period_);
    for (int unit = 0; unit < kUnits; ++unit)
      load[static_cast<std::size_t>(unit)] +=
          g.local_rate * period_ * cycles_of(p.demand, unit) * static_cast<double>(g.ctas);
  }
  for (double& l : load) l = l > 0 ? std::pow(l, kernel_->contention_exponent) : 0;
  for (Group& g : bin.groups) {
    double sum = 1;
    for (int unit = 0; unit < kUnits; ++unit)
      if (cycles_of(g.work->phases[g.phase].demand, unit) > 0)
        sum += load[static_cast<std::size_t>(unit)];
    g.local_rate /= std::pow(sum, 1 / kernel_->contention_exponent);
  }
}

double Machine::shared_use(const Group& g, int resource) const {
  const Demand& d = g.work->phases[g.phase].demand;
  switch (resource) {
    case 0:
      return d.l2_bytes * (1 + fill_per_load_);
    case 1:
      return d.store_bytes;
    case 2:
      return d.l2_bytes * dram_per_load_ + d.store_bytes * dram_per_store_;
    default:
      return g.phase == 0 ? 1.0 / g.work->phases[0].iterations : 0.0;
  }
}

void Machine::limit_shared() {
  std::array<double, kSharedResources> load{};
  for (const Bin& bin : bins_)
    for (const Group& g : bin.groups)
      for (int r = 0; r < kSharedResources; ++r)
        load[static_cast<std::size_t>(r)] += g.rate * shared_use(g, r) *
                                             static_cast<double>(g.ctas * bin.sms) /
                                             capacity_[static_cast<std::size_t>(r)];
  const double exponent =
      kernel_->shared_exponent > 0 ? kernel_->shared_exponent : kernel_->contention_exponent;
  for (double& l : load) l = std::pow(l, exponent);
  // Groups that use the same resources are slowed alike.
  std::array<double, 1 << kSharedResources> slowed{};
  for (Bin& bin : bins_) {
    for (Group& g : bin.groups) {
      unsigned used = 0;
      double sum = 1;
      for (int r = 0; r < kSharedResources; ++r) {
        if (shared_use(g, r) <= 0) continue;
        used |= 1U << static_cast<unsigned>(r);
        sum += load[static_cast<std::size_t>(r)];
      }
      if (slowed[used] == 0) slowed[used] = std::pow(sum, 1 / exponent);
      g.rate /= slowed[used];
    }
  }
}

}  // namespace fluxgate::tensor_core
