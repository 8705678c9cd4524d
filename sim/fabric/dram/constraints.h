/// When each command may issue: next-allowed ticks of banks, bank groups, SIDs and ranks (pseudo
/// channels). distance(a to b) = nominal + (ticks(a) - 1) - (ticks(b) - 1), first tick to first
/// tick.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/fabric/dram/timing.h"

namespace fluxgate::dram {

enum class Command { Activate, Precharge, Read, Write, PrechargeAll, Refresh };

class Constraints {
 public:
  explicit Constraints(const Timing& timing);

  /// Earliest tick of the command on this bank (PrechargeAll, Refresh: any bank of the rank).
  [[nodiscard]] std::int64_t earliest(Command command, std::int32_t bank) const;
  void issue(Command command, std::int32_t bank, std::int64_t tick);

  [[nodiscard]] std::int32_t banks() const { return static_cast<std::int32_t>(banks_.size()); }
  [[nodiscard]] std::int32_t ranks() const { return static_cast<std::int32_t>(ranks_.size()); }
  [[nodiscard]] std::int32_t banks_per_rank() const { return 1 << rank_shift_; }
  [[nodiscard]] std::int32_t rank_of(std::int32_t bank) const { return bank >> rank_shift_; }

 private:
  struct Bank {
    std::int64_t act = 0, pre = 0, read = 0, write = 0;
  };
  struct Group {
    std::int64_t act = 0, read = 0, write = 0;
  };
  struct Sid {
    std::int64_t read = 0, write = 0;
  };
  struct Rank {
    std::int64_t act = 0, pre = 0, pre_all = 0, refresh = 0;
    std::array<std::int64_t, 4> last_acts{};
    std::size_t oldest_act = 0;
  };
  void issue_act(std::int32_t bank, std::int64_t tick);
  void issue_column(Command command, std::int32_t bank, std::int64_t tick);
  void issue_precharge_all(std::int32_t rank, std::int64_t tick);
  void issue_refresh(std::int32_t rank, std::int64_t tick);
  [[nodiscard]] std::int64_t ticks(Command command) const;
  [[nodiscard]] std::int64_t distance(Command from, Command to, std::int64_t nominal) const {
    return nominal + ticks(from) - ticks(to);
  }

  const Timing& t_;
  int group_shift_, sid_shift_, rank_shift_;  // flat bank -> group, SID, rank: all powers of two
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Sid> sids_;
  std::vector<Rank> ranks_;
};

inline std::int64_t Constraints::earliest(Command command, std::int32_t bank) const {
  const auto index = static_cast<std::size_t>(bank);
  const Bank& b = banks_[index];
  const Group& g = groups_[index >> group_shift_];
  const Sid& s = sids_[index >> sid_shift_];
  const Rank& r = ranks_[static_cast<std::size_t>(rank_of(bank))];
  switch (command) {
    case Command::Activate:
      return std::max({b.act, g.act, r.act, r.last_acts[r.oldest_act] + t_.faw});
    case Command::Precharge:
      return std::max(b.pre, r.pre);
    case Command::Read:
      return std::max({b.read, g.read, s.read});
    case Command::Write:
      return std::max({b.write, g.write, s.write});
    case Command::PrechargeAll:
      return std::max(r.pre_all, r.pre);
    case Command::Refresh:
      return r.refresh;
  }
  return 0;
}

}  // namespace fluxgate::dram
