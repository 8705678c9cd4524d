/// The contract between the engine and a datapath family. No SystemC, no name of a family here.
///
/// A graph runs as a sequence of *launches*: one operator or one fusion that the datapath runs as a
/// unit. The machine is elaborated once (constructor) and keeps its state between launches: DRAM
/// rows, L2 or shared-memory residency, membrane potentials. `state()` names that state, so that
/// the engine may reuse the result of an equal launch in an equal state and put the machine into
/// the state after it.
///
/// On paper, for the three families:
///   NPU   launch = operator with epilogue; run() feeds tiles to the cores until they have drained.
///         state() = tensors held in the shared on-chip memory.
///   GPU   launch = kernel (fusion) over a grid of CTAs; run() hands CTAs to SM slots until the
///   grid is
///         done. state() = tensors resident in each L2 partition, dirty share, clock of the power
///         limiter. plan() is eager (one kernel an operator) or fused. L2 cold: state("") before a
///         run.
///   SFQ   launch = layers that stream into each other (a spatial array) or one layer
///   (time-multiplexed);
///         run() injects pulses and ends when no pulse is in flight. There is no clock: clock() is
///         empty, all times are TimeFs. state() = membrane and weight contents by layer name.
/// None needs a case in the engine.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/contract/energy.h"
#include "sim/contract/figures.h"
#include "sim/contract/unit.h"
#include "sim/core/config.h"
#include "sim/core/registry.h"
#include "sim/graph/graph.h"

namespace fluxgate {

/// Operators [first, first + size) of a segment, run as one unit.
using Launch = std::span<const Operator>;

/// One additive quantity of a run. busy + every stall + idle of a unit equal the elapsed time.
struct Count {
  std::string name;  // "core0.array.busy_cycles"
  std::string unit;  // "cycle", "byte", "mac", "op"
  std::int64_t value = 0;
};

/// A law that must hold in every run: "core0.array: busy + stall + idle = elapsed".
struct Invariant {
  std::string name;  // one of a fixed few: "accounting", "conservation"
  bool holds = true;
  std::string detail;  // both sides, when it does not hold
};

struct LaunchResult {
  TimeFs time{};
  TimeFs bound{};
  std::int64_t executed_macs = 0;
  Bytes dram_read{}, dram_write{};
  std::string unit;           // which unit carried it: "array", "vector", "scan_unit", "dma"
  std::string bound_by;       // what limited it: "array", "vector", "dram", "noc", "latency"
  std::string mapping;        // one line for tables: "512x256x128 ws, split n/4"
  std::string reason;         // why this mapping or form was chosen; empty when there was no choice
  std::vector<Count> counts;  // the same names in the same order for every launch of a datapath
  std::vector<Invariant> invariants;
  /// Energy of each action against its price: below 1 where a limited clock lowered the voltage.
  double energy_scale = 1;
  /// Time of this launch when it is repeated until a power limit has settled, which energy counts;
  /// empty: `time`.
  std::optional<TimeFs> sustained_time;
  /// Clock of the longest part of the launch, at once and when a power limit has settled; empty
  /// where it does not change.
  std::optional<Hertz> clock, sustained_clock;
};

struct Bound {
  TimeFs time{};
  std::string limited_by;
};

/// RTL in the loop (`run --rtl UNIT`): the unit's time comes from its Verilated twin.
struct RtlOptions {
  std::string unit;                    // id in HardwareUnits
  std::optional<std::int64_t> sample;  // check this many random tiles instead of replacing all
  std::uint64_t seed = 1;
};

/// Sums over the launches of a run.
struct RunSums {
  TimeFs time{};
  const std::map<std::string, std::int64_t>& counts;  // of LaunchResult
  Bytes dram_read{}, dram_write{};
  std::int64_t batch = 1, time_steps = 1;  // of a spiking network
  double synaptic_operations = 0;
};

enum class Reuse { Yes, No };  // No: --exact, simulate every tile of every launch

class Datapath {
 public:
  virtual ~Datapath() = default;
  /// Refuses what cannot run, before anything is simulated: ModelError naming operator and class.
  /// (Whether the network fits the memory is checked by the engine against memory_capacity().)
  virtual void check(const Graph& graph) const = 0;
  /// Splits a segment into launches, in order, covering every operator once; may note how long
  /// tensors live.
  [[nodiscard]] virtual std::vector<Launch> plan(const Segment& segment) = 0;
  /// Closed form that no run may beat (microseconds to compute).
  [[nodiscard]] virtual Bound bound(Launch launch) const = 0;
  /// Simulates one launch to its end. DeadlockError when nothing moves.
  virtual LaunchResult run(Launch launch, Reuse reuse) = 0;
  [[nodiscard]] virtual std::string state() const = 0;
  virtual void set_state(const std::string& state) = 0;
  /// The state of `--l2 cold`: caches full of other, modified data, kernels timed one by one.
  /// Empty where the machine has no cache.
  [[nodiscard]] virtual std::string cold_state() const { return {}; }
  /// Sentences on how a launch is mapped, and on the rejected alternatives (--explain).
  [[nodiscard]] virtual std::string explain(Launch launch) = 0;

  /// True when a unit of this name has a time of its own here and is now measured on RTL.
  /// ModelError when the twin does not fit the description. False: the unit only carries values.
  virtual bool use_rtl(const RtlOptions& /*options*/) { return false; }
  /// After the last run: what the twins did. MismatchError when a sampled tile differs.
  virtual std::vector<UnitReport> finish_rtl() { return {}; }

  /// Prices of the counted actions, powers and areas; empty: energy is unknown.
  [[nodiscard]] virtual EnergyModel energy_model() const { return {}; }

  [[nodiscard]] virtual std::optional<Hertz> clock() const = 0;  // empty: not clocked
  /// Multiply-accumulates a second at full rate in this type, for utilisation.
  [[nodiscard]] virtual double peak_macs_per_second(DType dtype) const = 0;
  /// Capacity of the memory that must hold weights, state and activations; empty: unlimited.
  [[nodiscard]] virtual std::optional<Bytes> memory_capacity() const = 0;
  /// Sentences the user should see once: what is run in an unexpected way, and how to change it.
  [[nodiscard]] virtual std::vector<std::string> notices(const Graph& /*graph*/) const {
    return {};
  }
  /// Results that only this family has, of a run that was simulated.
  [[nodiscard]] virtual std::vector<Figure> figures(const RunSums& /*sums*/) const { return {}; }
  /// True: what the operators of a launch pass each other never takes device memory (the scores of
  /// a flash attention).
  [[nodiscard]] virtual bool hides_inner_tensors() const { return false; }
};

struct DatapathKind {
  std::string summary;
  /// Reads every key it knows from `params` (the engine calls finish() afterwards).
  std::function<std::unique_ptr<Datapath>(Params& params)> make;
  /// Declares the keys only, without elaborating hardware (schema, doctor, list).
  std::function<void(Params& params)> declare;
};
using Datapaths = Registry<DatapathKind>;

}  // namespace fluxgate
