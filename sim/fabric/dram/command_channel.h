/// Command-grain controller of one channel, event-driven: next() jumps to the next tick at which a
/// command issues. Rules (dram.md): FR-FCFS = oldest request whose next command is legal now;
/// requests whose row was opened for them wait in an active list that goes first; then refresh
/// (every refi, all banks; while one waits, no queued request starts); then the read or the write
/// queue. Write mode begins above 80 % of the write queue or with no reads, ends below 20 % with
/// reads waiting. A precharge is no candidate while an active request needs the row.
/// Two buses (HBM): the column bus chooses first, then the row bus. Split activate (LPDDR5): the
/// second half goes out when nothing else can, at the latest `act_split_ticks` after the first; no
/// other activate starts between. A column command after the data clock (WCK) has stopped costs a
/// CAS command in the tick before it.
/// Leaves out: reads served from queued writes, merging of writes to one address.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "sim/fabric/dram/address.h"
#include "sim/fabric/dram/constraints.h"

namespace fluxgate::dram {

/// OldestReady: the oldest request whose next command is legal, a precharge too (Ramulator's
/// FRFCFS). RowHitFirst: as that, but a row is not closed for a request that came after a hit that
/// still waits (Ramulator's FRFCFS-RowHit).
enum class Policy { OldestReady, RowHitFirst };
/// Throws ConfigError naming the known policies ("FRFCFS", "FRFCFS-RowHit").
[[nodiscard]] Policy parse_policy(const std::string& name);

struct QueueDepths {
  std::int64_t read = 32, write = 32;
  Policy policy = Policy::OldestReady;
};

struct ChannelCounts {
  std::int64_t reads = 0, writes = 0, activates = 0, precharges = 0, refreshes = 0;
  std::int64_t hits = 0, misses = 0, conflicts = 0;
  std::int64_t latency_ticks = 0;  // arrival to end of data (reads) or to the command (writes)
  std::int64_t last_done = 0;      // tick
};

class CommandChannel {
 public:
  /// Sees every command, for checkers: command, bank, row, tick.
  using Observer = std::function<void(Command, std::int32_t, std::int32_t, std::int64_t)>;

  CommandChannel(const Timing& timing, const QueueDepths& depths);

  /// False when its queue is full. `now` is the tick before the next one.
  bool send(const Place& place, bool is_write, std::int64_t now);
  /// Issues what is legal at `tick`; returns the next tick worth looking at (tick + 1 after a
  /// command).
  std::int64_t step(std::int64_t tick);

  [[nodiscard]] const ChannelCounts& counts() const { return counts_; }
  [[nodiscard]] std::int64_t waiting() const {
    return queued_[0] + queued_[1] + static_cast<std::int64_t>(active_.size()) +
           (activating_ ? 1 : 0);
  }
  [[nodiscard]] bool has_room(bool is_write) const {
    return queued_[is_write ? 1U : 0U] < limit_[is_write ? 1U : 0U];
  }
  void observe(Observer observer) { observer_ = std::move(observer); }

 private:
  static constexpr std::size_t kRead = 0, kWrite = 1, kActive = 2, kRefresh = 3;
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  struct Request {
    std::int64_t number = 0, arrival = 0;
    std::int32_t bank = 0, row = 0;
    bool is_write = false, is_classed = false;
  };
  /// Requests of one bank in one queue: those that hit the open row, and all.
  struct BankQueue {
    std::vector<Request> hits, others;
  };
  /// Digest of a BankQueue that a scan reads instead of it: oldest of each list, and ticks before
  /// which their next command was found illegal (constraints only ever move later).
  struct Front {
    std::int64_t hit = kNever, other = kNever;
    std::int64_t hit_not_before = 0, other_not_before = 0;
  };
  struct Choice {
    Command command = Command::Read;
    std::int32_t bank = -1;
    std::size_t queue = kRead;
    std::int64_t number = kNever;
  };

  /// The best choice now, and the best of those that become legal first.
  struct Scan {
    Choice best, later;
    std::int64_t later_tick = kNever;
  };
  enum class Bus { Both, Column, Row };

  [[nodiscard]] BankQueue& bank_queue(std::size_t queue, std::int32_t bank) {
    return bank_queues_[queue * static_cast<std::size_t>(constraints_.banks()) +
                        static_cast<std::size_t>(bank)];
  }
  [[nodiscard]] Front& front(std::size_t queue, std::int32_t bank) {
    return fronts_[queue * static_cast<std::size_t>(constraints_.banks()) +
                   static_cast<std::size_t>(bank)];
  }
  void digest(std::size_t queue, std::int32_t bank);
  void consider_active(std::int64_t tick, Scan& scan);
  void insert(std::size_t queue, const Request& request);
  void set_write_mode();
  [[nodiscard]] bool has_older_hit(std::size_t queue, std::int32_t bank);
  template <Bus kBus>
  [[nodiscard]] Scan scan(std::int64_t tick);
  void issue_or_synchronise(const Choice& choice, std::int64_t tick);
  std::int64_t step_one_bus(std::int64_t tick);
  std::int64_t step_two_buses(std::int64_t tick);
  template <Command kCommand>  // one body a command: the compiler folds its constraints
  void consider(std::int32_t bank, std::size_t queue, std::int64_t number, std::int64_t tick,
                Scan& scan, std::int64_t& not_before);
  template <Command kColumn, Bus kBus>
  void consider_queue_of(std::size_t queue, std::int64_t tick, Scan& scan);
  void consider_refresh(std::int64_t tick, Scan& scan);
  void issue_refresh(const Choice& choice, std::int64_t tick);
  [[nodiscard]] std::int64_t legal_tick(Command command, std::int32_t bank, std::int64_t now) const;
  void issue(const Choice& choice, std::int64_t tick);
  [[nodiscard]] Request take(const Choice& choice);
  void finish(Request request, std::int64_t tick);
  [[nodiscard]] Request take_opener(const Choice& choice);
  void open_row(const Request& opener);
  void finish_split_activate(std::int64_t tick);
  void close_row(std::int32_t bank);
  void occupy_bus(Command command, std::int64_t tick);
  void classify(Request& request, Command command);
  void note_refresh(std::int64_t tick);

  const Timing& t_;
  Constraints constraints_;
  std::vector<BankQueue> bank_queues_;
  std::vector<Front> fronts_;
  std::array<std::uint64_t, 2> hit_banks_{}, other_banks_{};  // of read, write queue: a bit a bank
  std::array<std::int64_t, 2> queued_{}, limit_{};
  std::vector<Request> active_;  // their row was opened for them; in that order, one a bank
  std::uint64_t active_banks_ = 0;
  std::vector<std::int32_t> open_;          // row or -1
  std::array<std::int64_t, 2> bus_free_{};  // row bus, column bus (one bus: both the same)
  std::vector<std::int32_t> refresh_due_;   // ranks
  std::int64_t next_refresh_;
  std::int64_t sync_until_ = -1;        // last tick at which the data clock still runs
  std::optional<Choice> synchronised_;  // its CAS went out: it issues next
  std::optional<Request> activating_;   // opener of the row whose second activate is due
  std::int64_t activate_deadline_ = 0;
  std::int64_t next_number_ = 0;
  bool is_write_mode_ = false;
  Policy policy_;
  ChannelCounts counts_;
  Observer observer_;
};

}  // namespace fluxgate::dram
