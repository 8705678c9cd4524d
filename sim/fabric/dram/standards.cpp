#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/config.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::dram {
namespace {

constexpr const char* kRamulator = "paper: Ramulator 2.1 preset (dram.md)";

// One compact table a standard.
// clang-format off
// Derived turnarounds (dram.md): RD to WR = CL + BL + 2 - CWL (DDR5 + 2 more, GDDR6 CL + 1, HBM3
// preset 40).
constexpr Timing kDdr4{.name = "DDR4-3200", .source = kRamulator, .tick_ps = 625, .width_bits =
    64, .pseudo_channels = 1, .sids = 1, .groups = 4, .banks_per_group = 4, .rows = 65536,
    .row_bytes = 8192, .burst_bytes = 64, .burst_ticks = 4, .cl = 22, .cwl = 16, .rcd_read = 22,
    .rcd_write = 22, .rp = 22, .ras = 52, .rc = 74, .rrd_s = 4, .rrd_l = 8, .faw = 34, .ccd_s = 4,
    .ccd_l = 8, .ccd_s_write = 4, .ccd_l_write = 8, .ccd_other_sid = 4, .rtp = 12, .wr = 24, .wtr_s
    = 4, .wtr_l = 12, .read_to_write = 12, .write_to_read_l_extra = 0, .ppd = 0, .rfc = 576, .refi
    = 12480, .rp_all = 22, .read_latency = 26, .act_ticks = 1, .read_ticks = 1, .write_ticks = 1,
    .has_two_buses = false, .is_odd_aligned = false, .act_split_ticks = 0, .needs_sync = false};
constexpr Timing kDdr5{.name = "DDR5-4800", .source = kRamulator, .tick_ps = 416, .width_bits =
    32, .pseudo_channels = 1, .sids = 1, .groups = 8, .banks_per_group = 4, .rows = 65536,
    .row_bytes = 4096, .burst_bytes = 64, .burst_ticks = 8, .cl = 34, .cwl = 32, .rcd_read = 34,
    .rcd_write = 34, .rp = 34, .ras = 77, .rc = 111, .rrd_s = 8, .rrd_l = 12, .faw = 48, .ccd_s =
    8, .ccd_l = 12, .ccd_s_write = 8, .ccd_l_write = 48, .ccd_other_sid = 8, .rtp = 18, .wr = 72,
    .wtr_s = 6, .wtr_l = 24, .read_to_write = 14, .write_to_read_l_extra = 0, .ppd = 2, .rfc = 710,
    .refi = 9375, .rp_all = 34, .read_latency = 42, .act_ticks = 2, .read_ticks = 2, .write_ticks =
    2, .has_two_buses = false, .is_odd_aligned = false, .act_split_ticks = 0, .needs_sync =
    false};
constexpr Timing kLpddr5{.name = "LPDDR5-6400", .source = kRamulator, .tick_ps = 1250,
    .width_bits = 16, .pseudo_channels = 1, .sids = 1, .groups = 4, .banks_per_group = 4, .rows =
    32768, .row_bytes = 2048, .burst_bytes = 32, .burst_ticks = 2, .cl = 17, .cwl = 9, .rcd_read =
    15, .rcd_write = 15, .rp = 15, .ras = 34, .rc = 49, .rrd_s = 4, .rrd_l = 4, .faw = 16, .ccd_s =
    2, .ccd_l = 4, .ccd_s_write = 2, .ccd_l_write = 4, .ccd_other_sid = 2, .rtp = 8, .wr = 28,
    .wtr_s = 5, .wtr_l = 10, .read_to_write = 12, .write_to_read_l_extra = 2, .ppd = 2, .rfc = 168,
    .refi = 3125, .rp_all = 17, .read_latency = 19, .act_ticks = 1, .read_ticks = 1, .write_ticks =
    1, .has_two_buses = false, .is_odd_aligned = false, .act_split_ticks = 8, .needs_sync = true};
constexpr Timing kHbm2{.name = "HBM2-2000", .source = kRamulator, .tick_ps = 1000, .width_bits
    = 64, .pseudo_channels = 2, .sids = 1, .groups = 4, .banks_per_group = 4, .rows = 32768,
    .row_bytes = 1024, .burst_bytes = 32, .burst_ticks = 2, .cl = 14, .cwl = 5, .rcd_read = 14,
    .rcd_write = 12, .rp = 14, .ras = 34, .rc = 48, .rrd_s = 4, .rrd_l = 4, .faw = 15, .ccd_s = 2,
    .ccd_l = 4, .ccd_s_write = 2, .ccd_l_write = 4, .ccd_other_sid = 2, .rtp = 5, .wr = 16, .wtr_s
    = 6, .wtr_l = 8, .read_to_write = 13, .write_to_read_l_extra = 0, .ppd = 0, .rfc = 260, .refi =
    3900, .rp_all = 14, .read_latency = 16, .act_ticks = 2, .read_ticks = 1, .write_ticks = 1,
    .has_two_buses = true, .is_odd_aligned = false, .act_split_ticks = 0, .needs_sync = false};
constexpr Timing kHbm3{.name = "HBM3-6400", .source = kRamulator, .tick_ps = 312, .width_bits =
    32, .pseudo_channels = 2, .sids = 2, .groups = 4, .banks_per_group = 4, .rows = 16384,
    .row_bytes = 1024, .burst_bytes = 32, .burst_ticks = 4, .cl = 40, .cwl = 20, .rcd_read = 62,
    .rcd_write = 30, .rp = 52, .ras = 90, .rc = 144, .rrd_s = 8, .rrd_l = 10, .faw = 48, .ccd_s =
    4, .ccd_l = 8, .ccd_s_write = 4, .ccd_l_write = 8, .ccd_other_sid = 6, .rtp = 18, .wr = 66,
    .wtr_s = 14, .wtr_l = 20, .read_to_write = 40, .write_to_read_l_extra = 0, .ppd = 4, .rfc =
    1120, .refi = 12480, .rp_all = 52, .read_latency = 44, .act_ticks = 3, .read_ticks = 2,
    .write_ticks = 2, .has_two_buses = true, .is_odd_aligned = true, .act_split_ticks = 0,
    .needs_sync = false};
constexpr Timing kGddr6{.name = "GDDR6-14000", .source = kRamulator, .tick_ps = 570,
    .width_bits = 16, .pseudo_channels = 1, .sids = 1, .groups = 4, .banks_per_group = 4, .rows =
    16384, .row_bytes = 2048, .burst_bytes = 32, .burst_ticks = 2, .cl = 24, .cwl = 6, .rcd_read =
    30, .rcd_write = 20, .rp = 30, .ras = 60, .rc = 90, .rrd_s = 11, .rrd_l = 11, .faw = 43, .ccd_s
    = 2, .ccd_l = 4, .ccd_s_write = 2, .ccd_l_write = 4, .ccd_other_sid = 2, .rtp = 4, .wr = 30,
    .wtr_s = 9, .wtr_l = 11, .read_to_write = 25, .write_to_read_l_extra = 0, .ppd = 2, .rfc = 211,
    .refi = 3333, .rp_all = 30, .read_latency = 26, .act_ticks = 1, .read_ticks = 1, .write_ticks =
    1, .has_two_buses = false, .is_odd_aligned = false, .act_split_ticks = 0, .needs_sync =
    false};

// clang-format on

/// The same part at another data rate: core times (in ns) stay, so their ticks grow with the clock;
/// bursts, bus and column distances stay in ticks.
constexpr Timing at_clock(Timing t, const char* name, const char* source, std::int64_t tick_ps) {
  const auto keep_time = [&t, tick_ps](std::int64_t ticks) {
    return (ticks * t.tick_ps + tick_ps - 1) / tick_ps;
  };
  for (std::int64_t* ticks : {&t.cl, &t.cwl, &t.rcd_read, &t.rcd_write, &t.rp, &t.rp_all, &t.ras,
                              &t.rc, &t.faw, &t.rtp, &t.wr, &t.wtr_s, &t.wtr_l, &t.rfc, &t.refi})
    *ticks = keep_time(*ticks);
  t.read_latency = t.cl + t.burst_ticks;
  t.read_to_write = std::max(t.read_to_write, t.cl + t.burst_ticks + 2 - t.cwl);
  t.name = name;
  t.source = source;
  t.tick_ps = tick_ps;
  return t;
}

constexpr std::array<Timing, 9> kStandards{
    kDdr4,
    kDdr5,
    kLpddr5,
    kHbm2,
    at_clock(kHbm2, "HBM2E-3200", "derived: HBM2 preset with its core times in ns at 1.6 GHz", 625),
    kHbm3,
    at_clock(kHbm3, "HBM3E-8000", "derived: HBM3 preset with its core times in ns at 8 Gb/s", 250),
    kGddr6,
    at_clock(kGddr6, "GDDR6X-21000",
             "derived: GDDR6 preset with its core times in ns at 21 Gb/s (PAM4 pins)", 381)};

}  // namespace

std::vector<std::string> standard_names() {
  std::vector<std::string> names;
  for (const Timing& t : kStandards) names.emplace_back(t.name);
  return names;
}

const Timing& standard(const std::string& name) {
  for (const Timing& t : kStandards)
    if (name == t.name) return t;
  const std::string near = nearest_name(name, standard_names());
  throw ConfigError(fmt::format("{}: unknown DRAM standard{}; known: {}", name,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(standard_names(), ", ")));
}

std::string name_of(const Timing& t) { return t.name; }

BytesPerSecond peak_rate(const Timing& t) {
  return BytesPerSecond(static_cast<double>(t.burst_bytes * t.pseudo_channels) * 1e12 /
                        static_cast<double>(t.burst_ticks * t.tick_ps));
}

Bytes channel_capacity(const Timing& t) {
  return Bytes(t.row_bytes * t.rows * t.groups * t.banks_per_group * t.sids * t.pseudo_channels);
}

TimeFs closed_read_latency(const Timing& t) {
  return TimeFs((t.rcd_read + t.act_ticks - t.read_ticks + t.read_latency + 1) * t.tick_ps * 1000);
}

}  // namespace fluxgate::dram
