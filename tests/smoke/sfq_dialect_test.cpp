#include <catch2/catch.hpp>
#include <cmath>

#include "models/sfq/circuit/netlist.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using namespace fluxgate::test;

namespace {

const std::string kTran = ".tran 0.1p 20p\n";
const std::string kModel = ".model j jj(icrit=0.1mA, cap=0.07pF, r0=160, rn=16)\n";

std::string waves(const std::string& deck, const std::string& options = "") {
  const Folder folder;
  const std::string out = folder.path() + "/w.csv";
  const Said said =
      run_program("circuit " + folder.file("d.cir", deck) + options + " --out " + out);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return read_file(out);
}
std::string title(const std::string& csv) { return csv.substr(0, csv.find('\n')); }
double last(const std::string& csv) {
  const std::string text = csv.substr(0, csv.find_last_not_of('\n') + 1);
  return std::stod(text.substr(text.find_last_of(',') + 1));
}

}  // namespace

TEST_CASE("the long forms of .print, .plot and .save name the same quantities") {
  const std::string deck = "I1 0 1 pwl(0 0 5p 1m)\nR1 1 0 2\n" + kTran;
  for (const char* print : {".print v(1)", ".print nodev 1", ".plot devv R1", ".save v(R1)"})
    CHECK(last(waves(deck + print + "\n")) == Approx(2e-3));
  for (const char* print : {".print i(R1)", ".print devi r1", ".PLOT DEVI R1", ".save @r1[c]"})
    CHECK(last(waves(deck + print + "\n")) == Approx(1e-3));
  const std::string junction =
      kModel + ".subckt s a\nB1 a 0 j\nR1 a 0 8\n.ends\nXDUT 1 s\nI1 0 1 pwl(0 0 5p 50u)\n" + kTran;
  const double asin_half = 0.5236;  // within the ringing of 20 ps
  for (const char* print : {".print p(B1.XDUT)", ".print phase b1.xdut", ".plot PHASE B1|XDUT"}) {
    const std::string csv = waves(junction + print + "\n");
    CHECK(last(csv) == Approx(asin_half).epsilon(0.02));
    CHECK_THAT(title(csv), Catch::Contains("B1"));
  }
}

TEST_CASE("what JoSIM prints besides: pairs of elements, remarks, long names in brackets") {
  const std::string deck = "I1 0 1 dc 1m\nR1 1 2 2\nR2 2 0 3\n" + kTran;
  CHECK(last(waves(deck + ".print v(R1,R2)\n")) == Approx(-1e-3));
  CHECK(last(waves(deck + ".PRINT DEVV R2 *voltage\n")) == Approx(3e-3));
  CHECK(last(waves(deck + ".print devi(R2)\n")) == Approx(1e-3));
  CHECK(last(waves(deck + ".print nodev 1 2 * of R1\n")) == Approx(2e-3));
}

TEST_CASE("a name to print that the circuit does not have is noted, the others are printed") {
  const Folder folder;
  const std::string deck =
      folder.file("d.cir", "R1 1 0 2\nI1 0 1 dc 1m\n.print v(R7) v(R1)\n" + kTran);
  const std::string out = folder.path() + "/w.csv";
  const Said said = run_program("circuit " + deck + " --out " + out);
  CHECK(said.exit_code == 0);
  CHECK_THAT(said.err,
             Catch::Contains("d.cir:3:8: 'R7': no such") && Catch::Contains("not printed"));
  CHECK(title(read_file(out)) == "time,\"V(R1)\"");
}

TEST_CASE(".spread varies values within its share, by seed and kind") {
  const std::string deck = "R1 1 0 100\nL1 1 0 10p\nC1 1 0 1p\n" + kTran;
  const auto ohm = [](const std::string& text, std::uint64_t seed) {
    return read_deck_text(text, "t.cir", seed).resistors.at(0).ohm;
  };
  CHECK(ohm(deck, 1) == 100);
  CHECK(ohm(deck + ".spread 0.2\n", 1) != 100);
  CHECK(ohm(deck + ".spread 0.2\n", 1) == ohm(deck + ".spread 0.2\n", 1));
  CHECK(ohm(deck + ".spread 0.2\n", 1) != ohm(deck + ".spread 0.2\n", 2));
  for (std::uint64_t seed = 1; seed < 20; ++seed)
    CHECK(ohm(deck + ".spread 0.2\n", seed) == Approx(100).margin(20));
  CHECK(ohm(deck + ".spread L=0.2\n", 1) == 100);
}

TEST_CASE(".include is read beside the deck, nothing behind .end is") {
  const Folder folder;
  (void)folder.file("cell.inc", ".subckt half a\nR1 a 0 {r/2}\n.ends\n.param r=8\n");
  const std::string deck =
      folder.file("d.cir", ".include cell.inc\nX1 1 half\nR2 1 0 1\n" + kTran + ".end\nnonsense\n");
  CHECK(read_deck(deck, 1).resistors.at(0).ohm == 4);
}

TEST_CASE("sources read samples from a file, and noise repeats with its seed") {
  const Folder folder;
  // JoSIM reaches a sample at the end of its interval.
  (void)folder.file("s.txt", "0 1u 3u 3u\n");
  const std::string deck =
      folder.file("d.cir", "I1 0 1 cus(s.txt 5p 1 1)\nR1 1 0 1\n.print i(R1)\n" + kTran);
  const std::string out = folder.path() + "/w.csv";
  REQUIRE(run_program("circuit " + deck + " --out " + out).exit_code == 0);
  CHECK_THAT(read_file(out), Catch::Contains("7.500000e-12,5.000000e-07") &&
                                 Catch::Contains("1.250000e-11,2.000000e-06"));
  const std::string noise = "I1 0 1 noise(1u 0 0.5p)\nR1 1 0 1\n.print i(R1)\n" + kTran;
  CHECK(waves(noise) == waves(noise));
  CHECK(waves(noise) != waves(noise, " --seed 2"));
}

TEST_CASE("thermal noise grows with .temp and .neb, and is none without a temperature") {
  const auto spread = [](const std::string& controls) {
    const std::string csv = waves("R1 1 0 1\nL1 1 0 10p\n.print i(L1)\n.tran 0.1p 2n\n" + controls);
    double squares = 0;
    for (std::size_t at = csv.find('\n'); (at = csv.find(',', at)) != std::string::npos; ++at)
      squares += std::pow(std::stod(csv.substr(at + 1)), 2);
    return squares;
  };
  CHECK(spread("") == 0);
  const double cold = spread(".temp 4.2\n.neb 1T\n");
  CHECK(cold > 0);
  CHECK(spread(".temp 16.8\n.neb 1T\n") == Approx(4 * cold).epsilon(0.01));
}
