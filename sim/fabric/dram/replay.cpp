#include "sim/fabric/dram/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/config.h"
#include "sim/core/random.h"

namespace fluxgate::dram {
namespace {

using U64 = std::uint64_t;

struct Access {
  U64 address = 0;
  bool is_write = false;
};

/// SplitMix64 by counter, seed 1.
U64 random_at(U64 i) { return split_mix(1 + (i + 1) * kSplitMixStep); }

struct Geometry {
  U64 window, burst, row, banks, rows, same_bank;
  explicit Geometry(const Timing& t)
      : window(std::min<U64>(U64{1} << 30U, static_cast<U64>(channel_capacity(t).value))),
        burst(static_cast<U64>(t.burst_bytes)),
        row(static_cast<U64>(t.row_bytes)),
        banks(static_cast<U64>(t.pseudo_channels * t.sids * t.groups * t.banks_per_group)),
        rows(static_cast<U64>(t.rows)),
        same_bank(row * banks) {}
};

enum class Pacing { Queue, Dependent, DependentWithGap, AfterRefresh };

struct Pattern {
  const char* name;
  Pacing pacing;
  Access (*at)(const Geometry& g, U64 i);
};

Access mixed(const Geometry& g, U64 i) {
  const U64 q = i / 3;
  const U64 r = i % 3;
  const U64 quarter = g.window / 4;
  return r < 2 ? Access{(2 * q + r) * g.burst % quarter, false}
               : Access{quarter + q * g.burst % quarter, true};
}
U64 random_burst(const Geometry& g, U64 i) { return random_at(i) % (g.window / g.burst) * g.burst; }

constexpr std::array<Pattern, 16> kPatterns{{
    {"seq_read", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i * g.burst % g.window, false};
     }},
    {"seq_write", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i * g.burst % g.window, true};
     }},
    {"stride_samebank", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i % g.rows * g.same_bank, false};
     }},
    {"stride_row", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i * g.row % g.window, false};
     }},
    {"stride_1KiB", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i * 1024 % g.window, false};
     }},
    {"stride_4KiB", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i * 4096 % g.window, false};
     }},
    {"rand_read", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{random_burst(g, i), false};
     }},
    {"rand_write", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{random_burst(g, i), true};
     }},
    {"mix21_seq", Pacing::Queue, mixed},
    {"mix21_rand", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{random_burst(g, i), i % 3 == 2};
     }},
    {"two_seq_64MiB", Pacing::Queue,
     [](const Geometry& g, U64 i) {
       return Access{i % 2 * (U64{1} << 26U) + i / 2 * g.burst % (U64{1} << 26U), false};
     }},
    {"lat_hit", Pacing::Dependent,
     [](const Geometry& g, U64 i) {
       return Access{i % (g.row / g.burst) * g.burst, false};
     }},
    {"lat_closed", Pacing::AfterRefresh,
     [](const Geometry& g, U64 i) {
       return Access{i % g.banks * g.row, false};
     }},
    {"lat_conflict", Pacing::Dependent,
     [](const Geometry& g, U64 i) {
       return Access{i % 2 * g.same_bank, false};
     }},
    {"lat_conflict_gap", Pacing::DependentWithGap,
     [](const Geometry& g, U64 i) {
       return Access{i % 2 * g.same_bank, false};
     }},
    {"lat_rand", Pacing::Dependent,
     [](const Geometry& g, U64 i) {
       return Access{random_burst(g, i), false};
     }},
}};

const Pattern& find_pattern(const std::string& name) {
  for (const Pattern& p : kPatterns)
    if (name == p.name) return p;
  const std::string near = nearest_name(name, pattern_names());
  throw ConfigError(fmt::format("{}: unknown pattern{}; known: {}", name,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(pattern_names(), ", ")));
}

/// Keeps the queues full: before every tick the head is offered until it is refused.
ReplayResult run_queued(CommandChannel& channel, const AddressMap& map, const Geometry& g,
                        const Pattern& p, std::int64_t requests) {
  std::int64_t sent = 0;
  std::int64_t tick = 1;
  Access head = p.at(g, 0);
  Place place = map.place(head.address);
  while (sent < requests || channel.waiting() > 0) {
    while (sent < requests && channel.send(place, head.is_write, tick - 1)) {
      ++sent;
      head = p.at(g, static_cast<U64>(sent));
      place = map.place(head.address);
    }
    tick = channel.step(tick);
  }
  return {channel.counts().last_done, channel.counts()};
}

/// One request at a time.
ReplayResult run_dependent(CommandChannel& channel, const AddressMap& map, const Geometry& g,
                           const Pattern& p, const Timing& t, std::int64_t requests) {
  constexpr std::int64_t kGap = 256;
  std::int64_t tick = 1;
  std::int64_t refreshes = 0;
  for (std::int64_t i = 0; i < requests; ++i) {
    std::int64_t send_at = i == 0 ? 0 : channel.counts().last_done;
    if (p.pacing == Pacing::DependentWithGap && i > 0) send_at += kGap;
    if (p.pacing == Pacing::AfterRefresh && i % static_cast<std::int64_t>(g.banks) == 0) {
      refreshes = std::max(refreshes + 1, ceil_div(send_at + 1, t.refi));
      send_at = refreshes * t.refi + t.rfc + 4 * t.rp + t.ras + 64;
    }
    while (tick <= send_at) tick = std::min(channel.step(tick), std::max(tick + 1, send_at + 1));
    const Access a = p.at(g, static_cast<U64>(i));
    channel.send(map.place(a.address), a.is_write, send_at);
    while (channel.waiting() > 0) tick = channel.step(tick);
  }
  return {channel.counts().last_done, channel.counts()};
}

}  // namespace

std::vector<std::string> pattern_names() {
  std::vector<std::string> names;
  for (const Pattern& p : kPatterns) names.emplace_back(p.name);
  return names;
}

ReplayResult replay(const Timing& t, Mapping mapping, const std::string& pattern,
                    std::int64_t requests, const QueueDepths& depths,
                    const CommandChannel::Observer& observer) {
  const Pattern& p = find_pattern(pattern);
  CommandChannel channel(t, depths);
  if (observer) channel.observe(observer);
  const AddressMap map(t, mapping);
  const Geometry g(t);
  return p.pacing == Pacing::Queue ? run_queued(channel, map, g, p, requests)
                                   : run_dependent(channel, map, g, p, t, requests);
}

double ReplayResult::bandwidth(const Timing& t) const {
  return static_cast<double>((counts.reads + counts.writes) * t.burst_bytes) * 1e12 /
         static_cast<double>(cycles * t.tick_ps);
}
double ReplayResult::percent_of_peak(const Timing& t) const {
  return 100 * bandwidth(t) / peak_rate(t).value;
}
double ReplayResult::mean_latency_ns(const Timing& t) const {
  return static_cast<double>(counts.latency_ticks * t.tick_ps) / 1e3 /
         static_cast<double>(counts.reads + counts.writes);
}
double ReplayResult::row_hit_rate() const {
  return static_cast<double>(counts.hits) /
         static_cast<double>(counts.hits + counts.misses + counts.conflicts);
}

}  // namespace fluxgate::dram
