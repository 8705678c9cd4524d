/// The time-multiplexed machine: arrays that compute tile after tile while the next weights come.
///
/// One array, one step: the held values come from the store (over the link, when it is cryo-CMOS)
/// and are shifted in; streamed values that the spike buffer does not hold come over the link or
/// from room temperature; when all are there and the step before has ended, the step computes for
/// slots x slot time; its results leave behind it. With a shadow register loading begins when the
/// step before begins to compute, without one when it ends. No clock: an array sleeps until its
/// next event. Leaves out: collisions of different arrays on the store's address lines.
#pragma once
#include <systemc>
#include <vector>

#include "models/sfq/architecture/channel.h"
#include "models/sfq/architecture/mapping.h"

namespace fluxgate::sfq {

struct ArrayCounts {
  TimeFs busy{}, stall_weights{}, stall_inputs{}, idle{};
  double slots = 0, row_pulses = 0, synapse_reads = 0, load_bits = 0, partial_bits = 0;
};

/// What all arrays share.
struct Channels {
  Channel link, io;
};

struct StepTiming {
  TimeFs slot{};
  bool has_shadow = true;
  bool is_link_store = true;
  double store_bits_per_slot = 0;  // of an on-chip store
};

class ArrayUnit : public sc_core::sc_module {
 public:
  ArrayUnit(const sc_core::sc_module_name& name, const StepTiming& timing, Channels& channels);
  /// `are_weights`: held values come from the store; otherwise from the spike buffer.
  void start(const Program& program, bool are_weights, bool is_from_outside);
  [[nodiscard]] bool is_done() const { return at_ == end_; }
  [[nodiscard]] TimeFs finished_at() const { return finished_at_; }  // results left
  [[nodiscard]] TimeFs computed_at() const { return computed_at_; }
  [[nodiscard]] const ArrayCounts& counts() const { return counts_; }

 private:
  enum class Phase { Load, Compute };
  void wake();
  void load(std::size_t step, TimeFs from);
  void begin_compute();
  [[nodiscard]] TimeFs slots(double number) const;

  StepTiming timing_;
  Channels& channels_;
  const Program* program_ = nullptr;
  std::size_t at_ = 0, end_ = 0;
  Phase phase_ = Phase::Load;
  bool are_weights_ = true, is_from_outside_ = false;
  TimeFs weights_at_{}, inputs_at_{}, computed_at_{}, finished_at_{};
  sc_core::sc_event next_;
  ArrayCounts counts_;
};

struct ArrayOutcome {
  TimeFs elapsed{};
  std::vector<ArrayCounts> arrays;
  double link_bits = 0, io_bits = 0;
  TimeFs link_busy{}, io_busy{};
};

class ArrayMachine {
 public:
  ArrayMachine(const Description& description, TimeFs slot);
  /// Runs the programs to their end.
  [[nodiscard]] ArrayOutcome run(const std::vector<Program>& programs, const LayerWork& work);

 private:
  Channels channels_;
  std::vector<std::unique_ptr<ArrayUnit>> arrays_;
};

}  // namespace fluxgate::sfq
