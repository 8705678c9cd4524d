/// Kernel sfq_cells: toggle-coded cells beside their tables.
#include FG_HEADER

#include "rtl/common/random_beats.h"
#include "rtl/common/verilated_side.h"
#include "rtl/sfq_cells/model.h"

namespace fluxgate::rtl {
namespace {

class Rtl final : public VerilatedSide<FG_TOP> {
 public:
  Rtl() {
    const KernelStreams s = sfq_cells_streams();
    const std::vector<Field>& event = s.inputs[0].fields;
    const std::vector<Field>& seen = s.outputs[0].fields;
    input(top().event_valid_i, top().event_ready_o,
          {port(top().event_cell_i, event[0]), port(top().event_pin_i, event[1]),
           port(top().event_gap_i, event[2])});
    output(top().seen_valid_o, top().seen_ready_i,
           {port(top().seen_cell_o, seen[0]), port(top().seen_pin_o, seen[1]),
            port(top().seen_fired_o, seen[2]), port(top().seen_time_o, seen[3]),
            port(top().seen_first_o, seen[4]), port(top().seen_setup_o, seen[5]),
            port(top().seen_hold_o, seen[6]), port(top().seen_separation_o, seen[7])});
  }
};

/// First each pair of pulses of each cell at the edge of each of its windows (1 fs inside, on it);
/// then bursts on one cell with gaps around its windows, some on pins and slots that do not exist.
class Pulses final : public Stimulus {
 public:
  explicit Pulses(std::uint64_t seed) : random_(seed) {
    const auto& tables = sfq_cell_tables();
    for (std::size_t c = 0; c < tables.size(); ++c) add_corners(static_cast<int>(c), tables[c]);
  }
  void fill(std::size_t, std::int64_t, std::span<std::int64_t> beat) override {
    const Event event = next_ < corners_.size() ? corners_[next_++] : random_event();
    beat[0] = event.cell;
    beat[1] = event.pin;
    beat[2] = event.gap_fs;
  }

 private:
  struct Event {
    int cell = 0, pin = 0;
    int gap_fs = 0;
  };
  static constexpr int kApartFs = 50'000;  // beyond every window

  void add_corners(int cell, const SfqCellTable& table) {
    for (std::size_t at = 0; at < table.least_fs.size(); ++at) {
      const int least_fs = table.least_fs[at];
      if (least_fs == 0) continue;
      const auto inputs = static_cast<std::size_t>(table.inputs);
      const int first = static_cast<int>(at / inputs % inputs);
      const int second = static_cast<int>(at % inputs);
      for (const int gap_fs : {least_fs - 1, least_fs, 0}) {
        corners_.push_back({cell, first, kApartFs});
        corners_.push_back({cell, second, gap_fs});
      }
    }
    for (int pin = 0; pin < table.inputs; ++pin) corners_.push_back({cell, pin, kApartFs});
  }

  Event random_event() {
    if (left_ == 0) {
      left_ = 4 + random_.below(20);
      cell_ = static_cast<int>(random_.below(std::ssize(sfq_cell_tables()) + 1));
    }
    --left_;
    const bool is_free = cell_ == std::ssize(sfq_cell_tables());  // any slot, any pin
    Event event{is_free ? static_cast<int>(random_.below(16)) : cell_, 0, 0};
    if (is_free) {
      event.pin = static_cast<int>(random_.below(4));
      event.gap_fs = static_cast<int>(random_.below(1 << 16));
      return event;
    }
    const SfqCellTable& table = sfq_cell_tables()[static_cast<std::size_t>(cell_)];
    event.pin = static_cast<int>(random_.below(table.inputs));
    const auto at = static_cast<std::size_t>(random_.below(std::ssize(table.least_fs)));
    const auto near_fs = static_cast<int>(table.least_fs[at] + random_.below(5) - 2);
    event.gap_fs =
        random_.below(2) == 0 ? std::max(0, near_fs) : static_cast<int>(random_.below(12'000));
    return event;
  }

  RandomBeats random_;
  std::vector<Event> corners_;
  std::size_t next_ = 0;
  std::int64_t left_ = 0;
  int cell_ = 0;
};

[[maybe_unused]] const bool kRegistered = add_kernel<Rtl>(
    "sfq_cells",
    {.summary = "toggle-coded SFQ cells with setup, hold and separation checked by time stamps",
     .timing = "an event a cycle, its pulses and violations 2 cycles later; stalls with the output",
     .streams = sfq_cells_streams(),
     .make_model = make_sfq_cells_model,
     .make_stimulus = [](std::uint64_t seed) { return std::make_unique<Pulses>(seed); }});

}  // namespace
}  // namespace fluxgate::rtl
