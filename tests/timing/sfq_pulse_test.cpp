#include <catch2/catch.hpp>

#include "models/sfq/pulse/net.h"

using namespace fluxgate;
using namespace fluxgate::sfq;

namespace {

TimeFs ps(double t) { return TimeFs(static_cast<std::int64_t>(t * 1000)); }

/// A cell on its own, every output watched.
struct Bench {
  explicit Bench(const Cell& cell, const NetOptions& options = {})
      : net("net", options), dut(net.add_cell(cell, "dut")) {
    for (int i = 0; i < static_cast<int>(cell.outputs.size()); ++i) net.watch({dut, i});
  }
  PulseNet net;
  PulseNet::CellIndex dut;
};

Cell flip_flop() {
  Cell cell = read_cell("dff");
  for (Transition& t : cell.transitions)
    if (!t.outputs.empty()) t.delay_ps = {6};
  cell.windows = {{0, 0, 1, 2}, {1, 1, 0, 1}};  // setup 2 ps, hold 1 ps behind a read
  return cell;
}

}  // namespace

TEST_CASE("a flip-flop answers each clock after a datum, once, 6 ps later") {
  Bench b(flip_flop());
  for (const double t : {10, 110, 130, 310}) b.net.inject({b.dut, 0}, ps(t));
  for (const double t : {50, 150, 250, 350, 450}) b.net.inject({b.dut, 1}, ps(t));
  b.net.run();
  CHECK(b.net.seen({b.dut, 0}) == std::vector<TimeFs>{ps(56), ps(156), ps(356)});
  CHECK(b.net.events() == 9);
}

TEST_CASE("a pulse at the edge of the setup window passes") {
  Bench b(flip_flop());
  b.net.inject({b.dut, 0}, ps(10));
  b.net.inject({b.dut, 1}, ps(12));
  CHECK_NOTHROW(b.net.run());
}

TEST_CASE("a pulse 1 fs inside the setup window stops the run naming cell, pins and times") {
  Bench b(flip_flop());
  b.net.inject({b.dut, 0}, ps(10));
  b.net.inject({b.dut, 1}, TimeFs(11999));
  CHECK_THROWS_WITH(b.net.run(),
                    "dut (dff): pulse on clk at 11.999 ps comes 1.999 ps after a at 10.000 ps in "
                    "state 'empty'; at least 2.000 ps are needed");
}

TEST_CASE("a pulse 1 fs inside the hold window stops the run") {
  Bench b(flip_flop());
  b.net.inject({b.dut, 0}, ps(10));
  b.net.inject({b.dut, 1}, ps(50));
  b.net.inject({b.dut, 0}, TimeFs(50999));
  CHECK_THROWS_WITH(b.net.run(),
                    Catch::Contains("pulse on a at 50.999 ps comes 0.999 ps after clk"));
}

TEST_CASE("under warn the table is followed and the violation noted") {
  Bench b(flip_flop(), {Violations::Warn, false, 1});
  b.net.inject({b.dut, 0}, ps(10));
  b.net.inject({b.dut, 1}, ps(11));
  b.net.run();
  CHECK(b.net.violations() == 1);
  CHECK(b.net.notes().size() == 1);
  CHECK(b.net.seen({b.dut, 0}).size() == 1);
}

TEST_CASE("under random about half of the violating pulses are lost, the same with each run") {
  Bench b(flip_flop(), {Violations::Random, false, 1});
  for (int i = 0; i < 1000; ++i) {
    b.net.inject({b.dut, 0}, ps(100 * i));
    b.net.inject({b.dut, 1}, ps(100 * i + 1));
    b.net.inject({b.dut, 1}, ps(100 * i + 50));  // clears
  }
  b.net.run();
  CHECK(b.net.violations() == 1000);
  std::size_t early = 0;
  for (const TimeFs t : b.net.seen({b.dut, 0})) early += t.value % 100000 == 7000 ? 1U : 0U;
  CHECK(early == Approx(500).margin(50));  // three standard deviations
}

TEST_CASE("a wire with two sinks needs a splitter, an input with two drivers a merger") {
  PulseNet net("net", {});
  const Cell jtl = read_cell("jtl");
  const auto a = net.add_cell(jtl, "a"), b = net.add_cell(jtl, "b"), c = net.add_cell(jtl, "c");
  net.connect({a, 0}, {b, 0});
  CHECK_THROWS_WITH(net.connect({a, 0}, {c, 0}),
                    "a.q: already drives b; a second sink needs a splitter");
  CHECK_THROWS_WITH(net.connect({c, 0}, {b, 0}),
                    "b.a: already has a driver; a second one needs a merger");
}

TEST_CASE("an unlisted transition stops the run naming cell, state and pin") {
  Cell cell = flip_flop();
  cell.transitions.erase(cell.transitions.begin() + 1);  // full, a
  Bench b(cell);
  b.net.inject({b.dut, 0}, ps(10));
  b.net.inject({b.dut, 0}, ps(90));
  CHECK_THROWS_WITH(b.net.run(), "dut (dff): no row for a pulse on a in state 'full' at 90.000 ps");
}

TEST_CASE("a chain of JTLs delays by the sum of its stages and of its wires") {
  PulseNet net("net", {});
  const Cell jtl = read_cell("jtl");
  const double stage = jtl.transitions.at(0).delay_ps.at(0);
  PulseNet::CellIndex last = net.add_cell(jtl, "0");
  const auto first = last;
  for (int i = 1; i < 100; ++i) {
    const auto next = net.add_cell(jtl, std::to_string(i));
    net.connect({last, 0}, {next, 0}, ps(0.5));
    last = next;
  }
  net.watch({last, 0});
  net.inject({first, 0}, ps(1));
  net.inject({first, 0}, ps(2001));  // beyond the calendar's ring
  net.run();
  REQUIRE(net.seen({last, 0}).size() == 2);
  CHECK(net.seen({last, 0})[0].value == Approx(1000 + 100 * stage * 1000 + 99 * 500).margin(100));
  CHECK(net.seen({last, 0})[1] - net.seen({last, 0})[0] == ps(2000));
}

TEST_CASE("jitter spreads delays by the cell's rms and repeats with its seed") {
  Cell jtl = read_cell("jtl");
  jtl.jitter_ps = 0.05;
  Bench b(jtl, {Violations::Error, true, 3});
  for (int i = 0; i < 4000; ++i) b.net.inject({b.dut, 0}, ps(100 * i));
  b.net.run();
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < 4000; ++i) {
    const double d =
        static_cast<double>(b.net.seen({b.dut, 0})[i].value) - 1e5 * static_cast<double>(i);
    sum += d, squares += d * d;
  }
  CHECK(std::sqrt(squares / 4000 - sum * sum / 4000 / 4000) == Approx(50).epsilon(0.05));
}

TEST_CASE("an array of 100,000 cells keeps every pulse") {
  PulseNet net("net", {});
  const Cell jtl = read_cell("jtl");
  constexpr int kRings = 10000, kLength = 10;
  for (int ring = 0; ring < kRings; ++ring) {
    const auto first = net.add_cell(jtl, "cell");
    auto last = first;
    for (int i = 1; i < kLength; ++i) {
      const auto next = net.add_cell(jtl, "cell");
      net.connect({last, 0}, {next, 0});
      last = next;
    }
    net.connect({last, 0}, {first, 0});
    net.inject({first, 0}, TimeFs(1 + 7 * ring));
  }
  const double stage_ps = jtl.transitions.at(0).delay_ps.at(0);
  net.run(ps(200));
  CHECK(net.cells() == 100000);
  CHECK(net.junctions() == 200000);
  // Every pulse passes a cell each stage delay; the start is spread over 70 ps.
  CHECK(static_cast<double>(net.events()) == Approx(kRings * (200 - 35) / stage_ps).epsilon(0.02));
}
