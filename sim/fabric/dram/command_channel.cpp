#include "sim/fabric/dram/command_channel.h"

#include <algorithm>
#include <bit>

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
  bank_queues_.resize(static_cast<std::size_t>(constraints_.banks()) * 3);
  fronts_.resize(bank_queues_.size());
  for (BankQueue& q : bank_queues_) {
    q.hits.reserve(static_cast<std::size_t>(std::max(depths.read, depths.write)));
    q.others.reserve(static_cast<std::size_t>(std::max(depths.read, depths.write)));
  }
  limit_ = {depths.read, depths.write, 32};
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
  occupied_[queue] |= std::uint64_t{1} << request.bank;
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

/// For precharge-all and refresh, which no queue asks for.
std::int64_t CommandChannel::row_tick(Command command, std::int32_t bank, std::int64_t now) const {
  return legal_tick(command, bank, now);
}

template <Command kCommand>
inline void CommandChannel::consider(std::int32_t bank, std::size_t queue, std::int64_t number,
                                     std::int64_t tick, Scan& scan, std::int64_t& not_before) {
  if (number > scan.best.number) return;                          // an older one issues now
  if (not_before > tick && not_before > scan.later_tick) return;  // another is legal sooner
  const std::int64_t at = legal_tick(kCommand, bank, tick);
  not_before = at;
  if (at <= tick) {
    scan.best = {kCommand, bank, queue, number};
  } else if (at < scan.later_tick || (at == scan.later_tick && number < scan.later.number)) {
    scan.later = {kCommand, bank, queue, number};
    scan.later_tick = at;
  }
}

template <Command kColumn>
void CommandChannel::consider_queue_of(std::size_t queue, std::int64_t tick, Scan& scan) {
  for (std::uint64_t banks = occupied_[queue]; banks != 0; banks &= banks - 1) {
    const std::int32_t bank = std::countr_zero(banks);
    Front& f = front(queue, bank);
    if (f.hit != kNever) consider<kColumn>(bank, queue, f.hit, tick, scan, f.hit_not_before);
    if (f.other == kNever) continue;
    if (open_[static_cast<std::size_t>(bank)] < 0) {
      consider<Command::Activate>(bank, queue, f.other, tick, scan, f.other_not_before);
    } else if (policy_ != Policy::RowHitFirst || f.hit == kNever) {
      consider<Command::Precharge>(bank, queue, f.other, tick, scan, f.other_not_before);
    }
  }
}

/// Requests whose row has been opened for them; reads and writes, few.
void CommandChannel::consider_active(std::int64_t tick, Scan& scan) {
  for (std::uint64_t banks = occupied_[kActive]; banks != 0; banks &= banks - 1) {
    const std::int32_t bank = std::countr_zero(banks);
    for (const Request& r : bank_queue(kActive, bank).hits) {
      std::int64_t unknown = 0;
      if (r.is_write)
        consider<Command::Write>(bank, kActive, r.number, tick, scan, unknown);
      else
        consider<Command::Read>(bank, kActive, r.number, tick, scan, unknown);
    }
  }
}

void CommandChannel::digest(std::size_t queue, std::int32_t bank) {
  const BankQueue& q = bank_queue(queue, bank);
  Front& f = front(queue, bank);
  f.hit = q.hits.empty() ? kNever : q.hits.front().number;
  f.other = q.others.empty() ? kNever : q.others.front().number;
}

/// Issues the best command at `tick`; else lowers `next` to the tick at which something becomes
/// legal, and gives in `later` what that is (no bank: look again).
bool CommandChannel::issue_one(std::int64_t tick, std::int64_t& next, Choice& later) {
  Scan active;
  if (occupied_[kActive] != 0) consider_active(tick, active);
  if (active.best.bank >= 0) return issue_or_synchronise(active.best, tick);
  next = std::min(next, active.later_tick);
  if (!refresh_due_.empty()) return refresh(tick, next);
  set_write_mode();
  Scan queued;
  if (is_write_mode_)
    consider_queue_of<Command::Write>(kWrite, tick, queued);
  else
    consider_queue_of<Command::Read>(kRead, tick, queued);
  if (queued.best.bank < 0) {
    later = active.later_tick <= queued.later_tick ? active.later : queued.later;
    next = std::min(next, queued.later_tick);
    return false;
  }
  const Choice& best = queued.best;
  if (best.command == Command::Precharge && (occupied_[kActive] >> best.bank & 1U) != 0) {
    next = tick + 1;  // an active request still needs the row
    return false;
  }
  return issue_or_synchronise(best, tick);
}

bool CommandChannel::issue_or_synchronise(const Choice& choice, std::int64_t tick) {
  const bool must_synchronise = t_.needs_sync && is_column(choice.command) && tick > sync_until_;
  if (!must_synchronise) {
    issue(choice, tick);
    return true;
  }
  sync_until_ =
      tick + t_.read_latency;  // a CAS command takes this slot, the column command follows
  bus_free_.fill(tick + 1);
  return true;
}

std::int64_t CommandChannel::step(std::int64_t tick) {
  note_refresh(tick);
  std::int64_t next = next_refresh_;
  Choice later;
  if (!issue_one(tick, next, later)) {
    const bool can_jump =
        later.bank >= 0 && next < next_refresh_ &&
        !(later.command == Command::Precharge && (occupied_[kActive] >> later.bank & 1U) != 0);
    if (!can_jump) return std::max(next, tick + 1);
    // Nothing changes until then: no second scan is needed.
    tick = next;
    issue_or_synchronise(later, tick);
  }
  if (t_.has_two_buses) {
    next = next_refresh_;
    issue_one(tick, next, later);
  }
  return tick + 1;
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
  if (command == Command::Activate) ticks = t_.act_ticks + (t_.has_split_act ? 1 : 0);
  if (command == Command::Read) ticks = t_.read_ticks;
  if (command == Command::Write) ticks = t_.write_ticks;
  if (t_.has_two_buses)
    bus_free_[is_column(command) ? kColumnBus : kRowBus] = tick + ticks;
  else
    bus_free_.fill(tick + ticks);
}

void CommandChannel::issue(const Choice& c, std::int64_t tick) {
  constraints_.issue(c.command, c.bank, tick);
  occupy_bus(c.command, tick);
  BankQueue& q = bank_queue(c.queue, c.bank);
  if (observer_)
    observer_(c.command, c.bank, is_column(c.command) ? q.hits.front().row : q.others.front().row,
              tick);
  if (is_column(c.command)) {
    if (c.queue == kActive && q.hits.front().number != c.number) {
      const auto at = std::find_if(q.hits.begin(), q.hits.end(),
                                   [&](const Request& r) { return r.number == c.number; });
      std::rotate(q.hits.begin(), at, at + 1);
    }
    finish(c.queue, c.bank, tick);
  } else if (c.command == Command::Activate) {
    ++counts_.activates;
    open_row(c);
  } else {
    ++counts_.precharges;
    classify(q.others.front(), c.command);
    close_row(c.bank);
  }
}

void CommandChannel::finish(std::size_t queue, std::int32_t bank, std::int64_t tick) {
  BankQueue& q = bank_queue(queue, bank);
  Request r = q.hits.front();
  classify(r, Command::Read);
  q.hits.erase(q.hits.begin());
  if (q.hits.empty() && q.others.empty()) occupied_[queue] &= ~(std::uint64_t{1} << bank);
  --queued_[queue];
  digest(queue, bank);
  const std::int64_t done = r.is_write ? tick : tick + t_.read_latency;
  ++(r.is_write ? counts_.writes : counts_.reads);
  counts_.latency_ticks += done - r.arrival;
  counts_.last_done = std::max(counts_.last_done, done);
  const std::int64_t data = r.is_write ? t_.cwl + t_.burst_ticks : t_.read_latency;
  sync_until_ = tick + data;
}

}  // namespace fluxgate::dram
