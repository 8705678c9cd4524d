#include "sim/fabric/dram/constraints.h"

#include <algorithm>

#include "sim/core/errors.h"

namespace fluxgate::dram {
namespace {

constexpr std::int64_t kLongAgo = -1'000'000'000;

void raise(std::int64_t& at, std::int64_t tick) { at = std::max(at, tick); }

}  // namespace

Constraints::Constraints(const Timing& t)
    : t_(t),
      group_shift_(log2_of(t.banks_per_group)),
      sid_shift_(group_shift_ + log2_of(t.groups)),
      rank_shift_(sid_shift_ + log2_of(t.sids)),
      banks_(static_cast<std::size_t>(t.pseudo_channels * t.sids * t.groups * t.banks_per_group)),
      groups_(static_cast<std::size_t>(t.pseudo_channels * t.sids * t.groups)),
      sids_(static_cast<std::size_t>(t.pseudo_channels * t.sids)),
      ranks_(static_cast<std::size_t>(t.pseudo_channels)) {
  for (Rank& rank : ranks_) rank.last_acts.fill(kLongAgo);
}

std::int64_t Constraints::ticks(Command command) const {
  switch (command) {
    case Command::Activate:
      return t_.act_ticks;
    case Command::Read:
      return t_.read_ticks;
    case Command::Write:
      return t_.write_ticks;
    case Command::Precharge:
    case Command::PrechargeAll:
    case Command::Refresh:
      return 1;
  }
  return 1;
}

void Constraints::issue(Command command, std::int32_t bank, std::int64_t tick) {
  Bank& b = banks_[static_cast<std::size_t>(bank)];
  Rank& r = ranks_[static_cast<std::size_t>(rank_of(bank))];
  switch (command) {
    case Command::Activate:
      issue_act(bank, tick);
      break;
    case Command::Precharge:
      raise(b.act, tick + distance(Command::Precharge, Command::Activate, t_.rp));
      raise(r.pre, tick + t_.ppd);
      raise(r.refresh, tick + t_.rp);
      break;
    case Command::Read:
    case Command::Write:
      issue_column(command, bank, tick);
      break;
    case Command::PrechargeAll:
      issue_precharge_all(rank_of(bank), tick);
      break;
    case Command::Refresh:
      issue_refresh(rank_of(bank), tick);
      break;
  }
}

void Constraints::issue_act(std::int32_t bank, std::int64_t tick) {
  const auto index = static_cast<std::size_t>(bank);
  Bank& b = banks_[index];
  Group& g = groups_[index >> group_shift_];
  Rank& r = ranks_[static_cast<std::size_t>(rank_of(bank))];
  raise(b.act, tick + t_.rc);
  raise(b.read, tick + distance(Command::Activate, Command::Read, t_.rcd_read));
  raise(b.write, tick + distance(Command::Activate, Command::Write, t_.rcd_write));
  const std::int64_t close = tick + distance(Command::Activate, Command::Precharge, t_.ras);
  raise(b.pre, close);
  raise(r.pre_all, close);
  raise(g.act, tick + t_.rrd_l);
  raise(r.act, tick + t_.rrd_s);
  raise(r.refresh, tick + distance(Command::Activate, Command::Refresh, t_.rc));
  r.last_acts[r.oldest_act] = tick;
  r.oldest_act = (r.oldest_act + 1) % r.last_acts.size();
}

void Constraints::issue_column(Command command, std::int32_t bank, std::int64_t tick) {
  const auto index = static_cast<std::size_t>(bank);
  const bool is_read = command == Command::Read;
  Bank& b = banks_[index];
  Group& g = groups_[index >> group_shift_];
  Rank& r = ranks_[static_cast<std::size_t>(rank_of(bank))];
  const auto own_sid = index >> sid_shift_;
  const auto sids = static_cast<std::size_t>(t_.sids);
  const std::int64_t write_data = t_.cwl + t_.burst_ticks;
  for (std::size_t sid = own_sid / sids * sids; sid < (own_sid / sids + 1) * sids; ++sid) {
    if (!is_read) raise(sids_[sid].write, tick + t_.ccd_s_write);
    if (is_read) raise(sids_[sid].read, tick + (sid == own_sid ? t_.ccd_s : t_.ccd_other_sid));
    if (is_read)
      raise(sids_[sid].write, tick + distance(Command::Read, Command::Write, t_.read_to_write));
    else
      raise(sids_[sid].read, tick + distance(Command::Write, Command::Read, write_data + t_.wtr_s));
  }
  raise(is_read ? g.read : g.write, tick + (is_read ? t_.ccd_l : t_.ccd_l_write));
  if (!is_read)
    raise(g.read, tick + distance(Command::Write, Command::Read,
                                  write_data + t_.write_to_read_l_extra + t_.wtr_l));
  const std::int64_t close =
      tick + (is_read ? distance(Command::Read, Command::Precharge, t_.rtp)
                      : distance(Command::Write, Command::Precharge, write_data + t_.wr));
  raise(b.pre, close);
  raise(r.pre_all, close);
}

void Constraints::issue_precharge_all(std::int32_t rank, std::int64_t tick) {
  Rank& r = ranks_[static_cast<std::size_t>(rank)];
  const auto count = static_cast<std::size_t>(banks_per_rank());
  for (std::size_t i = 0; i < count; ++i)
    raise(banks_[static_cast<std::size_t>(rank) * count + i].act,
          tick + distance(Command::PrechargeAll, Command::Activate, t_.rp_all));
  raise(r.refresh, tick + t_.rp);
  raise(r.pre, tick + t_.ppd);
}

void Constraints::issue_refresh(std::int32_t rank, std::int64_t tick) {
  Rank& r = ranks_[static_cast<std::size_t>(rank)];
  raise(r.act, tick + distance(Command::Refresh, Command::Activate, t_.rfc));
  raise(r.refresh, tick + t_.rfc);
}

}  // namespace fluxgate::dram
