#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "sim/fabric/dram/replay.h"

using namespace fluxgate;
using namespace fluxgate::dram;

namespace {

/// The second command is refused one tick before and legal at `distance` after the first.
void require_distance(const Timing& t, Command first, std::int32_t bank, Command second,
                      std::int32_t other, std::int64_t distance) {
  Constraints c(t);
  c.issue(first, bank, 1000);
  INFO(t.name);
  REQUIRE(c.earliest(second, other) == 1000 + distance);
}

const Timing& ddr4() { return standard("DDR4-3200"); }

}  // namespace

TEST_CASE("every distance of DDR4 is tight") {
  require_distance(ddr4(), Command::Activate, 0, Command::Read, 0, 22);       // tRCD
  require_distance(ddr4(), Command::Activate, 0, Command::Precharge, 0, 52);  // tRAS
  require_distance(ddr4(), Command::Activate, 0, Command::Activate, 0, 74);   // tRC
  require_distance(ddr4(), Command::Activate, 0, Command::Activate, 1, 8);    // tRRD_L, same group
  require_distance(ddr4(), Command::Activate, 0, Command::Activate, 4, 4);    // tRRD_S, other group
  require_distance(ddr4(), Command::Precharge, 0, Command::Activate, 0, 22);  // tRP
  require_distance(ddr4(), Command::Read, 0, Command::Read, 1, 8);            // tCCD_L
  require_distance(ddr4(), Command::Read, 0, Command::Read, 4, 4);            // tCCD_S
  require_distance(ddr4(), Command::Read, 0, Command::Write, 4, 12);          // read to write
  require_distance(ddr4(), Command::Write, 0, Command::Read, 4, 24);          // CWL + BL + tWTR_S
  require_distance(ddr4(), Command::Write, 0, Command::Read, 1, 32);          // CWL + BL + tWTR_L
  require_distance(ddr4(), Command::Read, 0, Command::Precharge, 0, 12);      // tRTP
  require_distance(ddr4(), Command::Write, 0, Command::Precharge, 0, 44);     // CWL + BL + tWR
  require_distance(ddr4(), Command::Refresh, 0, Command::Activate, 3, 576);   // tRFC
}

TEST_CASE("DDR5 writes of one bank group are 48 ticks apart, reads 12") {
  const Timing& t = standard("DDR5-4800");
  require_distance(t, Command::Write, 0, Command::Write, 1, 48);
  require_distance(t, Command::Read, 0, Command::Read, 1, 12);
  require_distance(t, Command::Activate, 0, Command::Precharge, 0,
                   78);  // tRAS + 1: ACT takes 2 ticks
}

TEST_CASE("the fifth activate waits for the window of four") {
  for (const std::string& name : standard_names()) {
    const Timing& t = standard(name);
    Constraints c(t);
    for (std::int32_t i = 0; i < 4; ++i)
      c.issue(Command::Activate, i * static_cast<std::int32_t>(t.banks_per_group),
              1000 + i * t.rrd_s);
    INFO(name);
    CHECK(c.earliest(Command::Activate, 1) >= 1000 + t.faw);
  }
}

TEST_CASE("unloaded latencies come from the parameters") {
  for (const std::string& name : standard_names()) {
    const Timing& t = standard(name);
    const auto ticks = [&](const char* pattern) {
      const auto r = replay(t, Mapping::RoBaRaCoCh, pattern, 1, {});
      return static_cast<double>(r.counts.latency_ticks);
    };
    INFO(name);
    const double closed =
        static_cast<double>(1 + t.rcd_read + t.act_ticks - t.read_ticks + t.read_latency);
    CHECK(std::abs(ticks("lat_hit") - closed) <= 2);  // the first access finds the bank closed
  }
}

TEST_CASE("no stream beats the peak, the refresh share or the activate rate") {
  for (const std::string& name : standard_names()) {
    const Timing& t = standard(name);
    const double refresh = 1 - static_cast<double>(t.rfc + t.rp) / static_cast<double>(t.refi);
    const double activates =
        std::min({1.0, static_cast<double>(t.burst_ticks * 4) / static_cast<double>(t.faw),
                  static_cast<double>(t.burst_ticks) / static_cast<double>(t.rrd_s)});
    const double group =
        static_cast<double>(t.burst_ticks) / static_cast<double>(t.ccd_l * t.pseudo_channels);
    for (const Mapping mapping : {Mapping::RoBaRaCoCh, Mapping::Mop4ClXor}) {
      INFO(name);
      CHECK(replay(t, mapping, "seq_read", 100000, {}).percent_of_peak(t) <= 100.5 * refresh);
      CHECK(replay(t, mapping, "rand_read", 30000, {}).percent_of_peak(t) <= 101 * activates);
      CHECK(replay(t, mapping, "stride_samebank", 5000, {}).percent_of_peak(t) <=
            101.0 * static_cast<double>(t.burst_ticks) /
                static_cast<double>(t.rc * t.pseudo_channels));
    }
    // One bank group at a time: a stream with the column lowest is paced by tCCD_L.
    CHECK(replay(t, Mapping::RoBaRaCoCh, "seq_read", 60000, {}).percent_of_peak(t) >=
          90 * group * refresh);
  }
}

TEST_CASE("every command of random streams is legal, and no request is lost") {
  for (const std::string& name : standard_names()) {
    for (const char* pattern : {"rand_read", "mix21_rand", "stride_row", "two_seq_64MiB"}) {
      const Timing& t = standard(name);
      Constraints checker(t);
      std::vector<std::int32_t> open(static_cast<std::size_t>(checker.banks()), -1);
      std::int64_t illegal = 0;
      const auto observe = [&](Command command, std::int32_t bank, std::int32_t row,
                               std::int64_t tick) {
        if (tick < checker.earliest(command, bank)) ++illegal;
        std::int32_t& row_open = open[static_cast<std::size_t>(bank)];
        if (command == Command::Activate && row_open >= 0) ++illegal;
        if ((command == Command::Read || command == Command::Write) && row_open != row) ++illegal;
        if (command == Command::Activate) row_open = row;
        if (command == Command::Precharge) row_open = -1;
        if (command == Command::PrechargeAll)
          for (std::int32_t i = 0; i < checker.banks_per_rank(); ++i)
            open[static_cast<std::size_t>(bank + i)] = -1;
        checker.issue(command, bank, tick);
      };
      const auto result = replay(t, Mapping::Mop4ClXor, pattern, 5000, {}, observe);
      INFO(name << " " << pattern);
      CHECK(illegal == 0);
      CHECK(result.counts.reads + result.counts.writes == 5000);
    }
  }
}

TEST_CASE("deeper queues are never slower by more than 2 % on random reads") {
  const auto at = [](std::int64_t depth) {
    return replay(ddr4(), Mapping::RoBaRaCoCh, "rand_read", 20000, {depth, depth}).cycles;
  };
  CHECK(at(32) <= at(4) * 102 / 100);
  CHECK(at(64) <= at(32) * 102 / 100);
}

TEST_CASE("the second half of a split activate leaves no later than its window, reads go first") {
  const Timing& t = standard("LPDDR5-6400");
  CommandChannel channel(t, {});
  std::vector<std::pair<Command, std::int64_t>> issued;
  channel.observe([&](Command c, std::int32_t, std::int32_t, std::int64_t tick) {
    issued.emplace_back(c, tick);
  });
  channel.send({0, 0}, false, 0);
  std::int64_t tick = 1;
  while (channel.waiting() > 0) tick = channel.step(tick);
  REQUIRE(issued.size() == 2);
  CHECK(issued[0] == std::pair(Command::Activate, std::int64_t{1}));
  // tRCD from the first half; a CAS wakes the data clock one tick before the read.
  CHECK(issued[1] == std::pair(Command::Read, 1 + t.rcd_read + 1));
}

TEST_CASE("FRFCFS-RowHit serves waiting hits before it closes their row") {
  const auto hits = [](Policy policy) {
    return replay(ddr4(), Mapping::Mop4ClXor, "stride_1KiB", 20000, {32, 32, policy}).counts.hits;
  };
  CHECK(hits(Policy::RowHitFirst) > hits(Policy::OldestReady));
}

TEST_CASE("MOP4CLXOR puts what the banks leave of the column into the row") {
  const AddressMap map(ddr4(), Mapping::Mop4ClXor);
  // DDR4: column bits 2 to 6 lie at address bits 12 to 16; column bit 4 is the row's lowest mask.
  CHECK(map.place(std::uint64_t{1} << 14).row == 1);
  CHECK(map.place(std::uint64_t{1} << 13).row == 0);
  CHECK(map.place(std::uint64_t{1} << 17).row == 1);
}
