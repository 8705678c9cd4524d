/// What a run gives: the numbers of interface.md, and their three written forms.
/// A value that no model gives is empty (null in JSON), never zero.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/config.h"
#include "sim/core/units.h"
#include "sim/stats/energy.h"
#include "sim/stats/timeline.h"

namespace fluxgate {

inline constexpr int kResultSchemaVersion = 1;

struct OperatorResult {
  std::string name, op_class, unit, bound_by, mapping, reason;
  std::int64_t repeat = 1;
  TimeFs time{}, bound{};  // all repetitions
  std::int64_t macs = 0;   // by the counting rule
  std::int64_t executed_macs = 0;
  Bytes dram_read{}, dram_write{};
  std::optional<double> energy_j;
  std::vector<double> energy_parts_j;  // in the order of RunResult::energy's parts; may be empty
  std::optional<double> clock_hz,
      sustained_clock_hz;  // of its first launch, where a limit moves it
};

/// One launch on the time axis. `inputs`: earlier spans whose outputs it reads.
struct Span {
  std::size_t operator_index = 0;
  std::int64_t launch = 0;  // number in the run
  TimeFs start{}, time{};
  Bytes dram{};
  std::int64_t executed_macs = 0;
  std::optional<double> energy_j;
  std::vector<std::size_t> inputs;
};
/// A longer run is sampled: blocks of kSpanBlock launches in a row, every 2nd, 4th, ... block.
inline constexpr std::size_t kMostSpans = 20'000;
inline constexpr std::int64_t kSpanBlock = 100;

struct RunResult {
  std::string workload, arch, datapath, phase, tier;
  std::int64_t batch = 1;
  std::optional<std::int64_t> seq, tokens;
  std::vector<std::string> workload_settings;  // "dtype=int8", as given
  std::uint64_t seed = 0;
  TimeFs time{}, bound{};
  std::optional<std::int64_t> cycles;  // empty: not clocked
  std::optional<double> clock_hz;
  std::int64_t params = 0, macs = 0, executed_macs = 0;
  std::optional<double> utilisation;
  Bytes dram_read{}, dram_write{}, memory{};
  std::optional<double> energy_j, power_w, area_mm2;
  std::optional<double> energy_bound_j;  // tier bound: background powers over the bound's time
  TimeFs sustained_time{};  // of runs repeated until a power limit has settled: energy over power
  std::optional<EnergyReport> energy;  // empty: the datapath has no energy model in this tier
  double assumed_share = 0;
  double wall_s = 0;
  std::int64_t launches = 0, reused_launches = 0;
  std::vector<OperatorResult> operators;
  std::vector<Span> spans;            // at most kMostSpans launches; empty in the bound tier
  std::int64_t span_stride = 1;       // of blocks of launches, which spans are kept of
  std::optional<Timeline> over_time;  // empty: closed forms only, or a pipeline of machines
  std::map<std::string, std::int64_t> counts;  // "core0.array.busy_cycles", sums of the run
  std::map<std::string, bool> invariants;
  /// Results of one family of machines (sim/contract/figures.h): junctions, heat, throughput.
  struct FamilyFigure {
    std::string name, unit;
    double value = 0;
    std::string sentence;
  };
  std::vector<FamilyFigure> figures;
  std::vector<std::string> notices;  // for stderr and the files
  /// RTL in the loop: what each unit's model and RTL gave alike.
  struct RtlUnit {
    std::string unit, kernel;
    std::int64_t transactions = 0, model_cycles = 0, rtl_cycles = 0;
  };
  std::vector<RtlUnit> rtl;
  /// A spiking network: what it does, and its energy by the 45 nm convention (sim/graph/spikes.h),
  /// which knows operations only. Empty for others.
  struct Spiking {
    std::int64_t time_steps = 1;
    double analog_macs = 0, synaptic_operations = 0, dense_macs = 0;
    double convention_45nm_j = 0;
  };
  std::optional<Spiking> spiking;
  /// Copies from host memory (sim/engine/host_link.h): bytes, time the device waited for them, and
  /// what ran when. Empty without copies.
  struct Event {
    std::string lane, name;
    TimeFs begin{}, end{};
  };
  Bytes host_read{};
  std::optional<TimeFs> host_wait;
  std::vector<Event> timeline;
  /// `run --samples`: latency over samples of the dynamic parts; the rest of the result is the
  /// sample of median latency.
  struct Latency {
    std::int64_t samples = 0;
    TimeFs mean{}, p50{}, p90{}, p99{}, least{}, most{};
  };
  std::optional<Latency> latency;
  std::vector<Declared> config;
};

/// One JSON object with the keys of interface.md, in a fixed order. Wall time is left out of files,
/// so that the same input gives the same bytes.
enum class WallTime { Include, Omit };
[[nodiscard]] std::string to_json(const RunResult& result, WallTime wall_time);
[[nodiscard]] std::string to_csv(const RunResult& result);
/// Table for a terminal: totals, top operators, what bounds each, where time and bytes went.
[[nodiscard]] std::string to_table(const RunResult& result);
[[nodiscard]] std::string result_json_schema();

/// Writes result.json, operators.csv and trace.perfetto into `directory` (made if absent): into
/// temporary files first, then renamed, so that an interrupted or failed run leaves nothing
/// half-written. ConfigError names the file and the reason (not writable, disk full).
void write_results(const RunResult& result, const std::string& directory);

}  // namespace fluxgate
