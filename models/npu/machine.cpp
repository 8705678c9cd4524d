#include "models/npu/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/interrupt.h"
#include "sim/fabric/sc_time.h"

namespace fluxgate::npu {
namespace {

constexpr std::int64_t kMarginIterations = 4;
constexpr double kSameTime = 2e-4;

/// Counters as a flat list, so that deltas, scaling and comparison are one loop each.
constexpr std::size_t kPerUnit = 5;
constexpr std::size_t kPerCore = kUnits * kPerUnit + 7;
constexpr std::size_t kMemoryCounts = 7;

void append(std::vector<std::int64_t>& list, const CoreCounts& c) {
  for (const UnitCounts& u : c.units)
    list.insert(list.end(), {u.busy, u.stall_memory, u.stall_output, u.stall_dependency, u.idle});
  list.insert(list.end(), {c.macs, c.vector_ops, c.scratchpad_bytes, c.loaded, c.stored, c.steps,
                           c.accumulator_bytes});
}

CoreCounts core_counts(const std::int64_t* v) {
  CoreCounts c;
  for (UnitCounts& u : c.units) {
    u = {v[0], v[1], v[2], v[3], v[4]};
    v += kPerUnit;
  }
  c.macs = v[0];
  c.vector_ops = v[1];
  c.scratchpad_bytes = v[2];
  c.loaded = v[3];
  c.stored = v[4];
  c.steps = v[5];
  c.accumulator_bytes = v[6];
  return c;
}

}  // namespace

Machine::Machine(const Description& description)
    : description_(description), clock_(description.clock) {
  std::vector<MemorySystem::Done> done;
  for (std::int64_t i = 0; i < description.cores; ++i) {
    const auto index = static_cast<std::size_t>(i);
    cores_.push_back(std::make_unique<Core>(fmt::format("core{}", i).c_str(), description, index));
    Core* core = cores_.back().get();
    done.emplace_back([core](const Transfer& transfer) { core->transfer_done(transfer); });
  }
  memory_ = std::make_unique<MemorySystem>("memory", description.memory, std::move(done));
  for (auto& core : cores_) core->connect(*memory_);
}

Machine::Snapshot Machine::snapshot() const {
  Snapshot values;
  values.reserve(cores_.size() * kPerCore + kMemoryCounts);
  for (const auto& core : cores_) append(values, core->counts());
  const MemorySystem::Counts& m = memory_->counts();
  values.insert(values.end(), {m.read_bytes, m.write_bytes, m.shared_bytes, m.busy_fs, m.chunks,
                               m.requested_bytes, m.activates});
  return values;
}

Machine::Window Machine::observe() const {
  Window w{now(), snapshot(), cores_.front()->phase(), {}};
  for (const auto& core : cores_) w.iterations.push_back(core->iterations_started());
  return w;
}

/// Called when core 0 begins an iteration of its current phase.
void Machine::observe_iteration() {
  const Core& first = *cores_.front();
  if (!windows_.empty() && windows_.back().phase != first.phase()) windows_.clear();
  if (first.iterations_left() < kMarginIterations + 2 || cores_.size() != programs_->size()) return;
  const auto steps = static_cast<std::int64_t>((*programs_)[0][first.phase()].body.size());
  window_iterations_ = std::max<std::int64_t>(2, 64 / steps);
  if (!windows_.empty() &&
      first.iterations_started() < windows_.back().iterations.front() + window_iterations_)
    return;
  windows_.push_back(observe());
  if (windows_.size() < 3) return;
  if (windows_.size() > 3) windows_.erase(windows_.begin());
  if (is_periodic(windows_[0], windows_[1], windows_[2])) {
    skip(windows_[1], windows_[2]);
    windows_.clear();
  }
}

bool Machine::is_periodic(const Window& a, const Window& b, const Window& c) const {
  const auto first = static_cast<double>((b.at - a.at).value);
  const auto second = static_cast<double>((c.at - b.at).value);
  if (std::abs(first - second) > kSameTime * second) return false;
  for (std::size_t i = 0; i < cores_.size(); ++i) {
    const std::int64_t mine = c.iterations[i] - b.iterations[i];
    if (mine != b.iterations[i] - a.iterations[i] || mine != window_iterations_) return false;
    if (cores_[i]->phase() != c.phase) return false;
  }
  const auto moved = [&](std::size_t i) { return c.values[i] - b.values[i]; };
  const std::size_t m = cores_.size() * kPerCore;
  std::int64_t at_cores = 0;
  for (std::size_t core = 0; core < cores_.size(); ++core)
    at_cores += moved(core * kPerCore + kUnits * kPerUnit + 3) +
                moved(core * kPerCore + kUnits * kPerUnit + 4);
  if (moved(m) + moved(m + 1) + moved(m + 2) != at_cores || moved(m + 5) != at_cores) return false;
  const std::int64_t cycles = clock_.cycles(c.at - b.at).value;
  for (std::size_t core = 0; core < cores_.size(); ++core) {
    for (std::size_t u = 0; u < kUnits; ++u) {
      std::int64_t accounted = 0;
      for (std::size_t i = 0; i < kPerUnit - 1; ++i) {
        const std::size_t at = core * kPerCore + u * kPerUnit + i;
        accounted += c.values[at] - b.values[at];
      }
      if (accounted > cycles) return false;
    }
  }
  return true;
}

void Machine::skip(const Window& from, const Window& to) {
  std::int64_t left = cores_.front()->iterations_left();
  for (const auto& core : cores_) left = std::min(left, core->iterations_left());
  const std::int64_t windows = (left - kMarginIterations) / window_iterations_;
  if (windows < 1) return;
  const auto cycles = static_cast<std::int64_t>(std::llround(
      static_cast<double>((to.at - from.at).value) / static_cast<double>(clock_.period().value)));
  for (std::size_t i = 0; i < skipped_.size(); ++i)
    skipped_[i] += windows * (to.values[i] - from.values[i]);
  skipped_cycles_ += Cycles(cycles * windows);
  // Idle is what the busy and stalled cycles of a window leave.
  for (std::size_t core = 0; core < cores_.size(); ++core) {
    for (std::size_t u = 0; u < kUnits; ++u) {
      const std::size_t at = core * kPerCore + u * kPerUnit;
      std::int64_t accounted = 0;
      for (std::size_t i = 0; i < kPerUnit - 1; ++i)
        accounted += to.values[at + i] - from.values[at + i];
      skipped_[at + kPerUnit - 1] += windows * (cycles - accounted);
    }
  }
  for (auto& core : cores_) core->skip_iterations(windows * window_iterations_);
}

Outcome Machine::run(const Programs& programs, Reuse reuse) {
  programs_ = &programs;
  const Snapshot before = snapshot();
  skipped_.assign(before.size(), 0);
  skipped_cycles_ = Cycles(0);
  windows_.clear();
  const TimeFs begin = clock_.next_edge(now());
  const TimeFs first = begin + clock_.time(description_.launch);
  if (first > now()) sc_core::sc_start(to_sc(first - now()), sc_core::SC_RUN_TO_TIME);
  cores_.front()->on_iteration(reuse == Reuse::Yes
                                   ? std::function<void()>([this] { observe_iteration(); })
                                   : std::function<void()>());
  for (std::size_t i = 0; i < cores_.size(); ++i) cores_[i]->start(programs[i]);
  sc_core::sc_start();
  if (is_interrupted()) throw Interrupted();
  check_progress();
  TimeFs end = first;
  for (const auto& core : cores_) end = std::max(end, core->last_activity());
  end = clock_.next_edge(end);
  for (auto& core : cores_) core->finish(end);
  return outcome(before, clock_.cycles(end - begin) + skipped_cycles_);
}

void Machine::check_progress() const {
  std::string text;
  for (const auto& core : cores_)
    if (!core->is_done()) text += core->waiting() + "; ";
  if (text.empty()) return;
  throw DeadlockError(
      fmt::format("no progress after {}: {}{}", format_time(now()), text, memory_->waiting()));
}

Outcome Machine::outcome(const Snapshot& before, Cycles elapsed) const {
  Snapshot delta = snapshot();
  for (std::size_t i = 0; i < delta.size(); ++i) delta[i] += skipped_[i] - before[i];
  Outcome o;
  o.elapsed = elapsed;
  Invariant accounting{"accounting", true, {}};
  std::int64_t loaded_and_stored = 0;
  for (std::size_t i = 0; i < cores_.size(); ++i) {
    o.cores.push_back(core_counts(&delta[i * kPerCore]));
    const CoreCounts& c = o.cores.back();
    loaded_and_stored += c.loaded + c.stored;
    for (const UnitCounts& u : c.units) {
      const std::int64_t sum = u.busy + u.stall_memory + u.stall_output + u.stall_dependency +
                               u.idle + description_.launch.value;
      if (sum == elapsed.value && u.idle >= 0) continue;
      accounting = {"accounting", false,
                    fmt::format("core{}: {} cycles accounted, {} elapsed (idle {})", i, sum,
                                elapsed.value, u.idle)};
    }
  }
  const std::int64_t* m = &delta[cores_.size() * kPerCore];
  o.memory = {m[0], m[1], m[2], m[3], m[4], m[5], m[6]};
  const std::int64_t moved = m[0] + m[1] + m[2];
  o.invariants.push_back(accounting);
  o.invariants.push_back({"conservation", moved == m[5] && moved == loaded_and_stored,
                          fmt::format("{} B moved, {} B requested, {} B at the cores", moved, m[5],
                                      loaded_and_stored)});
  return o;
}

}  // namespace fluxgate::npu
