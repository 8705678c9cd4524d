/// Rows of the command-grain controller: what serving, opening, closing and refreshing does to the
/// queues.
#include <algorithm>
#include <utility>

#include "sim/fabric/dram/command_channel.h"

namespace fluxgate::dram {

void CommandChannel::note_refresh(std::int64_t tick) {
  while (tick >= next_refresh_) {
    for (std::int32_t rank = 0; rank < constraints_.ranks(); ++rank) refresh_due_.push_back(rank);
    next_refresh_ += t_.refi;
  }
}

void CommandChannel::issue_refresh(const Choice& c, std::int64_t tick) {
  constraints_.issue(c.command, c.bank, tick);
  occupy_bus(c.command, tick);
  if (observer_) observer_(c.command, c.bank, -1, tick);
  if (c.command == Command::PrechargeAll) {
    for (std::int32_t i = 0; i < constraints_.banks_per_rank(); ++i) close_row(c.bank + i);
    ++counts_.precharges;
  } else {
    refresh_due_.erase(refresh_due_.begin());
    ++counts_.refreshes;
  }
}

/// Removes the request that a column command serves.
CommandChannel::Request CommandChannel::take(const Choice& c) {
  if (c.queue == kActive) {
    const auto at = std::find_if(active_.begin(), active_.end(),
                                 [&](const Request& r) { return r.bank == c.bank; });
    const Request r = *at;
    active_.erase(at);
    active_banks_ &= ~(std::uint64_t{1} << c.bank);
    return r;
  }
  BankQueue& q = bank_queue(c.queue, c.bank);
  const Request r = q.hits.front();
  q.hits.erase(q.hits.begin());
  --queued_[c.queue];
  digest(c.queue, c.bank);
  return r;
}

/// Takes the request whose activate issues out of its queue.
CommandChannel::Request CommandChannel::take_opener(const Choice& c) {
  BankQueue& q = bank_queue(c.queue, c.bank);
  const Request opener = q.others.front();
  q.others.erase(q.others.begin());
  --queued_[c.queue];
  digest(c.queue, c.bank);
  return opener;
}

void CommandChannel::finish_split_activate(std::int64_t tick) {
  bus_free_.fill(tick + 1);
  open_row(*std::exchange(activating_, std::nullopt));
}

/// The row opens for the request that asked, which becomes active; others of the row become hits.
void CommandChannel::open_row(const Request& opener) {
  open_[static_cast<std::size_t>(opener.bank)] = opener.row;
  active_.push_back(opener);
  active_banks_ |= std::uint64_t{1} << opener.bank;
  for (const std::size_t queue : {kRead, kWrite}) {
    BankQueue& q = bank_queue(queue, opener.bank);
    const auto end = std::stable_partition(q.others.begin(), q.others.end(),
                                           [&](const Request& r) { return r.row != opener.row; });
    q.hits.insert(q.hits.end(), end, q.others.end());
    q.others.erase(end, q.others.end());
    digest(queue, opener.bank);
    front(queue, opener.bank).other_not_before = 0;  // a precharge now, not an activate
  }
}

void CommandChannel::close_row(std::int32_t bank) {
  open_[static_cast<std::size_t>(bank)] = -1;
  for (const std::size_t queue : {kRead, kWrite}) {
    BankQueue& q = bank_queue(queue, bank);
    front(queue, bank).other_not_before = 0;
    if (q.hits.empty()) continue;
    q.others.insert(q.others.end(), q.hits.begin(), q.hits.end());
    q.hits.clear();
    std::sort(q.others.begin(), q.others.end(),
              [](const Request& a, const Request& b) { return a.number < b.number; });
    digest(queue, bank);
  }
}

}  // namespace fluxgate::dram
