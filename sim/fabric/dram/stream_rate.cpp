#include "sim/fabric/dram/stream_rate.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/fabric/dram/command_channel.h"

namespace fluxgate::dram {
namespace {

constexpr std::int64_t kWarmUp = 512;
constexpr std::int64_t kMeasured = 4096;

/// Streams lie in distant regions, shifted by a few rows so that they do not start in the same
/// bank.
std::uint64_t base_of(const Timing& t, int stream, int streams) {
  const auto region =
      static_cast<std::uint64_t>(channel_capacity(t).value) / static_cast<std::uint64_t>(streams);
  return static_cast<std::uint64_t>(stream) *
         (region / 4096 * 4096 + static_cast<std::uint64_t>(5 * t.row_bytes));
}

SustainedStream measure(const Timing& t, Mapping mapping, const StreamMix& mix) {
  CommandChannel channel(t, QueueDepths{32, 32, Policy::RowHitFirst});
  const AddressMap map(t, mapping);
  const auto capacity = static_cast<std::uint64_t>(channel_capacity(t).value);
  const std::int64_t bursts = std::max<std::int64_t>(1, mix.piece.value / t.burst_bytes);
  std::vector<std::uint64_t> at(static_cast<std::size_t>(mix.streams));
  for (int s = 0; s < mix.streams; ++s)
    at[static_cast<std::size_t>(s)] = base_of(t, s, mix.streams);
  std::int64_t sent = 0;
  std::int64_t piece = 0;
  std::int64_t writes_owed = 0;
  bool is_write = false;
  std::int64_t tick = 1;
  std::int64_t begin = 0;
  const auto total = kWarmUp + kMeasured;
  while (channel.counts().reads + channel.counts().writes < total) {
    while (sent < total) {
      if (sent % bursts == 0 && sent / bursts == piece) {
        writes_owed += mix.write_percent;
        is_write = writes_owed >= 100;
        if (is_write) writes_owed -= 100;
        ++piece;
      }
      std::uint64_t& address = at[static_cast<std::size_t>((piece - 1) % mix.streams)];
      if (!channel.send(map.place(address % capacity), is_write, tick - 1)) break;
      address += static_cast<std::uint64_t>(t.burst_bytes);
      ++sent;
    }
    tick = channel.step(tick);
    if (begin == 0 && channel.counts().reads + channel.counts().writes >= kWarmUp) begin = tick;
  }
  const auto share = 1.0 - static_cast<double>(t.rfc + t.rp) / static_cast<double>(t.refi);
  // Count whole refresh intervals: the measured span without its refreshes, then their share.
  const std::int64_t first = (begin + t.refi - 1) / t.refi;
  const std::int64_t last = tick / t.refi;
  const std::int64_t refreshes = std::max<std::int64_t>(0, last - first + 1);
  const auto busy = static_cast<double>(tick - begin - refreshes * (t.rfc + t.rp));
  const double rate = static_cast<double>(kMeasured * t.burst_bytes) * 1e12 /
                      (busy * static_cast<double>(t.tick_ps)) * share;
  const ChannelCounts& c = channel.counts();
  return {
      BytesPerSecond(std::min(rate, peak_rate(t).value)),
      static_cast<double>(c.activates) / static_cast<double>((c.reads + c.writes) * t.burst_bytes)};
}

}  // namespace

SustainedStream sustained_stream(const Timing& timing, Mapping mapping, const StreamMix& mix) {
  static std::map<std::tuple<const Timing*, Mapping, int, int, std::int64_t>, SustainedStream>
      known;
  const auto key = std::tuple(&timing, mapping, mix.streams, mix.write_percent, mix.piece.value);
  const auto at = known.find(key);
  if (at != known.end()) return at->second;
  return known.emplace(key, measure(timing, mapping, mix)).first->second;
}

}  // namespace fluxgate::dram
