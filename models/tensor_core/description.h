/// Parameters of a GPU: SM, L2, DRAM, launch path, power. Every number is a property of the
/// hardware or of a kernel family, named with its source in description.cpp and the presets.
#pragma once
#include <array>
#include <map>
#include <string>

#include "models/tensor_core/kernels.h"
#include "sim/contract/team.h"
#include "sim/core/config.h"
#include "sim/fabric/memory/memory_system.h"
#include "sim/graph/operator.h"

namespace fluxgate::tensor_core {

inline constexpr std::size_t kTypes = 9;

struct SmDescription {
  std::int64_t count = 132;
  double tensor_flops = 4096;  // dense bf16 FLOP a cycle through asynchronous (wgmma) operations
  double sync_share = 0.64;    // share of it that mma.sync reaches
  bool has_async_mma = true;   // wgmma and clusters exist
  std::array<double, kTypes> tensor_rate{};  // relative to bf16; 0: no tensor pipe for this type
  std::int64_t schedulers = 4, fma_lanes = 128, special_lanes = 16;
  double shared_width = 128;  // bytes a cycle
  double port_width = 64;     // bytes a cycle from the L2 into one SM
  std::int64_t registers = 65536, warps = 64, ctas = 32;
  Bytes l1_bytes{};             // of one SM, shared memory included
  Bytes shared_memory{};        // of one SM
  Bytes shared_per_cta{};       // most that one CTA may have
  double split_line_scale = 1;  // time of a 128-byte row of a bulk copy that crosses a line
  double l1_latency = 39;       // cycles of a load that hits
  std::int64_t l1_ways = 16;    // lines of a set
  double mma_floor = 20;        // shortest cycles between two m64 wgmma of an SM
};

struct L2Description {
  Bytes capacity{};
  double dirty_share = 0.42;  // of the capacity that may be dirty; more is written back at once
  BytesPerSecond read_rate{}, write_rate{};
  double split_line_scale = 1.5;  // cost of a 128-byte row that crosses a line
  double flushed_dirty = 0.6;     // of dirty_share: left when a timing starts after a flush
  double coalesced_share = 0.71;  // of bytes that CTAs in lock step share and the slices see
  double fill_lookups = 0.5;      // more, a byte that comes from DRAM
  double retention = 0.88;        // of the capacity that data read again may have
  std::int64_t ways = 128;        // lines of a set
  double near_cycles = 0, far_cycles = 0;
  std::int64_t partitions = 2;  // addresses are hashed over them; an SM is near to one
  [[nodiscard]] double latency() const { return (near_cycles + far_cycles) / 2; }
  /// Of the lines, those at home in another partition than the SM's.
  [[nodiscard]] double far_share() const { return 1 - 1 / static_cast<double>(partitions); }
};

struct LaunchDescription {
  TimeFs ramp{};         // from the start of a kernel to its first instruction, and its drain
  TimeFs graph_gap{};    // between two kernels of a graph, beyond the kernels' own durations
  TimeFs code_change{};  // more, when the kernel before was another one: its code is fetched
  TimeFs cta{};          // dispatcher time of a CTA
  TimeFs cta_shared{};   // more, when the CTA has much shared memory
};

/// Energies at the reference clock, random operands.
struct PowerDescription {
  Hertz reference{1.83e9};
  double limit_w = 700;
  double regulation_share = 0.993;  // of the limit: mean over seconds
  double burst_share = 1.2;         // of the limit: at any moment
  double idle_w = 121.7;
  double exponent = 0.7;  // energy of a core action over the clock
  double clock_pj = 170;  // a cycle of an SM that is awake
  double tensor_pj = 0.53;
  std::array<double, kTypes> tensor_share{};  // of a FLOP, relative to bf16
  double fma_pj = 15, instruction_pj = 8, register_pj = 0.5, shared_pj = 7;
  double l2_read_pj = 22, l2_write_pj = 40, dram_pj = 98;  // a byte
  double link_pj = 88, host_pj = 44;  // a byte sent to another GPU, read from the host
  double die_mm2 = 814;
  std::map<std::string, std::string> sources;  // by parameter
};

struct Description {
  Hertz clock{}, tensor_clock{};
  SmDescription sm;
  L2Description l2;
  MemoryDescription memory;
  double dram_latency_cycles = 0, controller_gain = 1;
  std::optional<Bytes> memory_capacity;
  LaunchDescription launch;
  PowerDescription power;
  KernelNumbers kernels;
  bool is_eager = false;
  Team team;
  [[nodiscard]] double rate(DType dtype) const {
    return sm.tensor_rate[static_cast<std::size_t>(dtype)];
  }
};

[[nodiscard]] Description read_description(Params& params);

}  // namespace fluxgate::tensor_core
