#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

const std::string kNet =
    "cells: {s: split, f: dff}\nwires: [{from: s.q0, to: f.a, delay_ps: 5}]\n"
    "stimuli: {s.a: [100, 200], f.clk: [150, 250, 350]}\nwatch: [f.q, s.q1]\n";

Said pulse(const std::string& text, const std::string& options = "") {
  const Folder folder;
  return run_program("pulse " + folder.file("n.yaml", text) + options);
}

void refuse(const std::string& text, int exit_code, const std::string& words,
            const std::string& options = "") {
  const Said said = pulse(text, options);
  INFO(said.err);
  CHECK(said.exit_code == exit_code);
  CHECK_THAT(said.err, Catch::Contains(words));
}

}  // namespace

TEST_CASE("a netlist of cells gives its pulses, events and junctions") {
  const Said said = pulse(kNet, " --json");
  REQUIRE(said.exit_code == 0);
  const auto json = said.json();
  CHECK(json.at("pulses").at("f.q").size() == 2);  // the third clock finds nothing
  CHECK(json.at("pulses").at("s.q1").size() == 2);
  CHECK(json.at("junctions") == 10);
  CHECK(json.at("pulse_events") == 7);
  CHECK(json.at("violations") == 0);
  CHECK(pulse(kNet, " --jitter --json").out == pulse(kNet, " --jitter --json").out);
}

TEST_CASE("a violation stops the run naming instance, pins and times, or follows its policy") {
  const std::string close =
      "cells: {sum: merge}\nstimuli: {sum.a: [100], sum.b: [103]}\nwatch: [sum.q]\n";
  const Said stopped = pulse(close);
  CHECK(stopped.exit_code == 4);
  CHECK_THAT(stopped.err, Catch::Contains("sum (merge): pulse on b at 103.000 ps comes 3.000 ps "
                                          "after a at 100.000 ps"));
  const Said warned = pulse(close, " --violations warn --json");
  CHECK(warned.json().at("pulses").at("sum.q").size() == 2);
  CHECK(warned.json().at("violations") == 1);
  CHECK_THAT(warned.err, Catch::Contains("violation: sum (merge)"));
  CHECK(pulse(close, " --violations lose --json").json().at("pulses").at("sum.q").size() == 1);
  CHECK(pulse(close, " --violations random --json").json().at("violations") == 1);
}

TEST_CASE("wrong netlists are refused with their place") {
  refuse("cells: {s: splitt}\nwatch: []\n", 3, "n.yaml:1:9: splitt: unknown cell");
  refuse("cells: {s: split}\nwatch: [s.q7]\n", 3, "n.yaml:2:9: 's.q7': split has no such output");
  refuse("cells: {s: split}\nwatch: [t.q]\n", 3, "write CELL.PIN of a cell above");
  refuse(
      "cells: {s: split, j: jtl, k: jtl}\nwires: [{from: s.q0, to: j.a}, {from: s.q0, to: "
      "k.a}]\nwatch: []\nstimuli: {}\n",
      3, "a second sink needs a splitter");
  refuse(
      "cells: {s: split, k: jtl}\nwires: [{from: s.q0, to: k.a}, {from: s.q1, to: "
      "k.a}]\nwatch: []\nstimuli: {}\n",
      3, "a second one needs a merger");
  refuse("cells: {j: jtl}\nwatch: [j.q]\nstimuli: {j.a: [-1]}\n", 3, "from 0 to 1e9 ps");
  refuse(kNet, 2, "known: error, warn, random, lose", " --violations drop");
}

namespace {

std::string adder(const std::string& flow) {
  return "inputs: [a, b, c]\ngates:\n  x: {cell: xor, of: [a, b]}\n  sum: {cell: xor, of: [x, c]}\n"
         "  ab: {cell: and2, of: [a, b]}\n  xc: {cell: and2, of: [x, c]}\n"
         "  carry: {cell: or2, of: [ab, xc]}\noutputs: [sum, carry]\n"
         "clock: {flow: " +
         flow +
         ", period_ps: 100}\n"
         "patterns: {a: [0, 1, 0, 1, 0, 1, 0, 1], b: [0, 0, 1, 1, 0, 0, 1, 1], "
         "c: [0, 0, 0, 0, 1, 1, 1, 1]}\n";
}

}  // namespace

TEST_CASE("a design of gates gets flip-flops, splitters and a clock of the named flow, and runs") {
  for (const char* flow : {"tree", "concurrent", "counter"}) {
    const Said said = pulse(adder(flow), " --json");
    INFO(flow << said.err);
    REQUIRE(said.exit_code == 0);
    const auto json = said.json();
    const auto design = json.at("design");
    const std::vector<bool> sum{0, 1, 1, 0, 1, 0, 0, 1}, carry{0, 0, 0, 1, 0, 1, 1, 1};
    CHECK(design.at("bits").at("sum") == sum);
    CHECK(design.at("bits").at("carry") == carry);
    CHECK(design.at("levels") == 3);
    CHECK(design.at("balancing_flip_flops") == 3);
    CHECK(design.at("splitters") == 4);
    CHECK(design.at("clock_splitters") == 7);
    CHECK(design.at("cells").at("split") == 11);
    CHECK(design.at("power").at("rsfq").contains("chip_and_cables_times_400_w"));
  }
}

TEST_CASE(
    "designs that cannot be built are refused with their place, too fast a clock with names") {
  refuse(adder("snake"), 3, "n.yaml:9:9: flow: 'snake' is unknown; known: tree");
  refuse("inputs: [a]\ngates: {x: {cell: xr, of: [a]}}\noutputs: [x]\n", 3,
         "n.yaml:2:13: xr: unknown cell");
  refuse(
      "inputs: [a]\ngates: {x: {cell: not, of: [y]}}\noutputs: [x]\nclock: {flow: tree, "
      "period_ps: 50}\npatterns: {a: [1]}\n",
      3, "'y' is neither an input nor a gate");
  refuse(
      "inputs: [a]\ngates: {x: {cell: not, of: [a]}}\noutputs: [x]\nclock: {flow: tree, "
      "period_ps: 50}\npatterns: {a: [2]}\n",
      3, "'2': a bit is 0 or 1");
  refuse(
      "inputs: [a]\ngates: {x: {cell: not, of: [a]}}\noutputs: [x]\nclock: {flow: tree, "
      "period_ps: 3}\npatterns: {a: [1, 1, 1]}\n",
      4, "are needed");
}
