#include "models/sfq/architecture/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/fabric/sc_time.h"

namespace fluxgate::sfq {

ArrayUnit::ArrayUnit(const sc_core::sc_module_name& name, const StepTiming& timing,
                     Channels& channels)
    : sc_module(name), timing_(timing), channels_(channels) {
  SC_HAS_PROCESS(ArrayUnit);
  SC_METHOD(wake);
  sensitive << next_;
  dont_initialize();
}

TimeFs ArrayUnit::slots(double number) const {
  return TimeFs(
      static_cast<std::int64_t>(std::ceil(number * static_cast<double>(timing_.slot.value))));
}

void ArrayUnit::start(const Program& program, bool are_weights, bool is_from_outside) {
  program_ = &program;
  at_ = 0;
  end_ = program.steps.size();
  are_weights_ = are_weights;
  is_from_outside_ = is_from_outside;
  counts_ = {};
  finished_at_ = computed_at_ = now();
  if (is_done()) return;
  load(0, now());
  phase_ = Phase::Load;
  notify_at(next_, std::max(weights_at_, inputs_at_));
}

/// When the held and streamed values of a step are there, if asked for at `from`.
void ArrayUnit::load(std::size_t step, TimeFs from) {
  const Step& s = program_->steps[step];
  counts_.load_bits += static_cast<double>(s.load_bits);
  const TimeFs shifted = from + slots(static_cast<double>(s.load_slots));
  weights_at_ = shifted;
  if (are_weights_ && timing_.is_link_store)
    weights_at_ = std::max(shifted, channels_.link.send(static_cast<double>(s.load_bits), from));
  else if (are_weights_)
    weights_at_ = std::max(
        shifted, from + slots(static_cast<double>(s.load_bits) / timing_.store_bits_per_slot));
  Channel& source = is_from_outside_ ? channels_.io : channels_.link;
  inputs_at_ = source.send(s.input_bits, from);
}

/// (1) start a step whose values are there, (2) ask for the next, (3) let results leave, (4) next.
void ArrayUnit::wake() {
  if (phase_ == Phase::Load) return begin_compute();
  const Step& s = program_->steps[at_];
  finished_at_ = channels_.link.send(s.output_bits, now());
  ++at_;
  if (is_done()) return;
  if (!timing_.has_shadow) load(at_, now());
  phase_ = Phase::Load;
  notify_at(next_, std::max({now(), weights_at_, inputs_at_}));
}

void ArrayUnit::begin_compute() {
  const Step& s = program_->steps[at_];
  const TimeFs waited = now() - computed_at_;
  (weights_at_ >= inputs_at_ ? counts_.stall_weights : counts_.stall_inputs) += waited;
  const TimeFs length = slots(s.slots);
  counts_.busy += length;
  counts_.slots += s.slots;
  counts_.row_pulses += s.row_pulses;
  counts_.synapse_reads += s.synapse_reads;
  counts_.partial_bits += s.partial_bits;
  computed_at_ = now() + length;
  if (timing_.has_shadow && at_ + 1 < end_) load(at_ + 1, now());
  phase_ = Phase::Compute;
  notify_at(next_, computed_at_);
}

namespace {

StepTiming step_timing(const Description& d, TimeFs slot) {
  StepTiming t;
  t.slot = slot;
  t.has_shadow = d.has_shadow;
  t.is_link_store = d.store == WeightStore::CryoCmos;
  // A shift register gives one bit a row line and slot, an NDRO store one word.
  t.store_bits_per_slot =
      static_cast<double>(d.store == WeightStore::Ndro ? d.store_word_bits : d.rows);
  return t;
}

}  // namespace

ArrayMachine::ArrayMachine(const Description& d, TimeFs slot)
    : channels_{Channel(d.link_rate.value * 8, d.link_latency),
                Channel(static_cast<double>(d.io_lines) * d.line_bits_per_s, d.io_latency)} {
  for (std::int64_t i = 0; i < d.arrays; ++i)
    arrays_.push_back(std::make_unique<ArrayUnit>(fmt::format("array{}", i).c_str(),
                                                  step_timing(d, slot), channels_));
}

ArrayOutcome ArrayMachine::run(const std::vector<Program>& programs, const LayerWork& work) {
  const TimeFs begin = now();
  const Channels before = channels_;
  for (std::size_t i = 0; i < arrays_.size(); ++i)
    arrays_[i]->start(programs[i], work.is_held_weight, work.is_from_outside);
  if (sc_core::sc_pending_activity()) sc_core::sc_start();
  ArrayOutcome o;
  TimeFs end = now();
  for (const auto& array : arrays_) {
    if (!array->is_done())
      throw DeadlockError(fmt::format("sfq: {} waits for values that never come", array->name()));
    end = std::max(end, array->finished_at());
  }
  if (end > now()) sc_core::sc_start(to_sc(end - now()), sc_core::SC_RUN_TO_TIME);
  o.elapsed = end - begin;
  for (const auto& array : arrays_) {
    ArrayCounts c = array->counts();
    c.idle = end - array->computed_at();
    o.arrays.push_back(c);
  }
  o.link_bits = channels_.link.bits() - before.link.bits();
  o.io_bits = channels_.io.bits() - before.io.bits();
  o.link_busy = channels_.link.busy() - before.link.busy();
  o.io_busy = channels_.io.busy() - before.io.busy();
  return o;
}

}  // namespace fluxgate::sfq
