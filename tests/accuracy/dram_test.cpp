#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>

#include "sim/fabric/dram/replay.h"
#include "tests/support/program.h"

using namespace fluxgate;

TEST_CASE("DRAM streams take the ticks that Ramulator 2.1 takes, latencies to 2 ticks") {
  double sum = 0;
  double worst = 0;
  int rows = 0;
  for (auto& row : test::read_csv("dram/ramulator2.csv")) {
    const dram::Timing& t = dram::standard(row["standard"]);
    const auto result = dram::replay(t, dram::parse_mapping(row["mapping"]), row["pattern"],
                                     std::stoll(row["requests"]), {});
    INFO(row["standard"] << " " << row["mapping"] << " " << row["pattern"]);
    const double error =
        std::abs(std::stod(row["cycles"]) / static_cast<double>(result.cycles) - 1);
    const bool is_latency = row["pattern"].rfind("lat_", 0) == 0;
    // Measured latencies are rounded to 0.01 ns.
    if (is_latency)
      CHECK(std::abs(result.mean_latency_ns(t) - std::stod(row["avg_latency_ns"])) <
            2e-3 * static_cast<double>(t.tick_ps) + 0.01);
    worst = std::max(worst, error);
    sum += error;
    ++rows;
  }
  std::printf("DRAM against Ramulator 2.1: %d rows, mean error %.2f %%, worst %.2f %%\n", rows,
              100 * sum / rows, 100 * worst);
  CHECK(rows >= 60);
  CHECK(worst < 1e-4);  // a stream with gaps ends on its last gap there, on its last request here
}
