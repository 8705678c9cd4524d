/// Timing and organisation of one DRAM standard, in controller ticks. Meaning of each name: JEDEC;
/// figures of the six standards up to HBM3 and GDDR6: presets of Ramulator 2.1
/// (tests/reference/dram/dram.md).
#pragma once
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate::dram {

struct Timing {
  const char* name;
  const char* source;
  std::int64_t tick_ps;
  std::int64_t width_bits;  // of a pseudo channel
  std::int64_t pseudo_channels, sids, groups, banks_per_group, rows;
  std::int64_t row_bytes, burst_bytes, burst_ticks;  // burst_ticks: data time of a burst (nBL)
  std::int64_t cl, cwl, rcd_read, rcd_write, rp, ras, rc, rrd_s, rrd_l, faw;
  std::int64_t ccd_s, ccd_l, ccd_s_write, ccd_l_write, ccd_other_sid;
  std::int64_t rtp, wr, wtr_s, wtr_l, read_to_write, write_to_read_l_extra, ppd, rfc, refi, rp_all;
  std::int64_t read_latency;  // column command to the end of data
  // Ticks a command holds its bus.
  std::int64_t act_ticks, read_ticks, write_ticks;
  bool has_two_buses;   // row and column commands apart (HBM)
  bool is_odd_aligned;  // column, ACT and REF on odd ticks only (HBM3)
  // ACT takes two commands, the second at most this long after the first (LPDDR5 tAAD); 0: one.
  std::int64_t act_split_ticks;
  bool needs_sync;  // a column command after the last data has ended needs a CAS before it (LPDDR5
                    // WCK)
};

/// Of a power of two.
[[nodiscard]] inline int log2_of(std::int64_t value) {
  return std::countr_zero(static_cast<std::uint64_t>(value));
}

/// Throws ConfigError with the nearest known name.
[[nodiscard]] const Timing& standard(const std::string& name);
[[nodiscard]] std::vector<std::string> standard_names();

[[nodiscard]] std::string name_of(const Timing& timing);
/// Of one channel (all its pseudo channels together).
[[nodiscard]] BytesPerSecond peak_rate(const Timing& timing);
[[nodiscard]] Bytes channel_capacity(const Timing& timing);
/// First-access latency of an idle channel with closed banks: ACT, column command, data.
[[nodiscard]] TimeFs closed_read_latency(const Timing& timing);

}  // namespace fluxgate::dram
