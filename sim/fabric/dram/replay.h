/// Replays the address streams of dram.md on one channel.
#pragma once
#include <string>
#include <vector>

#include "sim/fabric/dram/command_channel.h"

namespace fluxgate::dram {

struct ReplayResult {
  std::int64_t cycles = 0;
  ChannelCounts counts;
  [[nodiscard]] double bandwidth(const Timing& t) const;  // bytes a second
  [[nodiscard]] double percent_of_peak(const Timing& t) const;
  [[nodiscard]] double mean_latency_ns(const Timing& t) const;
  [[nodiscard]] double row_hit_rate() const;
};

[[nodiscard]] std::vector<std::string> pattern_names();
/// Throws ConfigError with the nearest known pattern.
[[nodiscard]] ReplayResult replay(const Timing& timing, Mapping mapping, const std::string& pattern,
                                  std::int64_t requests, const QueueDepths& depths,
                                  const CommandChannel::Observer& observer = {});

}  // namespace fluxgate::dram
