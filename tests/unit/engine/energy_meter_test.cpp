#include "sim/engine/energy_meter.h"

#include <catch2/catch.hpp>

using namespace fluxgate;

namespace {

EnergyModel model() {
  EnergyModel m;
  m.prices = {{"core*.macs", "array", "mac", 2e-12, "paper: a", ""},
              {"memory.read_bytes", "memory", "array", 3e-12, "datasheet: b", ""},
              {"memory.read_bytes", "memory", "link", 1e-12, "assumed", ""},
              {"core*.steps", "sequencer", "step", 0, "", "decoded once a launch"}};
  m.background = {{"chip", "leakage", 0.5, "assumed"}};
  return m;
}

LaunchResult launch() {
  LaunchResult r;
  r.time = TimeFs(4'000'000);  // 4 ns
  r.counts = {{"core0.macs", "mac", 100},
              {"core1.macs", "mac", 50},
              {"core0.steps", "step", 7},
              {"memory.read_bytes", "byte", 10},
              {"core0.array.busy_cycles", "cycle", 9}};
  return r;
}

}  // namespace

TEST_CASE("energy is counts by price and power by time, per part") {
  EnergyMeter meter(model());
  const std::vector<double> parts = meter.price(launch());
  REQUIRE(parts.size() == 5);
  CHECK(parts[0] == Approx(150 * 2e-12));
  CHECK(parts[1] == Approx(10 * 3e-12));
  CHECK(parts[2] == Approx(10 * 1e-12));
  CHECK(parts[3] == 0);
  CHECK(parts[4] == Approx(0.5 * 4e-9));
  meter.add(parts, 3);
  CHECK(meter.report().total_j() == Approx(3 * (300e-12 + 40e-12 + 2e-9)));
  CHECK(meter.report().by_component().at("memory") == Approx(3 * 40e-12));
  CHECK(meter.least_mac_j() == 2e-12);
}

TEST_CASE("twice the time at equal work raises only the background") {
  EnergyMeter meter(model());
  LaunchResult r = launch();
  const std::vector<double> fast = meter.price(r);
  r.time = r.time * 2;
  const std::vector<double> slow = meter.price(r);
  for (std::size_t i = 0; i < 4; ++i) CHECK(slow[i] == fast[i]);
  CHECK(slow[4] == Approx(2 * fast[4]));
}

TEST_CASE("a lower voltage scales actions, not the background") {
  EnergyMeter meter(model());
  LaunchResult r = launch();
  r.energy_scale = 0.8;
  const std::vector<double> parts = meter.price(r);
  CHECK(parts[0] == Approx(0.8 * 150 * 2e-12));
  CHECK(parts[4] == Approx(0.5 * 4e-9));
}

TEST_CASE("a price on a fixed supply does not follow the voltage, power runs on sustained time") {
  EnergyModel m = model();
  m.prices[1].supply = Supply::Fixed;
  EnergyMeter meter(m);
  LaunchResult r = launch();
  const std::vector<double> full = meter.price(r);
  r.energy_scale = 0.5;
  r.sustained_time = r.time * 3;
  const std::vector<double> low = meter.price(r);
  CHECK(low[0] == Approx(full[0] / 2));
  CHECK(low[1] == full[1]);
  CHECK(low[2] == Approx(full[2] / 2));
  CHECK(low[4] == Approx(3 * full[4]));
}

TEST_CASE("the engine's own counts are priced, waiting costs the background, teams multiply") {
  EnergyMeter meter(model());
  const std::vector<double> copy = meter.price(Count{"memory.read_bytes", "byte", 5});
  CHECK(sum_j(copy) == Approx(5 * 4e-12));
  CHECK_THROWS_WITH(meter.price(Count{"host.read_bytes", "byte", 5}),
                    Catch::Contains("'host.read_bytes' is counted but has no energy"));
  CHECK(sum_j(meter.idle(TimeFs(2'000'000))) == Approx(0.5 * 2e-9));
  CHECK(meter.is_time_background_only(launch()));
  meter.add(copy, 1);
  meter.multiply(8, 4);
  CHECK(meter.report().total_j() == Approx(8 * 5 * 4e-12));
}

TEST_CASE("a counted action without a price is refused by its name") {
  EnergyMeter meter(model());
  LaunchResult r = launch();
  r.counts.push_back({"noc.flits", "flit", 1});
  CHECK_THROWS_WITH(meter.price(r), Catch::Contains("'noc.flits' is counted but has no energy"));
}

TEST_CASE("a star in a count's name stands for digits only") {
  CHECK(matches_count("core*.macs", "core12.macs"));
  CHECK(!matches_count("core*.macs", "core.macs"));
  CHECK(!matches_count("core*.macs", "corex.macs"));
  CHECK(!matches_count("core*.macs", "core1.macs_bf16"));
  CHECK(matches_count("l2.read_bytes", "l2.read_bytes"));
}

TEST_CASE("the range moves every part by the band of its source") {
  EnergyReport report;
  report.parts = {{"a", "x", "datasheet: t", 1.0}, {"b", "y", "assumed", 2.0}};
  const Band range = report.total_range_j();
  CHECK(range.low == Approx(0.9 + 1.0));
  CHECK(range.high == Approx(1.1 + 4.0));
  CHECK(report.assumed_share() == Approx(2.0 / 3));
}

TEST_CASE("power at the wall carries chip, cables and warm electronics") {
  const Cryogenic c{4.2, 0.1, 3};
  CHECK(wall_power_w(c, 0.4, 300) == Approx(0.5 * 300 + 3));
}
