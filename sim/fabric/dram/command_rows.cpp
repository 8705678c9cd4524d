/// Rows of the command-grain controller: what opening, closing and refreshing does to the queues.
#include <algorithm>

#include "sim/fabric/dram/command_channel.h"

namespace fluxgate::dram {

void CommandChannel::note_refresh(std::int64_t tick) {
  while (tick >= next_refresh_) {
    for (std::int32_t rank = 0; rank < constraints_.ranks(); ++rank) refresh_due_.push_back(rank);
    next_refresh_ += t_.refi;
  }
}

/// True when a command was issued for the first refresh that waits.
bool CommandChannel::refresh(std::int64_t tick, std::int64_t& next) {
  const std::int32_t rank = refresh_due_.front();
  const std::int32_t first = rank * constraints_.banks_per_rank();
  bool is_open = false;
  for (std::int32_t i = 0; i < constraints_.banks_per_rank(); ++i) {
    if (open_[static_cast<std::size_t>(first + i)] >= 0) is_open = true;
    if ((occupied_[kActive] >> (first + i) & 1U) != 0) return false;  // its row is still needed
  }
  const Command command = is_open ? Command::PrechargeAll : Command::Refresh;
  const std::int64_t at = row_tick(command, first, tick);
  if (at > tick) {
    next = std::min(next, at);
    return false;
  }
  constraints_.issue(command, first, tick);
  occupy_bus(command, tick);
  if (observer_) observer_(command, first, -1, tick);
  if (command == Command::PrechargeAll) {
    for (std::int32_t i = 0; i < constraints_.banks_per_rank(); ++i) close_row(first + i);
    ++counts_.precharges;
  } else {
    refresh_due_.erase(refresh_due_.begin());
    ++counts_.refreshes;
  }
  return true;
}

/// The row opens for the request that asked; it moves to the active list, other requests of the row
/// become hits.
void CommandChannel::open_row(const Choice& c) {
  BankQueue& q = bank_queue(c.queue, c.bank);
  Request opener = q.others.front();
  classify(opener, Command::Activate);
  open_[static_cast<std::size_t>(c.bank)] = opener.row;
  if (queued_[kActive] < limit_[kActive]) {
    q.others.erase(q.others.begin());
    if (q.hits.empty() && q.others.empty()) occupied_[c.queue] &= ~(std::uint64_t{1} << c.bank);
    --queued_[c.queue];
    insert(kActive, opener);
  } else {
    q.others.front() = opener;
  }
  for (const std::size_t queue : {kRead, kWrite}) {
    BankQueue& other = bank_queue(queue, c.bank);
    const auto is_hit = [&](const Request& r) { return r.row == opener.row; };
    const auto end = std::stable_partition(other.others.begin(), other.others.end(),
                                           [&](const Request& r) { return !is_hit(r); });
    other.hits.insert(other.hits.end(), end, other.others.end());
    other.others.erase(end, other.others.end());
    digest(queue, c.bank);
    front(queue, c.bank).other_not_before = 0;  // a precharge now, not an activate
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
