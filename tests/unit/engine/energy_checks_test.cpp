#include <catch2/catch.hpp>

#include "sim/engine/engine.h"

using namespace fluxgate;

namespace {

/// A machine that says of each launch what a test wants it to say.
class Puppet : public Datapath {
 public:
  std::vector<Count> counts{{"macs", "mac", 100}};
  std::int64_t executed_macs = 100;
  EnergyModel model;
  double picoseconds = 1e6;

  Puppet() {
    model.prices = {{"macs", "array", "mac", 2e-12, "paper: a", ""}};
    model.background = {{"chip", "leakage", 0.5, "assumed"}};
  }
  void check(const Graph& /*graph*/) const override {}
  [[nodiscard]] std::vector<Launch> plan(const Segment& segment) override {
    return {Launch(segment.operators)};
  }
  [[nodiscard]] Bound bound(Launch /*launch*/) const override { return {TimeFs(1), "nothing"}; }
  LaunchResult run(Launch /*launch*/, Reuse /*reuse*/) override {
    LaunchResult r;
    r.time = TimeFs(static_cast<std::int64_t>(picoseconds * 1000));
    r.bound = TimeFs(1);
    r.counts = counts;
    r.executed_macs = executed_macs;
    return r;
  }
  [[nodiscard]] std::string state() const override { return {}; }
  void set_state(const std::string& /*state*/) override {}
  [[nodiscard]] std::string explain(Launch /*launch*/) override { return {}; }
  [[nodiscard]] EnergyModel energy_model() const override { return model; }
  [[nodiscard]] std::optional<Hertz> clock() const override { return std::nullopt; }
  [[nodiscard]] double peak_macs_per_second(DType /*dtype*/) const override { return 1e18; }
  [[nodiscard]] std::optional<Bytes> memory_capacity() const override { return std::nullopt; }
};

struct Bench {
  Arch arch;
  Puppet* puppet = nullptr;
  Bench() {
    auto machine = std::make_unique<Puppet>();
    puppet = machine.get();
    arch.id = "puppet";
    arch.datapath = std::move(machine);
  }
  RunResult run() {
    RunOptions options;
    options.workload = "gemm";
    return fluxgate::run(arch, options);
  }
};

}  // namespace

TEST_CASE("a run's energy is its counts by price and its power by time") {
  Bench bench;
  const RunResult r = bench.run();
  CHECK(*r.energy_j == Approx(200e-12 + 0.5e-6));
  CHECK(r.invariants.at("energy parts = total"));
  CHECK(r.invariants.at("energy >= MACs"));
  CHECK(r.invariants.at("time costs background only"));
}

TEST_CASE("a run stops at a counter without a price, and goes on when it is named free") {
  Bench bench;
  bench.puppet->counts.push_back({"noc.hops", "hop", 3});
  CHECK_THROWS_WITH(bench.run(), Catch::Contains("'noc.hops' is counted but has no energy"));
  bench.puppet->model.prices.push_back({"noc.hops", "noc", "free", 0, "", "priced by the byte"});
  Bench named;
  named.puppet->counts = bench.puppet->counts;
  named.puppet->model = bench.puppet->model;
  CHECK_NOTHROW(named.run());
}

TEST_CASE("a run whose MACs cost less than their price is refused") {
  Bench bench;
  bench.puppet->model.background.clear();
  bench.puppet->executed_macs = 101;  // one was not counted
  CHECK_THROWS_WITH(bench.run(), Catch::Contains("'energy >= MACs' is broken"));
}

TEST_CASE("twice the time at equal work raises leakage only") {
  Bench fast;
  Bench slow;
  slow.puppet->picoseconds *= 2;
  const RunResult a = fast.run();
  const RunResult b = slow.run();
  CHECK(b.energy->parts.at(0).energy_j == a.energy->parts.at(0).energy_j);
  CHECK(b.energy->parts.at(1).energy_j == Approx(2 * a.energy->parts.at(1).energy_j));
}
