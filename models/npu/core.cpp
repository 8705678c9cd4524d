#include "models/npu/core.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/interrupt.h"
#include "sim/fabric/sc_time.h"

namespace fluxgate::npu {
namespace {

constexpr std::int64_t kStoreTag = -1;

std::size_t index_of(Unit unit) { return static_cast<std::size_t>(unit); }

}  // namespace

// sc_module_name goes by value: its life is the scope of the name.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Core::Core(sc_core::sc_module_name name, const Description& description, std::size_t index)
    : sc_module(name),
      description_(description),
      clock_(description.clock),
      index_(index),
      slots_(kWindow) {
  for (UnitState& unit : units_) unit.ready.reserve(kWindow * kMaxStages);
  completions_.reserve(kWindow * kMaxStages);
  SC_HAS_PROCESS(Core);
  SC_METHOD(run_array);
  dont_initialize();
  sensitive << units_[index_of(Unit::Array)].wake;
  SC_METHOD(run_vector);
  dont_initialize();
  sensitive << units_[index_of(Unit::Vector)].wake;
  SC_METHOD(run_scan);
  dont_initialize();
  sensitive << units_[index_of(Unit::Scan)].wake;
  SC_METHOD(complete);
  dont_initialize();
  sensitive << completion_;
}

void Core::start(const Program& program) {
  program_ = &program;
  phase_ = position_ = 0;
  iteration_ = 0;
  start_ = last_activity_ = now();
  for (UnitState& unit : units_) {
    unit.free = start_;
    unit.busy_end = TimeFs(-1);
    unit.was_blocked_on_output = false;
  }
  while (phase_ < program.size() && (program[phase_].repeat == 0 || program[phase_].body.empty()))
    ++phase_;
  load();
}

const Step* Core::next_step() {
  const Phase& phase = (*program_)[phase_];
  return &phase.body[position_];
}

std::int64_t Core::iterations_left() const {
  return is_exhausted() ? 0 : (*program_)[phase_].repeat - iteration_;
}

void Core::load() {
  while (!is_exhausted() && in_flight_ < static_cast<std::int64_t>(kWindow) &&
         slot(next_number_).step == nullptr) {
    const Step* step = next_step();
    if (scratchpad_used_ + step->hold > description_.scratchpad && !description_.memory.is_ideal)
      return;
    scratchpad_used_ += step->hold;
    const std::int64_t number = next_number_++;
    ++in_flight_;
    Slot& s = slot(number);
    s = Slot{step, 0, 0, ReadyBy::Load};
    if (step->load_dram.value > 0) ++s.transfers;
    if (step->load_shared.value > 0) ++s.transfers;
    counts_.loaded += step->load_dram.value + step->load_shared.value;
    const Phase& phase = (*program_)[phase_];
    if (++position_ == phase.body.size()) {
      position_ = 0;
      ++iteration_;
      if (on_iteration_ && iteration_ < phase.repeat) on_iteration_();
      while (!is_exhausted() && iteration_ >= (*program_)[phase_].repeat) {
        iteration_ = 0;
        ++phase_;
      }
    }
    const int transfers = s.transfers;
    request(MemoryTarget::Dram, Direction::Read, step->load_dram, step->streams, number);
    request(MemoryTarget::Shared, Direction::Read, step->load_shared, step->streams, number);
    if (transfers == 0) make_loaded_ready();
  }
}

void Core::request(MemoryTarget target, Direction direction, Bytes bytes, int streams,
                   std::int64_t number) {
  if (bytes.value == 0) return;
  memory_->request(index_, Transfer{target, direction, bytes, streams, number});
}

void Core::transfer_done(const Transfer& transfer) {
  last_activity_ = now();
  if (transfer.direction == Direction::Write) {
    counts_.stored += transfer.bytes.value;
    // The tag of a store carries the accumulator bytes it frees.
    release_output(Bytes(transfer.tag == kStoreTag ? 0 : transfer.tag));
    --in_flight_;
    load();
    return;
  }
  Slot& s = slot(transfer.tag);
  if (--s.transfers == 0) make_loaded_ready();
}

/// Steps become ready in order: one without a load of its own uses what the steps before it have
/// loaded.
void Core::make_loaded_ready() {
  while (next_ready_ < next_number_ && slot(next_ready_).transfers == 0) make_ready(next_ready_++);
}

void Core::make_ready(std::int64_t number) {
  const Slot& s = slot(number);
  UnitState& unit = units_[index_of(s.step->stages[s.stage].unit)];
  unit.ready.push_back(number);
  std::push_heap(unit.ready.begin(), unit.ready.end(), std::greater<>());
  notify_at(unit.wake, clock_.next_edge(std::max(now(), unit.free)));
}

void Core::run_unit(Unit unit_name) {
  UnitState& unit = units_[index_of(unit_name)];
  if (unit.ready.empty()) return;
  const TimeFs edge = clock_.next_edge(std::max(now(), unit.free));
  if (edge > now()) {
    notify_at(unit.wake, edge);
    return;
  }
  const std::int64_t number = unit.ready.front();
  const Slot& s = slot(number);
  const bool opens_output = s.stage == 0 && s.step->opens.value > 0;
  if (opens_output && accumulator_used_ + s.step->opens > description_.accumulator &&
      !description_.memory.is_ideal) {
    unit.was_blocked_on_output = true;
    return;  // release_output() wakes the unit
  }
  if (opens_output) accumulator_used_ += s.step->opens;
  std::pop_heap(unit.ready.begin(), unit.ready.end(), std::greater<>());
  unit.ready.pop_back();
  start_stage(unit, counts_.units[index_of(unit_name)], number);
}

void Core::start_stage(UnitState& unit, UnitCounts& counts, std::int64_t number) {
  const Slot& s = slot(number);
  const Stage& stage = s.step->stages[s.stage];
  const std::int64_t gap = clock_.cycles(now() - unit.free).value;
  if (unit.was_blocked_on_output)
    counts.stall_output += gap;
  else if (s.ready_by == ReadyBy::Load)
    counts.stall_memory += gap;
  else
    counts.stall_dependency += gap;
  unit.was_blocked_on_output = false;
  const bool is_pipeline_empty = unit.busy_end < now();
  const Cycles busy = stage.issue + (is_pipeline_empty ? stage.fill : Cycles(0));
  counts.busy += busy.value;
  unit.free = unit.busy_end = now() + clock_.time(busy);
  const TimeFs result = unit.free + clock_.time(stage.latency);
  completions_.push_back({result, number});
  const auto later = [](const Completion& a, const Completion& b) {
    return a.at != b.at ? a.at > b.at : a.number > b.number;
  };
  std::push_heap(completions_.begin(), completions_.end(), later);
  notify_at(completion_, completions_.front().at);
  if (!unit.ready.empty()) notify_at(unit.wake, unit.free);
}

void Core::complete() {
  const auto later = [](const Completion& a, const Completion& b) {
    return a.at != b.at ? a.at > b.at : a.number > b.number;
  };
  while (!completions_.empty() && completions_.front().at <= now()) {
    const std::int64_t number = completions_.front().number;
    std::pop_heap(completions_.begin(), completions_.end(), later);
    completions_.pop_back();
    Slot& s = slot(number);
    if (++s.stage < s.step->stage_count) {
      s.ready_by = ReadyBy::Stage;
      make_ready(number);
    } else {
      retire(number);
    }
  }
  last_activity_ = now();
  if (is_interrupted()) sc_core::sc_pause();
  if (!completions_.empty()) notify_at(completion_, completions_.front().at);
  load();
}

void Core::retire(std::int64_t number) {
  Slot& s = slot(number);
  const Step& step = *s.step;
  counts_.macs += step.macs;
  counts_.vector_ops += step.vector_ops;
  counts_.scratchpad_bytes += step.scratchpad_bytes;
  counts_.accumulator_bytes += step.accumulator_bytes;
  ++counts_.steps;
  scratchpad_used_ -= step.release;
  s.step = nullptr;
  const Bytes to_dram = step.store_dram;
  const Bytes to_shared = step.store_shared;
  if (to_dram.value == 0 && to_shared.value == 0) {
    release_output(step.closes);
    --in_flight_;
    return;
  }
  if (to_dram.value > 0 && to_shared.value > 0) ++in_flight_;
  // The first transfer frees the accumulator, a second one nothing.
  const std::int64_t tag = step.closes.value > 0 ? step.closes.value : kStoreTag;
  request(MemoryTarget::Dram, Direction::Write, to_dram, 1, tag);
  request(MemoryTarget::Shared, Direction::Write, to_shared, 1,
          to_dram.value > 0 ? kStoreTag : tag);
}

void Core::release_output(Bytes bytes) {
  if (bytes.value == 0) return;
  accumulator_used_ -= bytes;
  for (UnitState& unit : units_) {
    if (unit.was_blocked_on_output) notify_at(unit.wake, clock_.next_edge(now()));
  }
}

void Core::finish(TimeFs end) {
  for (std::size_t u = 0; u < kUnits; ++u)
    counts_.units[u].idle += clock_.cycles(end - units_[u].free).value;
}

std::string Core::waiting() const {
  if (is_done()) return {};
  std::string text = fmt::format("{}: {} steps in flight", name(), in_flight_);
  if (!is_exhausted() && in_flight_ == 0)
    text += fmt::format(", next step waits for {} of {} B scratchpad ({} B in use)",
                        (*program_)[phase_].body[position_].hold.value,
                        description_.scratchpad.value, scratchpad_used_.value);
  if (accumulator_used_.value > 0)
    text += fmt::format(", {} of {} B accumulator in use", accumulator_used_.value,
                        description_.accumulator.value);
  return text;
}

}  // namespace fluxgate::npu
