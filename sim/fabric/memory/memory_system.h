/// Off-chip and shared on-chip memory behind a crossbar: what every DMA engine or L2 slice talks
/// to. A transfer is cut into chunks; chunks of all requesters are granted round robin, one at a
/// time per target, so that requesters that stream at once each get less.
///
/// Timing of a read chunk of b bytes granted at t (DRAM with `channels` channels):
///   data leave DRAM   d = t + b / (channels * sustained_rate(mix))     and the next grant is at d
///   data arrive       max(d + latency, port_free + b / port_rate)      per requester port
/// latency = closed-row read latency + 2 NoC traversals. A write has no read latency: it is done
/// when the DRAM has taken it. sustained_rate comes from the command-grain DRAM model under the
/// number of streams in flight and the recent share of writes (sim/fabric/dram/stream_rate.h). A
/// requester has at most `outstanding` bytes in flight; the rest of its chunks wait. Leaves out:
/// channel conflicts between chunks (addresses are interleaved finely), row state of single chunks,
/// write data on the port of the requester (full duplex).
#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <systemc>
#include <vector>

#include "sim/core/units.h"
#include "sim/fabric/dram/stream_rate.h"

namespace fluxgate {

enum class MemoryTarget { Dram, Shared };
enum class Direction { Read, Write };

struct MemoryDescription {
  bool is_ideal = false;  // every transfer takes no time
  const dram::Timing* standard = nullptr;
  double tick_scale = 1.0;  // clock of the part over the clock of its table entry
  dram::Mapping mapping = dram::Mapping::Mop4ClXor;
  std::int64_t channels = 1;
  Bytes interleave{256};
  Bytes chunk{4096};
  TimeFs traversal{};                         // NoC, one way
  BytesPerSecond port_rate{64e9};             // per requester and direction
  Bytes outstanding{1 << 18};                 // per requester and direction
  std::optional<BytesPerSecond> shared_rate;  // shared on-chip memory, all requesters together
  TimeFs shared_latency{};
};

/// What all channels together sustain under a mix; `streams` a power of two.
[[nodiscard]] dram::SustainedStream sustained_dram_stream(const MemoryDescription& description,
                                                          int streams, int write_percent);
[[nodiscard]] inline BytesPerSecond sustained_dram_rate(const MemoryDescription& description,
                                                        int streams, int write_percent) {
  return sustained_dram_stream(description, streams, write_percent).rate;
}

struct Transfer {
  MemoryTarget target = MemoryTarget::Dram;
  Direction direction = Direction::Read;
  Bytes bytes{};
  int streams = 1;  // distinct address streams it interleaves
  std::int64_t tag = 0;
};

class MemorySystem : public sc_core::sc_module {
 public:
  /// Called when a transfer has completed, in the order of its requester's transfers per target and
  /// direction.
  using Done = std::function<void(const Transfer&)>;

  MemorySystem(sc_core::sc_module_name name, const MemoryDescription& description,
               std::vector<Done> requesters);

  void request(std::size_t requester, const Transfer& transfer);

  [[nodiscard]] TimeFs read_latency() const { return read_latency_; }
  [[nodiscard]] bool is_drained() const;
  [[nodiscard]] std::string waiting() const;  // who waits for what, for DeadlockError

  struct Counts {
    std::int64_t read_bytes = 0, write_bytes = 0, shared_bytes = 0, busy_fs = 0, chunks = 0;
    std::int64_t requested_bytes = 0;
    std::int64_t activates = 0;  // of DRAM rows
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  struct Pending {
    Transfer transfer;
    Bytes left{};
  };
  struct Arrival {
    TimeFs at{};
    Bytes bytes{};
    bool is_last = false;
    Transfer transfer;
  };
  struct Lane {  // one requester, one target, one direction
    std::deque<Pending> queue;
    std::deque<Arrival> arrivals;
    Bytes in_flight{};
    TimeFs port_free{};
    std::size_t requester = 0;
    MemoryTarget target = MemoryTarget::Dram;
    Direction direction = Direction::Read;
  };
  struct Server {  // DRAM or shared memory
    TimeFs free{};
    std::size_t next_lane = 0;
    sc_core::sc_event grant;
    std::vector<std::size_t> lanes;
  };

  void grant_dram() { grant(dram_); }
  void grant_shared() { grant(shared_); }
  void grant(Server& server);
  void deliver();
  [[nodiscard]] Lane* pick(Server& server);
  [[nodiscard]] TimeFs service_time(const Server& server, const Lane& lane, Bytes bytes);
  struct ByteCost {
    double fs = 0, activates = 0;
  };
  [[nodiscard]] ByteCost byte_cost(int log_streams, int write_node);
  [[nodiscard]] Server& server_of(MemoryTarget target) {
    return target == MemoryTarget::Dram ? dram_ : shared_;
  }
  void schedule_delivery(TimeFs at);

  MemoryDescription description_;
  std::vector<Done> requesters_;
  std::vector<Lane> lanes_;
  Server dram_, shared_;
  sc_core::sc_event delivery_;
  TimeFs delivery_at_{-1};
  TimeFs read_latency_{};
  std::vector<dram::SustainedStream> stream_of_mix_;  // memo: [log2 streams][write node]
  double write_percent_ = 0;                          // moving average over the last chunks
  double activates_ = 0;                              // with the fraction that the count leaves out
  Counts counts_;
};

}  // namespace fluxgate
