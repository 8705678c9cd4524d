#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

const std::string kTran = ".tran 0.1p 10p\n";
const std::string kTail = "R9 1 0 1\n" + kTran;

void refuse(const std::string& deck, int exit_code, const std::string& words) {
  const Folder folder;
  const Said said = run_program("circuit " + folder.file("bad.cir", deck) + " --json");
  INFO(deck << "\n" << said.err);
  CHECK(said.exit_code == exit_code);
  CHECK_THAT(said.err, Catch::Contains(words));
  CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  CHECK(said.out.empty());
}

}  // namespace

TEST_CASE("decks with wrong elements are refused with file, line and sentence") {
  refuse("R1 1\n" + kTail, 3, "bad.cir:1:1: R1 needs two nodes and a resistance");
  refuse("L1 1 0\n" + kTail, 3, "bad.cir:1:1: L1 needs two nodes and an inductance");
  refuse("L1 1 0 0\n" + kTail, 3, "bad.cir:1:8: L1: 0 is not a value above 0");
  refuse("L1 1 0 -2p\n" + kTail, 3, "bad.cir:1:8: L1: -2e-12 is not a value above 0");
  refuse("C1 1 0 0\n" + kTail, 3, "bad.cir:1:8: C1: 0 is not a value above 0");
  refuse("R1 1 0 0\n" + kTail, 3, "bad.cir:1:8: R1: 0 is not a value above 0");
  refuse("B1 1 0 jx\n.model jy jj()\n" + kTail, 3, "model 'JX' is not defined, did you mean 'JY'?");
  refuse("B1 1 0\n" + kTail, 3, "B1 needs two nodes and a model");
  refuse("B1 1 0 j area=0\n.model j jj()\n" + kTail, 3, "area or ic is not above 0");
  refuse("Q1 1 0 5\n" + kTail, 3, "Q1: unknown element");
  refuse("R1 1 0 1\nR1 1 0 2\n" + kTail, 3, "bad.cir:2:1: R1 is defined twice");
  refuse("T1 1 0 2 0 z0=5\n" + kTail, 3, "T1 needs four nodes, z0= and td=");
  refuse("L1 1 0 1p\nK1 L1 L2 0.5\n" + kTail, 3, "bad.cir:2:7: K1: no inductor 'L2' here");
  refuse("L1 1 0 1p\nL2 1 0 1p\nK1 L1 L2 1\n" + kTail, 3, "|k| below 1");
  refuse("I1 0 1 pwl(0 0 1p)\n" + kTail, 3, "bad.cir:1:8: PWL: the last time has no value");
  refuse("I1 0 1 pwl(0 0 2p 1u 1p 0)\n" + kTail, 3, "times must not fall");
  refuse("I1 0 1 wobble(1 2)\n" + kTail, 3, "not a source");
  refuse("I1 0 1 cus(nofile.txt 1p)\n" + kTail, 3, "cannot read this file of samples");
}

TEST_CASE("wrong names and structure are refused with their place") {
  refuse("R1 1 0 rx\n" + kTail, 3, "bad.cir:1:8: 'RX' is neither a number nor a known parameter");
  refuse(".param a=b\n.param b=a\nR1 1 0 a\n" + kTail, 3, "parameter 'A' depends on itself");
  refuse("R1 1 0 (2+\n+ 3\n" + kTail, 3, "bad.cir:1:8: this bracket is never closed");
  refuse("R1 1 0 2)\n" + kTail, 3, "bad.cir:1:9: this bracket closes nothing");
  refuse("R1 1 0 1/0\n" + kTail, 3, "the value is not a finite number");
  refuse("+ R1 1 0 1\n" + kTail, 3, "bad.cir:1:1: there is no line that '+' could continue");
  refuse("X1 1 0 sub\n" + kTail, 3, "bad.cir:1:8: sub-circuit 'SUB' is not defined");
  refuse(".subckt s a b\nR1 a b 1\n.ends\nX1 1 s\n" + kTail, 3, "has 2 nodes, 1 given");
  refuse(".subckt s a\nX1 a s\n.ends\nX1 1 s\n" + kTail, 3,
         "bad.cir:2:1: sub-circuit 'S' contains itself");
  refuse(".subckt s a\nR1 a 0 1\n", 3, "sub-circuit 'S' has no .ends");
  refuse(".subckt s a\nR1 a 0 1\n.ends\nX1 1 s R7=3\n" + kTail, 3, "no such element or parameter");
  refuse(".subckt s a\n.tran 1p 2p\n.ends\n" + kTail, 3, "not allowed inside sub-circuit 'S'");
  refuse(".model j jj(icrt=1m)\nB1 1 0 j\n" + kTail, 3, "did you mean 'ICRIT'?");
  refuse(".model j d(is=1)\nB1 1 0 j\n" + kTail, 3, "unknown model type");
  refuse(".model j jj(cap=0)\nB1 1 0 j\n" + kTail, 3, "cap=0: must be above 0");
  refuse("R1 1 0 1\n.print p(B1)\n" + kTail, 3, "bad.cir:2:8: 'B1': no such element or node");
  refuse("R1 1 0 1\n.print x\n" + kTail, 3, "write p(B1)");
  refuse(".include none.cir\n" + kTail, 3, "bad.cir:1:10");
  refuse(".include bad.cir\n" + kTail, 3, "includes itself");
}

TEST_CASE("decks that say no time or determine no solution are refused") {
  refuse("R1 1 0 1\n", 3, "no .tran");
  refuse("R1 1 0 1\n.tran 1p\n", 3, "bad.cir:2:1: .tran needs a step and a stop time");
  refuse("R1 1 0 1\n.tran 0 1n\n", 3, "step and stop time must be above 0");
  refuse("R1 1 0 1\n.tran 0.25p 0.5\n", 3, "bad.cir:2:1: .tran: 2e+12 steps would not end");
  refuse("", 3, "the deck is empty");
  refuse(kTran, 3, "no elements");
  refuse("R1 2 3 1\n" + kTail, 3, "bad.cir:1:4: node '2' is floating");
  refuse("I1 0 5 1u\n" + kTail, 3, "bad.cir:1:6: node '5' is floating");
  refuse("V1 1 0 1m\nV2 1 0 2m\n" + kTail, 3, "the equations are singular");
  refuse("I1 0 1 pwl(0 0 1p 1e300)\nB1 1 0 j\n.model j jj()\n" + kTran, 3,
         "the step size underflows at");
  refuse("I1 0 1 1u\nB1 1 0 j\n.model j jj(cap=1e-30)\n.tran 1p 1n\n", 3,
         "bad.cir:2:1: B1: the step size underflows at 0 ps");
  refuse(
      "B1 1 2 j area=2\nL1 2 4 0.05p\nR1 1 3 1e-15\nL2 3 4 0.2p\nR2 4 0 1\nI0 0 1 pwl(0 0 100p "
      "1m)\n.model j jj(cap=0.07p, r0=160, rn=16, icrit=0.1m)\n.tran 0.1p 150p\n",
      3, "the step size underflows at");
  const Said missing = run_program("circuit /nowhere/a.cir");
  CHECK(missing.exit_code == 3);
  CHECK_THAT(missing.err, Catch::Contains("cannot read this file"));
}

TEST_CASE("waves that cannot be written leave nothing") {
  const Folder folder;
  const std::string deck = folder.file("d.cir", "R1 1 0 1\n.print v(1)\n" + kTran);
  const Said said = run_program("circuit " + deck + " --out " + folder.path() + "/no/w.csv");
  CHECK(said.exit_code == 3);
  CHECK_THAT(said.err, Catch::Contains("cannot write this file"));
}
