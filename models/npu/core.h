/// One NPU core: sequencer and DMA in front, array, vector unit and scan unit behind, all
/// event-woken. A step's load starts when its scratchpad bytes are free and at most kWindow steps
/// are in flight; stages run on their units, oldest step first; a unit is busy for `issue`, the
/// result is there `latency` later. Units start on clock edges. Every unit accounts each cycle of a
/// launch as exactly one of busy, stall (memory, output, dependency) and idle. Leaves out:
/// instruction fetch, scratchpad bank conflicts beyond the bandwidth term of lowering.cpp.
#pragma once
#include <functional>
#include <string>
#include <systemc>
#include <vector>

#include "models/npu/description.h"
#include "models/npu/program.h"
#include "sim/fabric/clock_domain.h"
#include "sim/fabric/memory/memory_system.h"

namespace fluxgate::npu {

struct UnitCounts {
  std::int64_t busy = 0, stall_memory = 0, stall_output = 0, stall_dependency = 0, idle = 0;
};
struct CoreCounts {
  std::array<UnitCounts, kUnits> units{};
  std::int64_t macs = 0, vector_ops = 0, scratchpad_bytes = 0, loaded = 0, stored = 0, steps = 0;
  std::int64_t accumulator_bytes = 0;
};

class Core : public sc_core::sc_module {
 public:
  Core(sc_core::sc_module_name name, const Description& description, std::size_t index);
  void connect(MemorySystem& memory) { memory_ = &memory; }

  void start(const Program& program);  // from the current time on
  void finish(TimeFs end);             // accounts the idle tail
  void transfer_done(const Transfer& transfer);

  [[nodiscard]] bool is_done() const { return is_exhausted() && in_flight_ == 0; }
  [[nodiscard]] TimeFs last_activity() const { return last_activity_; }
  [[nodiscard]] const CoreCounts& counts() const { return counts_; }
  [[nodiscard]] std::string waiting() const;

  /// Periodic skipping: iterations of the current phase that have not been handed out yet.
  [[nodiscard]] std::size_t phase() const { return phase_; }
  [[nodiscard]] std::int64_t iterations_left() const;
  [[nodiscard]] std::int64_t iterations_started() const { return iteration_; }
  void skip_iterations(std::int64_t count) { iteration_ += count; }
  /// Called after an iteration of a repeating phase has been handed out.
  void on_iteration(std::function<void()> hook) { on_iteration_ = std::move(hook); }

 private:
  static constexpr std::size_t kWindow = 1024;
  enum class ReadyBy { Load, Stage };
  struct Slot {
    const Step* step = nullptr;
    std::size_t stage = 0;
    int transfers = 0;  // loads outstanding
    ReadyBy ready_by = ReadyBy::Load;
  };
  struct UnitState {
    std::vector<std::int64_t> ready;  // min-heap of step numbers
    TimeFs free{};
    TimeFs busy_end{};
    bool was_blocked_on_output = false;
    sc_core::sc_event wake;
  };
  struct Completion {
    TimeFs at{};
    std::int64_t number = 0;
  };

  void load();  // hands steps to the DMA engine while there is room
  void run_array() { run_unit(Unit::Array); }
  void run_vector() { run_unit(Unit::Vector); }
  void run_scan() { run_unit(Unit::Scan); }
  void run_unit(Unit unit);
  void complete();
  void make_loaded_ready();
  void make_ready(std::int64_t number);
  void start_stage(UnitState& unit, UnitCounts& counts, std::int64_t number);
  void retire(std::int64_t number);
  void release_output(Bytes bytes);
  [[nodiscard]] bool is_exhausted() const { return phase_ >= program_->size(); }
  const Step* next_step();
  [[nodiscard]] Slot& slot(std::int64_t number) {
    return slots_[static_cast<std::size_t>(number) % kWindow];
  }
  void request(MemoryTarget target, Direction direction, Bytes bytes, int streams,
               std::int64_t number);

  const Description& description_;
  ClockDomain clock_;
  std::size_t index_;
  MemorySystem* memory_ = nullptr;
  const Program* program_ = nullptr;
  std::size_t phase_ = 0, position_ = 0;
  std::int64_t iteration_ = 0;
  std::int64_t next_number_ = 0, next_ready_ = 0, in_flight_ = 0;
  Bytes scratchpad_used_{}, accumulator_used_{};
  std::vector<Slot> slots_;
  std::array<UnitState, kUnits> units_;
  std::vector<Completion> completions_;  // min-heap by time, then number
  sc_core::sc_event completion_;
  TimeFs start_{}, last_activity_{};
  CoreCounts counts_;
  std::function<void()> on_iteration_;
};

}  // namespace fluxgate::npu
