#include "models/tensor_core/machine.h"

#include <algorithm>
#include <cmath>

#include "sim/core/errors.h"
#include "sim/core/interrupt.h"
#include "sim/fabric/sc_time.h"

namespace fluxgate::tensor_core {
namespace {

constexpr double kDone = 1e-9;  // iterations: rounding of rates, never real work
constexpr std::int64_t kRegistersOfWarp = 256;
constexpr std::int64_t kSystemShared = 1024;
constexpr int kStreams = 1;  // the controllers' queues gather a row's requests
constexpr std::int64_t kLargeShared = 100 * 1024;

double pin_rate(const MemoryDescription& m) {
  return dram::peak_rate(*m.standard).value * static_cast<double>(m.channels) * m.tick_scale;
}

}  // namespace

std::int64_t cta_count(const Kernel& kernel) {
  std::int64_t count = 0;
  for (const CtaClass& c : kernel.classes) count += c.count;
  return count;
}

std::int64_t ctas_by_shared(const SmDescription& sm, std::int64_t shared_bytes) {
  return sm.shared_memory.value / (shared_bytes + kSystemShared);
}

std::int64_t slots_per_sm(const SmDescription& sm, const Resources& r) {
  const std::int64_t warps = ceil_div(r.threads, 32);
  const std::int64_t registers =
      ceil_div(r.registers_per_thread * 32, kRegistersOfWarp) * kRegistersOfWarp * warps;
  const std::int64_t by_shared = ctas_by_shared(sm, r.shared_bytes);
  return std::max<std::int64_t>(
      1, std::min({sm.ctas, sm.warps / warps, sm.registers / registers, by_shared}));
}

// sc_module_name goes by value: its life is the scope of the name.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Machine::Machine(sc_core::sc_module_name name, const Description& description)
    : sc_module(name), description_(description) {
  SC_HAS_PROCESS(Machine);
  SC_METHOD(step);
  dont_initialize();
  sensitive << wake_;
}

Outcome Machine::run(const Kernel& kernel, const DramTraffic& traffic, Hertz clock) {
  kernel_ = &kernel;
  period_ = 1.0 / clock.value;
  slots_ = slots_per_sm(description_.sm, kernel.resources);
  double loads = 0;
  double stores = 0;
  for (const CtaClass& c : kernel.classes) {
    for (const Phase& p : c.phases) {
      const double times = p.iterations * static_cast<double>(c.count);
      loads += p.demand.l2_bytes * times;
      stores += p.demand.store_bytes * times;
    }
  }
  // What a load evicts is written then; what a store pushes out is written then.
  const double moved = traffic.read_bytes + stores;
  const double written_by_loads = moved > 0 ? traffic.write_bytes * traffic.read_bytes / moved : 0;
  fill_per_load_ = loads > 0 ? description_.l2.fill_lookups * traffic.read_bytes / loads : 0;
  dram_per_load_ = loads > 0 ? (traffic.read_bytes + written_by_loads) / loads : 0;
  dram_per_store_ = stores > 0 ? (traffic.write_bytes - written_by_loads) / stores : 0;
  const double all = traffic.read_bytes + traffic.write_bytes;
  const int percent =
      all > 0 ? static_cast<int>(std::lround(20 * traffic.write_bytes / all)) * 5 : 0;
  const LaunchDescription& launch = description_.launch;
  const double cta_s =
      seconds(launch.cta) +
      (kernel.resources.shared_bytes > kLargeShared ? seconds(launch.cta_shared) : 0.0);
  capacity_ = {description_.l2.read_rate.value * kernel.load_share,
               description_.l2.write_rate.value * kernel.store_share,
               std::min(sustained_dram_rate(description_.memory, kStreams, percent).value *
                            description_.controller_gain * kernel.dram_share,
                        pin_rate(description_.memory)),
               1.0 / cta_s};
  bins_ = {Bin{description_.sm.count, 0, {}, true}};
  next_class_ = 0;
  next_cta_ = 0;
  is_first_round_ = true;
  outcome_ = {};
  const TimeFs begin = now();
  last_ = begin;
  wake_.notify(sc_core::SC_ZERO_TIME);
  sc_core::sc_start();
  if (is_interrupted()) throw Interrupted();
  for (const Bin& bin : bins_)
    if (!bin.groups.empty()) throw DeadlockError(kernel.name + ": CTAs wait and nothing moves");
  outcome_.elapsed = last_ - begin;
  const double elapsed = std::max(seconds(outcome_.elapsed), 1e-15);
  for (double* share : {&outcome_.tensor_busy, &outcome_.issue_busy, &outcome_.special_busy})
    *share /= elapsed * static_cast<double>(description_.sm.count);
  outcome_.l2_busy =
      std::max(outcome_.l2_read_bytes / capacity_[0], outcome_.l2_write_bytes / capacity_[1]) /
      elapsed;
  outcome_.dram_busy = outcome_.dram_bytes / capacity_[2] / elapsed;
  return outcome_;
}

/// One event: advance to now, retire, dispatch, share anew, sleep until the next end of a phase.
void Machine::step() {
  if (is_interrupted()) return;
  ++outcome_.events;
  advance(seconds(now() - last_));
  last_ = now();
  finish_phases();
  dispatch();
  is_first_round_ = false;
  set_rates();
  schedule();
}

void Machine::advance(double time_s) {
  account(time_s);
  for (Bin& bin : bins_)
    for (Group& g : bin.groups) g.left -= g.rate * time_s;
}

void Machine::account(double time_s) {
  const SmDescription& sm = description_.sm;
  for (const Bin& bin : bins_) {
    for (const Group& g : bin.groups) {
      const Demand& d = g.work->phases[g.phase].demand;
      const double n = std::min(g.rate * time_s, g.left) * static_cast<double>(g.ctas * bin.sms);
      outcome_.tensor_busy += n * d.tensor_cycles * period_;
      outcome_.issue_busy += n * d.issue_slots / static_cast<double>(sm.schedulers) * period_;
      outcome_.special_busy += n * d.special_ops / static_cast<double>(sm.special_lanes) * period_;
      outcome_.l2_read_bytes += n * d.l2_bytes;
      outcome_.l2_write_bytes += n * d.store_bytes;
      outcome_.dram_bytes += n * (d.l2_bytes * dram_per_load_ + d.store_bytes * dram_per_store_);
    }
  }
}

void Machine::finish_phases() {
  for (Bin& bin : bins_) {
    for (Group& g : bin.groups) {
      if (g.left > kDone * g.work->phases[g.phase].iterations) continue;
      bin.has_changed = true;
      if (++g.phase < g.work->phases.size()) {
        g.left = g.work->phases[g.phase].iterations;
      } else {
        bin.ctas -= g.ctas;
        outcome_.ctas += g.ctas * bin.sms;
        g.ctas = 0;
      }
    }
    const auto is_over = [](const Group& g) { return g.ctas == 0; };
    bin.groups.erase(std::remove_if(bin.groups.begin(), bin.groups.end(), is_over),
                     bin.groups.end());
  }
}

/// The class of the next CTA and how many of it come in a row; false when the grid is empty.
bool Machine::next_work(const CtaClass*& work, std::int64_t& left) {
  const auto classes = static_cast<std::int64_t>(kernel_->classes.size());
  if (kernel_->is_interleaved) {
    if (next_cta_ == classes * kernel_->classes[0].count) return false;
    work = &kernel_->classes[static_cast<std::size_t>(next_cta_ % classes)];
    left = 1;
    return true;
  }
  while (next_class_ < kernel_->classes.size()) {
    work = &kernel_->classes[next_class_];
    left = work->count - next_cta_;
    if (left > 0) return true;
    ++next_class_;
    next_cta_ = 0;
  }
  return false;
}

/// A new kernel's CTAs go to the SMs with the fewest. Later ones follow CTAs that end, and those of
/// one SM end together: an SM fills up before the next. Bins that only some CTAs reach are split.
void Machine::dispatch() {
  const CtaClass* work = nullptr;
  std::int64_t left = 0;
  while (next_work(work, left)) {
    const auto least = std::min_element(bins_.begin(), bins_.end(),
                                        [](const Bin& a, const Bin& b) { return a.ctas < b.ctas; });
    if (least->ctas >= slots_) return;
    const std::int64_t free = slots_ - least->ctas;
    const std::int64_t depth = is_first_round_ ? 1 : std::min(free, left);
    const std::int64_t sms = std::min(left / depth, least->sms);
    next_cta_ += sms * depth;
    const auto at = static_cast<std::size_t>(least - bins_.begin());
    if (sms < least->sms) {
      Bin rest = *least;
      rest.sms -= sms;
      least->sms = sms;
      bins_.push_back(std::move(rest));
    }
    for (std::int64_t i = 0; i < depth; ++i) place(bins_[at], *work);
  }
}

void Machine::place(Bin& bin, const CtaClass& work) {
  ++bin.ctas;
  bin.has_changed = true;
  for (Group& g : bin.groups) {
    if (g.work != &work || g.phase != 0 || g.left != work.phases[0].iterations) continue;
    ++g.ctas;
    return;
  }
  bin.groups.push_back({&work, 0, 1, work.phases[0].iterations, 0, 0});
}

void Machine::schedule() {
  double soonest = -1;
  for (const Bin& bin : bins_) {
    for (const Group& g : bin.groups) {
      const double time_s = std::max(g.left, 0.0) / g.rate;
      if (soonest < 0 || time_s < soonest) soonest = time_s;
    }
  }
  if (soonest < 0) return;
  const auto wait = static_cast<std::int64_t>(std::ceil(soonest * kFsPerSecond));
  wake_.notify(to_sc(TimeFs(std::max<std::int64_t>(1, wait))));
}

}  // namespace fluxgate::tensor_core
