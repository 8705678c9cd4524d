#include "rtl/sfq_cells/model.h"

#include <algorithm>

namespace fluxgate::rtl {
namespace {

constexpr std::int64_t kLatencyCycles = 2;
constexpr std::int64_t kTimeMask = (std::int64_t{1} << 40) - 1;

/// A cell of the bank after the pulses so far.
class CellState {
 public:
  explicit CellState(const SfqCellTable& table)
      : table_(&table), last_(static_cast<std::size_t>(table.inputs)) {}

  /// A pulse on `pin` at `now`; `out` starts with the flags of fired outputs.
  void pulse(int pin, std::int64_t now, std::span<std::int64_t> out) {
    check_windows(pin, now, out.subspan(2 * kSfqOutputs));
    const int row = state_ * table_->inputs + pin;
    for (int o = 0; o < table_->outputs; ++o) {
      const int delay_fs = table_->delay_fs[static_cast<std::size_t>(row * table_->outputs + o)];
      if (delay_fs == 0) continue;
      out[static_cast<std::size_t>(o)] = 1;
      out[static_cast<std::size_t>(kSfqOutputs + o)] = (now + delay_fs) & kTimeMask;
    }
    last_[static_cast<std::size_t>(pin)] = {true, now, state_};
    state_ = table_->next[static_cast<std::size_t>(row)];
  }

 private:
  struct Last {
    bool has_come = false;
    std::int64_t time_fs = 0;
    int state = 0;
  };

  /// `out`: first of each pin, then setup, hold, separation.
  void check_windows(int second, std::int64_t now, std::span<std::int64_t> out) const {
    for (int first = 0; first < table_->inputs; ++first) {
      const Last& last = last_[static_cast<std::size_t>(first)];
      const int row = (last.state * table_->inputs + first) * table_->inputs + second;
      if (!last.has_come || now - last.time_fs >= table_->least_fs[static_cast<std::size_t>(row)])
        continue;
      out[static_cast<std::size_t>(first)] = 1;
      const bool is_first_clock = first == table_->clock, is_second_clock = second == table_->clock;
      const int kind = is_first_clock == is_second_clock ? 2 : is_second_clock ? 0 : 1;
      out[static_cast<std::size_t>(kSfqInputs + kind)] = 1;
    }
  }

  const SfqCellTable* table_;
  int state_ = 0;
  std::vector<Last> last_;
};

PipelineModel::Function make_bank() {
  std::vector<CellState> cells;
  for (const SfqCellTable& table : sfq_cell_tables()) cells.emplace_back(table);
  return [cells, now = std::int64_t{0}](std::span<const std::int64_t> in,
                                        std::span<std::int64_t> out) mutable {
    now += in[2];
    std::fill(out.begin(), out.end(), 0);
    std::copy_n(in.begin(), 2, out.begin());
    const auto cell = static_cast<std::size_t>(in[0]);
    if (cell < cells.size() && in[1] < sfq_cell_tables()[cell].inputs)
      cells[cell].pulse(static_cast<int>(in[1]), now, out.subspan(2));
  };
}

}  // namespace

KernelStreams sfq_cells_streams() {
  return {{{"event", {{"cell", 1, 4, false}, {"pin", 1, 2, false}, {"gap", 1, 16, false}}}},
          {{"seen",
            {{"cell", 1, 4, false},
             {"pin", 1, 2, false},
             {"fired", kSfqOutputs, 1, false},
             {"time", kSfqOutputs, 40, false},
             {"first", kSfqInputs, 1, false},
             {"setup", 1, 1, false},
             {"hold", 1, 1, false},
             {"separation", 1, 1, false}}}}};
}

std::unique_ptr<Side> make_sfq_cells_model() {
  const KernelStreams streams = sfq_cells_streams();
  return std::make_unique<PipelineModel>(streams.inputs[0].lanes(), streams.outputs[0].lanes(),
                                         kLatencyCycles, make_bank);
}

}  // namespace fluxgate::rtl
