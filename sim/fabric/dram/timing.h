/// Timing and organisation of one DRAM standard, in controller ticks; see the table of
/// shared/reference/dram/dram.md for the meaning of each name. One constexpr-like table entry a standard.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/core/units.h"

namespace fluxgate::dram {

struct Timing;  // defined by the DRAM part: organisation, nXXX in ticks, tCK, source of every column

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
