/// The contract between a cross-check and a kernel: a synchronous block with ready/valid streams.
/// Model and RTL are two `Side`s with the same streams; a cross-check drives both alike and
/// compares every beat and the cycle of every handshake. No SystemC and no Verilator here.
///
/// A cycle on a side: drive_input / drive_ready for every stream, settle(), read input_ready,
/// output_valid and read_output, clock(). A beat is transferred in a cycle where valid and ready
/// are both true. Rules of the streams (style.md c5): valid never waits for ready, data are stable
/// while stalled; ready may depend on the ready of outputs in the same cycle.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/core/registry.h"

namespace fluxgate {

/// `lanes` values of `bits` (1..64) each; formats other than two's complement travel as their bits,
/// unsigned. In RTL: port <stream>_<field>_i or _o, packed, lane 0 in the lowest bits.
struct Field {
  std::string name;
  int lanes = 1, bits = 1;
  bool is_signed = false;
};

struct StreamSpec {
  std::string name;
  std::vector<Field> fields;
  [[nodiscard]] std::size_t lanes() const;
  /// "a.data[3]" of the flat lane 3 (for messages).
  [[nodiscard]] std::string lane_name(std::size_t lane) const;
};

struct KernelStreams {
  std::vector<StreamSpec> inputs, outputs;
};

/// Lanes of all fields of a stream, in the order of the spec.
using Beat = std::vector<std::int64_t>;

class Side {
 public:
  virtual ~Side() = default;
  /// Into the state after reset, with nothing driven.
  virtual void reset() = 0;
  virtual void drive_input(std::size_t stream, bool is_valid,
                           std::span<const std::int64_t> beat) = 0;
  virtual void drive_ready(std::size_t stream, bool is_ready) = 0;
  /// Outputs follow the driven inputs and the state.
  virtual void settle() = 0;
  [[nodiscard]] virtual bool input_ready(std::size_t stream) const = 0;
  [[nodiscard]] virtual bool output_valid(std::size_t stream) const = 0;
  virtual void read_output(std::size_t stream, std::span<std::int64_t> beat) const = 0;
  /// The rising clock edge.
  virtual void clock() = 0;
};

/// Waves: `name` may be called by a side or a checker; both sides share one file and one time base.
class WaveFile {
 public:
  virtual ~WaveFile() = default;
  virtual void dump(std::int64_t cycle) = 0;
};

/// Endless stream of beats for every input of a kernel, the same for the same seed. Starts with
/// fixed corners (zeros, extremes, one tile, tile + 1), then random.
class Stimulus {
 public:
  virtual ~Stimulus() = default;
  /// Beat `index` of input `stream`; called in order of index for each stream.
  virtual void fill(std::size_t stream, std::int64_t index, std::span<std::int64_t> beat) = 0;
};

/// Recorded beats with the results that hardware gave (`cosim --vectors`).
struct Vectors {
  std::vector<Beat> inputs;    // of input stream 0
  std::vector<Beat> expected;  // of output stream 0, one an input
};

struct KernelKind {
  std::string summary;
  /// One sentence each: "latency 31 cycles", "a row a cycle", "stalls with the output".
  std::string timing;
  KernelStreams streams;
  std::function<std::unique_ptr<Side>()> make_model{};
  std::function<std::unique_ptr<Side>()> make_rtl{};
  std::function<std::unique_ptr<Stimulus>(std::uint64_t seed)> make_stimulus{};
  /// Cycles by which handshakes may differ (0 unless the adapter says why).
  std::int64_t cycle_tolerance = 0;
  std::string tolerance_reason{};
  /// Throws ConfigError for a file it cannot read; empty where no recorded vectors exist.
  std::function<Vectors(const std::string& path)> read_vectors{};
  /// Opens a file that receives the signals of both sides (either may be null).
  std::function<std::unique_ptr<WaveFile>(const std::string& path, Side& model, Side& rtl)>
      open_waves{};
};
using Kernels = Registry<KernelKind>;

/// Deliberately broken RTL of a kernel ("systolic_ws/late_result"): the cross-check must refuse
/// each.
using Mutants = Registry<std::function<std::unique_ptr<Side>()>, struct MutantsTag>;

}  // namespace fluxgate
