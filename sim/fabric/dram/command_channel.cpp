#include "sim/fabric/dram/command_channel.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/core/errors.h"

namespace fluxgate::dram {
namespace {

constexpr std::size_t kRowBus = 0;
constexpr std::size_t kColumnBus = 1;

bool is_column(Command c) { return c == Command::Read || c == Command::Write; }

}  // namespace

CommandChannel::CommandChannel(const Timing& timing, const QueueDepths& depths)
    : t_(timing), constraints_(timing), next_refresh_(timing.refi), policy_(depths.policy) {
  FG_CHECK(constraints_.banks() <= 64);
  bank_queues_.resize(static_cast<std::size_t>(constraints_.banks()) * 2);
  fronts_.resize(bank_queues_.size());
  for (BankQueue& q : bank_queues_) {
    q.hits.reserve(static_cast<std::size_t>(std::max(depths.read, depths.write)));
    q.others.reserve(static_cast<std::size_t>(std::max(depths.read, depths.write)));
  }
  active_.reserve(static_cast<std::size_t>(constraints_.banks()));
  limit_ = {depths.read, depths.write};
  open_.assign(static_cast<std::size_t>(constraints_.banks()), -1);
}

bool CommandChannel::send(const Place& place, bool is_write, std::int64_t now) {
  if (!has_room(is_write)) return false;
  insert(is_write ? kWrite : kRead, {next_number_++, now, place.bank, place.row, is_write, false});
  return true;
}

void CommandChannel::insert(std::size_t queue, const Request& request) {
  BankQueue& q = bank_queue(queue, request.bank);
  (open_[static_cast<std::size_t>(request.bank)] == request.row ? q.hits : q.others)
      .push_back(request);
  digest(queue, request.bank);
  ++queued_[queue];
}

void CommandChannel::set_write_mode() {
  const auto writes = static_cast<double>(queued_[kWrite]);
  const auto most = static_cast<double>(limit_[kWrite]);
  if (!is_write_mode_)
    is_write_mode_ = writes > 0.8 * most || queued_[kRead] == 0;
  else if (writes < 0.2 * most && queued_[kRead] != 0)
    is_write_mode_ = false;
}

inline std::int64_t CommandChannel::legal_tick(Command command, std::int32_t bank,
                                               std::int64_t now) const {
  std::int64_t tick = std::max({constraints_.earliest(command, bank),
                                bus_free_[is_column(command) ? kColumnBus : kRowBus], now});
  const bool is_precharge = command == Command::Precharge || command == Command::PrechargeAll;
  if (t_.is_odd_aligned && !is_precharge && tick % 2 == 0) ++tick;
  return tick;
}

template <Command kCommand>
inline void CommandChannel::consider(std::int32_t bank, std::size_t queue, std::int64_t number,
                                     std::int64_t tick, Scan& scan, std::int64_t& not_before) {
  if (number >= scan.best.number) return;  // an older one issues now
  if (not_before > tick && (scan.best.bank >= 0 || not_before > scan.later_tick)) return;
  const std::int64_t at = legal_tick(kCommand, bank, tick);
  not_before = at;
  if (at <= tick) {
    scan.best = {kCommand, bank, queue, number};
  } else if (at < scan.later_tick || (at == scan.later_tick && number < scan.later.number)) {
    scan.later = {kCommand, bank, queue, number};
    scan.later_tick = at;
  }
}

bool CommandChannel::has_older_hit(std::size_t queue, std::int32_t bank) {
  const BankQueue& q = bank_queue(queue, bank);
  return !q.hits.empty() && q.hits.front().arrival <= q.others.front().arrival;
}

template <Command kColumn, CommandChannel::Bus kBus>
void CommandChannel::consider_queue_of(std::size_t queue, std::int64_t tick, Scan& scan) {
  if (kBus != Bus::Row) {
    for (std::uint64_t banks = hit_banks_[queue]; banks != 0; banks &= banks - 1) {
      const std::int32_t bank = std::countr_zero(banks);
      Front& f = front(queue, bank);
      consider<kColumn>(bank, queue, f.hit, tick, scan, f.hit_not_before);
    }
  }
  if (kBus == Bus::Column) return;
  // Rows of active requests are still needed.
  for (std::uint64_t banks = other_banks_[queue] & ~active_banks_; banks != 0; banks &= banks - 1) {
    const std::int32_t bank = std::countr_zero(banks);
    Front& f = front(queue, bank);
    if (policy_ == Policy::RowHitFirst && has_older_hit(queue, bank)) continue;
    if (open_[static_cast<std::size_t>(bank)] >= 0)
      consider<Command::Precharge>(bank, queue, f.other, tick, scan, f.other_not_before);
    else if (!activating_)
      consider<Command::Activate>(bank, queue, f.other, tick, scan, f.other_not_before);
  }
}

/// Of requests that arrived together, the one whose row was opened first.
void CommandChannel::consider_active(std::int64_t tick, Scan& scan) {
  for (const Request& r : active_) {
    std::int64_t unknown = 0;
    if (r.is_write)
      consider<Command::Write>(r.bank, kActive, r.arrival, tick, scan, unknown);
    else
      consider<Command::Read>(r.bank, kActive, r.arrival, tick, scan, unknown);
  }
}

/// The next command of the first refresh that waits; its rows must be needed no more.
void CommandChannel::consider_refresh(std::int64_t tick, Scan& scan) {
  const std::int32_t first = refresh_due_.front() * constraints_.banks_per_rank();
  bool is_open = false;
  for (std::int32_t i = 0; i < constraints_.banks_per_rank(); ++i) {
    is_open = is_open || open_[static_cast<std::size_t>(first + i)] >= 0;
    if ((active_banks_ >> (first + i) & 1U) != 0 || activating_) return;
  }
  std::int64_t unknown = 0;
  if (is_open)
    consider<Command::PrechargeAll>(first, kRefresh, 0, tick, scan, unknown);
  else
    consider<Command::Refresh>(first, kRefresh, 0, tick, scan, unknown);
}

void CommandChannel::digest(std::size_t queue, std::int32_t bank) {
  const BankQueue& q = bank_queue(queue, bank);
  Front& f = front(queue, bank);
  f.hit = q.hits.empty() ? kNever : q.hits.front().number;
  f.other = q.others.empty() ? kNever : q.others.front().number;
  const std::uint64_t bit = std::uint64_t{1} << bank;
  hit_banks_[queue] = q.hits.empty() ? hit_banks_[queue] & ~bit : hit_banks_[queue] | bit;
  other_banks_[queue] = q.others.empty() ? other_banks_[queue] & ~bit : other_banks_[queue] | bit;
}

template <CommandChannel::Bus kBus>
CommandChannel::Scan CommandChannel::scan(std::int64_t tick) {
  Scan active;
  if (kBus != Bus::Row && !active_.empty()) consider_active(tick, active);
  if (active.best.bank >= 0) return active;
  Scan queued;
  if (!refresh_due_.empty()) {
    if (kBus != Bus::Column) consider_refresh(tick, queued);
    return queued.best.bank < 0 && active.later_tick <= queued.later_tick ? active : queued;
  }
  set_write_mode();
  if (is_write_mode_)
    consider_queue_of<Command::Write, kBus>(kWrite, tick, queued);
  else
    consider_queue_of<Command::Read, kBus>(kRead, tick, queued);
  return queued.best.bank < 0 && active.later_tick <= queued.later_tick ? active : queued;
}

void CommandChannel::issue_or_synchronise(const Choice& choice, std::int64_t tick) {
  if (!t_.needs_sync || !is_column(choice.command) || tick <= sync_until_) {
    issue(choice, tick);
  } else if (activating_ && activate_deadline_ <= tick + 1) {
    finish_split_activate(tick);  // a CAS would take the last slot of the second activate
  } else {
    synchronised_ = choice;  // a CAS command takes this slot
    bus_free_.fill(tick + 1);
  }
}

std::int64_t CommandChannel::step(std::int64_t tick) {
  note_refresh(tick);
  return t_.has_two_buses ? step_two_buses(tick) : step_one_bus(tick);
}

std::int64_t CommandChannel::step_one_bus(std::int64_t tick) {
  if (synchronised_) {
    issue(*std::exchange(synchronised_, std::nullopt), tick);
    return tick + 1;
  }
  if (activating_ && activate_deadline_ <= tick) {
    finish_split_activate(tick);
    return tick + 1;
  }
  const Scan found = scan<Bus::Both>(tick);
  if (found.best.bank >= 0) {
    issue_or_synchronise(found.best, tick);
    return tick + 1;
  }
  if (activating_) {
    finish_split_activate(tick);
    return tick + 1;
  }
  if (found.later_tick >= next_refresh_) return std::max(next_refresh_, tick + 1);
  // Nothing changes until then: no second scan is needed.
  issue_or_synchronise(found.later, found.later_tick);
  return found.later_tick + 1;
}

/// Scans a bus only when it is free and may have something legal, and jumps to the next such tick.
std::int64_t CommandChannel::step_two_buses(std::int64_t tick) {
  std::int64_t column_at = std::max(tick, bus_free_[kColumnBus]);
  std::int64_t row_at = std::max(tick, bus_free_[kRowBus]);
  for (;; tick = std::min(column_at, row_at)) {
    if (tick >= next_refresh_) return next_refresh_;
    bool is_issued = false;
    if (column_at <= tick) {
      const Scan column = scan<Bus::Column>(tick);
      is_issued = column.best.bank >= 0;
      if (is_issued) issue(column.best, tick);
      column_at = column.later_tick;
    }
    if (row_at <= tick || (is_issued && bus_free_[kRowBus] <= tick)) {
      const Scan row = scan<Bus::Row>(tick);
      if (row.best.bank >= 0) issue(row.best, tick);
      is_issued = is_issued || row.best.bank >= 0;
      row_at = row.later_tick;
    }
    if (is_issued) return tick + 1;
  }
}

void CommandChannel::classify(Request& request, Command command) {
  if (request.is_classed) return;
  request.is_classed = true;
  if (is_column(command))
    ++counts_.hits;
  else if (command == Command::Activate)
    ++counts_.misses;
  else
    ++counts_.conflicts;
}

void CommandChannel::occupy_bus(Command command, std::int64_t tick) {
  std::int64_t ticks = 1;
  if (command == Command::Activate) ticks = t_.act_ticks;
  if (command == Command::Read) ticks = t_.read_ticks;
  if (command == Command::Write) ticks = t_.write_ticks;
  if (t_.has_two_buses)
    bus_free_[is_column(command) ? kColumnBus : kRowBus] = tick + ticks;
  else
    bus_free_.fill(tick + ticks);
}

void CommandChannel::issue(const Choice& c, std::int64_t tick) {
  if (c.queue == kRefresh) {
    issue_refresh(c, tick);
    return;
  }
  constraints_.issue(c.command, c.bank, tick);
  occupy_bus(c.command, tick);
  if (is_column(c.command)) {
    const Request r = take(c);
    if (observer_) observer_(c.command, c.bank, r.row, tick);
    finish(r, tick);
    return;
  }
  Request& first = bank_queue(c.queue, c.bank).others.front();
  if (observer_) observer_(c.command, c.bank, first.row, tick);
  classify(first, c.command);
  if (c.command == Command::Precharge) {
    ++counts_.precharges;
    close_row(c.bank);
    return;
  }
  ++counts_.activates;
  const Request opener = take_opener(c);
  if (t_.act_split_ticks == 0) {
    open_row(opener);
  } else {
    activating_ = opener;
    activate_deadline_ = tick + t_.act_split_ticks;
  }
}

void CommandChannel::finish(Request r, std::int64_t tick) {
  classify(r, Command::Read);
  const std::int64_t done = r.is_write ? tick : tick + t_.read_latency;
  ++(r.is_write ? counts_.writes : counts_.reads);
  counts_.latency_ticks += done - r.arrival;
  counts_.last_done = std::max(counts_.last_done, done);
  sync_until_ =
      std::max(sync_until_, tick + (r.is_write ? t_.cwl + t_.burst_ticks : t_.read_latency));
}

}  // namespace fluxgate::dram
