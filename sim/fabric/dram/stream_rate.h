/// Row-chunk grain for regular streams: the sustained rate of one channel under a mix of streams,
/// obtained by replaying that mix on the command-grain controller (command_channel.h), refresh
/// included. The NPU and GPU memory ports serve chunks at this rate; so a pure stream equals the
/// DRAM model alone.
#pragma once
#include "sim/core/units.h"
#include "sim/fabric/dram/timing.h"

namespace fluxgate::dram {

enum class Mapping { RoBaRaCoCh, Mop4ClXor };
/// Throws ConfigError naming the known mappings ("RoBaRaCoCh", "MOP4CLXOR").
[[nodiscard]] Mapping parse_mapping(const std::string& name);

/// `streams` sequential streams (1..16) interleaved in pieces of `piece` bytes of this channel;
/// `write_percent` of the pieces (rounded to steps of 5) belong to write streams.
struct StreamMix {
  int streams = 1;
  int write_percent = 0;
  Bytes piece{4096};
  auto operator<=>(const StreamMix&) const = default;
};

struct SustainedStream {
  BytesPerSecond rate{};          // of one channel
  double activates_per_byte = 0;  // row activates, for the energy of the rows
};

/// What one channel sustains under the mix; deterministic, memoised per process (a few ms when
/// new).
[[nodiscard]] SustainedStream sustained_stream(const Timing& timing, Mapping mapping,
                                               const StreamMix& mix);

}  // namespace fluxgate::dram
