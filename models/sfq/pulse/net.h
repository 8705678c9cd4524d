/// Pulse level: cells as state tables, joined by wires that carry pulses.
///
/// Timing: a pulse that arrives at t in state s leaves each output at t + delay(s, input, output)
/// and arrives at the next cell a wire's delay later (cell.h says what "arrives" means). No clock:
/// the process sleeps until the next pulse. A pulse inside a window of an earlier one (setup, hold,
/// separation) is handled by the policy chosen by name:
///   error   the run stops naming cell, pins and times
///   warn    counted and noted, the table is followed
///   random  counted; the pulse is lost with probability 1/2 (seeded)
///   lose    counted; the pulse is lost (what a merger's circuit does with two pulses at once)
/// Pulses at one time go in the order of the cells, then of the rows of the table.
/// Leaves out: delays that depend on the distance to the last pulse (below 0.3 ps from 20 ps on),
/// losses on wires.
#pragma once
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <systemc>
#include <vector>

#include "models/sfq/cell.h"
#include "models/sfq/pulse/calendar.h"
#include "sim/core/units.h"

namespace fluxgate::sfq {

enum class Violations { Error, Warn, Random, Lose };
[[nodiscard]] Violations parse_violations(const std::string& name);

struct NetOptions {
  Violations violations = Violations::Error;
  bool has_jitter = false;  // Gaussian, with the cell's rms
  std::uint64_t seed = 1;
};

/// A cell that is no table: one input, one output.
class PulseElement {
 public:
  virtual ~PulseElement() = default;
  /// A pulse arrives; gives the time at which one leaves, if one does. Times ascend.
  virtual std::optional<TimeFs> arrive(TimeFs at) = 0;
};

class PulseNet : public sc_core::sc_module {
 public:
  using CellIndex = std::uint32_t;
  struct End {
    CellIndex cell;
    int pin;
  };
  PulseNet(const sc_core::sc_module_name& name, const NetOptions& options);

  /// The cell's table must have its delays measured.
  CellIndex add_cell(const Cell& cell, const std::string& name);
  /// Pin 0 is the input and the output.
  CellIndex add_element(std::unique_ptr<PulseElement> element, const std::string& name);
  /// ConfigError: an output with two sinks needs a splitter, an input with two drivers a merger.
  void connect(End from_output, End to_input, TimeFs wire = TimeFs(0));
  /// A pulse from outside, at a time not before the present.
  void inject(End input, TimeFs at);
  /// Records what leaves this output (arrival at a standard load).
  void watch(End output);
  [[nodiscard]] const std::vector<TimeFs>& seen(End output) const;

  /// Runs until no pulse is left, or `until`. ModelError for a violation under `error`.
  void run(TimeFs until = TimeFs(INT64_MAX));

  [[nodiscard]] std::int64_t events() const { return events_; }
  [[nodiscard]] std::int64_t violations() const { return violation_count_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  [[nodiscard]] std::int64_t junctions() const { return junctions_; }
  [[nodiscard]] std::size_t cells() const { return instances_.size(); }
  [[nodiscard]] std::map<std::string, std::int64_t> cells_by_type() const;
  [[nodiscard]] double bias_ua() const;
  [[nodiscard]] int state(CellIndex cell) const { return instances_[cell].state; }
  /// Work of the bias so far: junctions switched are counted by operations of the cells, aJ.
  [[nodiscard]] double bias_work_aj() const;

 private:
  static constexpr int kMostInputs = 4, kMostOutputs = 2;
  static constexpr std::int32_t kUnlisted = -1;
  struct Row {
    std::int32_t next = kUnlisted;  // state
    std::int32_t outputs = 0;
    std::int32_t output[kMostOutputs] = {0, 0};
    std::int32_t delay_fs[kMostOutputs] = {0, 0};
  };
  struct Type {
    Cell cell;
    int inputs = 0;
    std::vector<Row> rows;                   // [state * inputs + input]
    std::vector<std::int32_t> least_fs;      // [(state * inputs + first) * inputs + second]
    std::vector<std::uint32_t> priority_of;  // rank -> input
    std::vector<std::uint32_t> rank_of;      // input -> rank
    bool has_windows = false;
    double jitter_fs = 0;
    std::int64_t operations = 0;
    std::unique_ptr<PulseElement> element;  // instead of the rows
  };
  // Small, because a large array is bound by cache misses (104 bytes a cell: 4.4 M pulses a
  // second).
  struct Sink {
    CellIndex cell = 0;
    std::int32_t wire_fs = 0;
    std::int32_t watch = -1;  // index into seen_
    std::int8_t rank = -1;    // of the input; -1: nothing
  };
  struct Instance {
    std::int64_t last_fs[kMostInputs];
    Sink sinks[kMostOutputs];
    std::int8_t last_state[kMostInputs];
    std::uint16_t type = 0;
    std::int8_t state = 0;
  };

  void compile(Type& type) const;
  CellIndex add_instance(std::size_t type, const std::string& name);
  void wake();
  void handle(const Pulse& pulse);
  void leave(const Sink& out, std::int64_t at_fs);
  [[nodiscard]] bool is_kept(Instance& cell, Type& type, const Pulse& pulse);
  void schedule();
  [[nodiscard]] Sink& sink(End output);

  NetOptions options_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Type>> types_;
  std::vector<Instance> instances_;
  std::vector<std::string> names_;
  std::vector<std::uint8_t> driven_;  // one bit an input
  std::vector<std::vector<TimeFs>> seen_;
  Calendar queue_;
  sc_core::sc_event next_pulse_;
  std::exception_ptr failure_;
  std::vector<std::string> notes_;
  std::int64_t events_ = 0, violation_count_ = 0, junctions_ = 0;
  std::int64_t until_fs_ = INT64_MAX;
};

}  // namespace fluxgate::sfq
