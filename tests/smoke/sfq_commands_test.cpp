#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("circuit and characterise carry the keys of the interface") {
  const Folder folder;
  const std::string deck = folder.file(
      "d.cir",
      "I1 0 1 pwl(0 0 5p 150u)\nB1 1 0 j\nR1 1 0 2\n.model j jj(icrit=0.1mA, cap=0.07pF, r0=160, "
      "rn=16)\n.tran 0.05p 50p\n.print p(B1)\n.sweep x\n");
  const Said circuit = run_program("circuit " + deck + " --json");
  REQUIRE(circuit.exit_code == 0);
  for (const char* key : {"junctions", "steps", "wall_s", "pulses"})
    CHECK(circuit.json().contains(key));
  CHECK(circuit.json().at("pulses").at("P(B1)").size() > 1);
  CHECK_THAT(circuit.err, Catch::Contains(".SWEEP is not supported and was skipped"));

  const Said cell = run_program("characterise jtl --noise-pulses 10 --json");
  REQUIRE(cell.exit_code == 0);
  for (const char* key : {"cell", "delays_ps", "setup_ps", "hold_ps", "separation_ps", "energy_aj",
                          "margin_percent", "jitter_ps"})
    CHECK(cell.json().contains(key));
  CHECK(cell.json().at("yield").is_null());
}

TEST_CASE("a cell's file is written with what was measured and read again") {
  const Folder folder;
  const std::string file = folder.path() + "/jtl.yaml";
  REQUIRE(run_program("characterise jtl --noise-pulses 10 --out " + file).exit_code == 0);
  CHECK_THAT(read_file(file),
             Catch::Contains("source: \"measured: circuit models/sfq/circuits/jtl.cir"));
}

TEST_CASE("wrong calls of the cell commands are refused") {
  const auto refuse = [](const std::string& arguments, int exit_code, const std::string& words) {
    const Said said = run_program(arguments);
    CHECK(said.exit_code == exit_code);
    CHECK_THAT(said.err, Catch::Contains(words));
  };
  refuse("characterise dfff", 3, "did you mean 'dff'?");
  refuse("characterise jtl --samples -1", 2, "--samples must not be negative");
  refuse("characterise jtl --spread 2", 2, "--spread");
  refuse("characterise jtl --noise-pulses 2 --out /nowhere/x.yaml", 3, "cannot write this file");
  refuse("circuit", 2, "deck is required");
}
