#include "sim/fabric/memory/memory_system.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "sim/core/errors.h"
#include "sim/fabric/clock_domain.h"
#include "sim/fabric/sc_time.h"

namespace fluxgate {
namespace {

constexpr int kStreamBuckets = 5;  // 1, 2, 4, 8, 16 streams
constexpr int kWriteNodes = 4;     // shares of writes between which the time a byte is interpolated
constexpr std::array<int, kWriteNodes> kWritePercent{0, 25, 50, 100};
constexpr double kMixMemory =
    32;  // chunks over which the share of writes is averaged (write queues do that)

TimeFs scaled(TimeFs time, double factor) {
  return TimeFs(static_cast<std::int64_t>(static_cast<double>(time.value) / factor));
}

}  // namespace

// sc_module_name goes by value: its life is the scope of the name.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
MemorySystem::MemorySystem(sc_core::sc_module_name name, const MemoryDescription& description,
                           std::vector<Done> requesters)
    : sc_module(name),
      description_(description),
      requesters_(std::move(requesters)),
      stream_of_mix_(kStreamBuckets * kWriteNodes) {
  if (!description_.is_ideal) {
    read_latency_ =
        scaled(dram::closed_read_latency(*description_.standard), description_.tick_scale) +
        description_.traversal * 2;
  }
  for (std::size_t r = 0; r < requesters_.size(); ++r) {
    for (const MemoryTarget target : {MemoryTarget::Dram, MemoryTarget::Shared}) {
      for (const Direction direction : {Direction::Read, Direction::Write}) {
        Lane lane;
        lane.requester = r;
        lane.target = target;
        lane.direction = direction;
        server_of(target).lanes.push_back(lanes_.size());
        lanes_.push_back(std::move(lane));
      }
    }
  }
  SC_HAS_PROCESS(MemorySystem);
  SC_METHOD(grant_dram);
  dont_initialize();
  sensitive << dram_.grant;
  SC_METHOD(grant_shared);
  dont_initialize();
  sensitive << shared_.grant;
  SC_METHOD(deliver);
  dont_initialize();
  sensitive << delivery_;
}

void MemorySystem::request(std::size_t requester, const Transfer& transfer) {
  counts_.requested_bytes += transfer.bytes.value;
  const std::size_t index = requester * 4 + (transfer.target == MemoryTarget::Shared ? 2U : 0U) +
                            (transfer.direction == Direction::Write ? 1U : 0U);
  Lane& lane = lanes_[index];
  lane.queue.push_back({transfer, transfer.bytes});
  Server& server = server_of(transfer.target);
  notify_at(server.grant, std::max(now(), server.free));
}

/// Next lane round robin that has a chunk and room in its window.
MemorySystem::Lane* MemorySystem::pick(Server& server) {
  const std::size_t count = server.lanes.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t slot = (server.next_lane + i) % count;
    Lane& lane = lanes_[server.lanes[slot]];
    if (lane.queue.empty() || lane.in_flight >= description_.outstanding) continue;
    server.next_lane = slot + 1;
    return &lane;
  }
  return nullptr;
}

dram::SustainedStream sustained_dram_stream(const MemoryDescription& d, int streams,
                                            int write_percent) {
  dram::StreamMix mix;
  mix.streams = streams;
  mix.write_percent = write_percent;
  mix.piece = Bytes(std::max(d.interleave.value, d.chunk.value / d.channels));
  dram::SustainedStream stream = dram::sustained_stream(*d.standard, d.mapping, mix);
  stream.rate.value *= static_cast<double>(d.channels) * d.tick_scale;
  return stream;
}

/// What a byte costs at a node of the mix table.
MemorySystem::ByteCost MemorySystem::byte_cost(int log_streams, int write_node) {
  dram::SustainedStream& stream =
      stream_of_mix_[static_cast<std::size_t>(log_streams * kWriteNodes + write_node)];
  if (stream.rate.value == 0.0)
    stream = sustained_dram_stream(description_, 1 << log_streams,
                                   kWritePercent[static_cast<std::size_t>(write_node)]);
  return {kFsPerSecond / stream.rate.value, stream.activates_per_byte};
}

TimeFs MemorySystem::service_time(const Server& server, const Lane& lane, Bytes bytes) {
  if (description_.is_ideal) return TimeFs(0);
  if (&server == &shared_) return transfer_time(bytes, *description_.shared_rate);
  int streams = 0;
  for (const std::size_t index : server.lanes)
    if (!lanes_[index].queue.empty()) streams += lanes_[index].queue.front().transfer.streams;
  const int log_streams = std::min(
      kStreamBuckets - 1, static_cast<int>(std::bit_width(static_cast<unsigned>(streams - 1))));
  write_percent_ +=
      ((lane.direction == Direction::Write ? 100.0 : 0.0) - write_percent_) / kMixMemory;
  int node = 0;
  while (node + 2 < kWriteNodes &&
         write_percent_ > kWritePercent[static_cast<std::size_t>(node + 1)])
    ++node;
  const double low = kWritePercent[static_cast<std::size_t>(node)];
  const double high = kWritePercent[static_cast<std::size_t>(node + 1)];
  const double at = (write_percent_ - low) / (high - low);
  ByteCost cost = byte_cost(log_streams, node);
  if (at > 1e-3) {
    const ByteCost next = byte_cost(log_streams, node + 1);
    cost.fs += at * (next.fs - cost.fs);
    cost.activates += at * (next.activates - cost.activates);
  }
  const auto size = static_cast<double>(bytes.value);
  activates_ += cost.activates * size;
  counts_.activates = static_cast<std::int64_t>(activates_);
  return TimeFs(static_cast<std::int64_t>(std::ceil(cost.fs * size)));
}

void MemorySystem::grant(Server& server) {
  if (now() < server.free) {
    notify_at(server.grant, server.free);
    return;
  }
  Lane* lane = pick(server);
  if (lane == nullptr) return;
  Pending& head = lane->queue.front();
  const Bytes bytes = std::min(head.left, description_.chunk);
  const TimeFs service = service_time(server, *lane, bytes);
  server.free = now() + service;
  TimeFs arrival = server.free;
  if (!description_.is_ideal && lane->direction == Direction::Read) {
    const bool is_dram = lane->target == MemoryTarget::Dram;
    const TimeFs latency = is_dram ? read_latency_ : description_.shared_latency;
    const TimeFs on_port = transfer_time(bytes, description_.port_rate);
    arrival = std::max(arrival + latency, std::max(lane->port_free, now() + latency) + on_port);
    lane->port_free = arrival;
  }
  head.left -= bytes;
  lane->in_flight += bytes;
  lane->arrivals.push_back({arrival, bytes, head.left.value == 0, head.transfer});
  if (head.left.value == 0) lane->queue.pop_front();
  counts_.busy_fs += lane->target == MemoryTarget::Dram ? service.value : 0;
  ++counts_.chunks;
  schedule_delivery(arrival);
  notify_at(server.grant, server.free);
}

void MemorySystem::schedule_delivery(TimeFs at) {
  if (delivery_at_.value >= 0 && delivery_at_ <= at) return;
  delivery_at_ = at;
  delivery_.cancel();
  notify_at(delivery_, at);
}

void MemorySystem::deliver() {
  delivery_at_ = TimeFs(-1);
  TimeFs next(-1);
  for (Lane& lane : lanes_) {
    while (!lane.arrivals.empty() && lane.arrivals.front().at <= now()) {
      const Arrival arrival = lane.arrivals.front();
      lane.arrivals.pop_front();
      lane.in_flight -= arrival.bytes;
      if (lane.target == MemoryTarget::Shared)
        counts_.shared_bytes += arrival.bytes.value;
      else if (lane.direction == Direction::Read)
        counts_.read_bytes += arrival.bytes.value;
      else
        counts_.write_bytes += arrival.bytes.value;
      if (!lane.queue.empty()) {
        Server& server = server_of(lane.target);
        notify_at(server.grant, std::max(now(), server.free));
      }
      if (arrival.is_last) requesters_[lane.requester](arrival.transfer);
    }
    if (!lane.arrivals.empty() && (next.value < 0 || lane.arrivals.front().at < next))
      next = lane.arrivals.front().at;
  }
  if (next.value >= 0) schedule_delivery(next);
}

bool MemorySystem::is_drained() const {
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const Lane& lane) { return lane.queue.empty() && lane.arrivals.empty(); });
}

std::string MemorySystem::waiting() const {
  std::string text;
  for (const Lane& lane : lanes_) {
    if (lane.queue.empty()) continue;
    text += fmt::format("{} of requester {} waits for room in its window ({} of {} B in flight); ",
                        lane.direction == Direction::Read ? "read" : "write", lane.requester,
                        lane.in_flight.value, description_.outstanding.value);
  }
  return text;
}

}  // namespace fluxgate
