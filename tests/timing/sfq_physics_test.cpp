/// The solver against closed forms: resonance, time constants, the current-voltage curve of a
/// junction, flux quanta, and the energy balance of every kind of source.
#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>

#include "models/sfq/circuit/constants.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using fluxgate::test::Folder;
using fluxgate::test::run_program;

namespace {

constexpr double kPs = 1e-12;
const std::string kNoCapacitance = ".model j jj(icrit=0.1mA, cap=1e-18, rtype=0, rn=1e6)\n";
const std::string kJunction =
    ".model j jj(rtype=1, vg=2.8mV, cap=0.07pF, r0=160, rn=16, ic=100u)\n";

struct Row {
  double time, value;
};
/// Time and first printed quantity.
std::vector<Row> waves(const std::string& deck) {
  const Folder folder;
  const std::string csv = folder.path() + "/w.csv";
  REQUIRE(run_program("circuit " + folder.file("d.cir", deck) + " --out " + csv).exit_code == 0);
  std::istringstream text(fluxgate::test::read_file(csv));
  std::vector<Row> rows;
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line))
    rows.push_back({std::stod(line), std::stod(line.substr(line.find(',') + 1))});
  return rows;
}
/// Mean time between rising crossings of zero, after `from`.
double period(const std::vector<Row>& rows, double from) {
  std::vector<double> zeros;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i)
    if (rows[i].time > from && rows[i].value < 0 && rows[i + 1].value >= 0)
      zeros.push_back(rows[i].time - rows[i].value * (rows[i + 1].time - rows[i].time) /
                                         (rows[i + 1].value - rows[i].value));
  REQUIRE(zeros.size() > 5);
  return (zeros.back() - zeros.front()) / static_cast<double>(zeros.size() - 1);
}
double at(const std::vector<Row>& rows, double time) {
  for (const Row& r : rows)
    if (r.time >= time - 1e-15) return r.value;
  return rows.back().value;
}
/// Mean voltage from the phase of the first printed junction.
double voltage(const std::string& deck, double from, double to) {
  const std::vector<Row> rows = waves(deck);
  return (at(rows, to) - at(rows, from)) / (to - from) * kReducedFlux;
}
double imbalance(const std::string& deck) {
  const Folder folder;
  const auto e =
      run_program("circuit " + folder.file("d.cir", deck) + " --json").json().at("energy_aj");
  const double work = e.at("sources");
  return (e.at("dissipated").get<double>() + e.at("stored").get<double>() - work) / work;
}

}  // namespace

TEST_CASE("an LC circuit rings at its resonance and keeps its amplitude") {
  const auto rows = waves(
      ".param l=10p c=1p\nI1 0 1 pwl(0 0 0.01p 1m 0.02p 0)\nL1 1 0 l\nC1 1 0 c\n"
      ".tran 0.05p 300p\n.print v(1)\n");
  CHECK(period(rows, 1 * kPs) == Approx(kTwoPi * std::sqrt(10e-12 * 1e-12)).epsilon(1e-6));
  double early = 0, late = 0;
  for (const Row& r : rows) {
    double& most = r.time < 30 * kPs ? early : late;
    if (r.time < 30 * kPs || r.time > 270 * kPs) most = std::max(most, std::fabs(r.value));
  }
  CHECK(late == Approx(early).epsilon(1e-3));
}

TEST_CASE("a current rises through R and L with L/R") {
  const auto rows = waves(
      "V1 1 0 pwl(0 0 10p 0 10.001p 1m)\nR1 1 2 2\nL1 2 0 20p\n.tran 0.1p 60p\n.print i(L1)\n");
  CHECK(at(rows, 20 * kPs) == Approx(0.5e-3 * (1 - std::exp(-1))).epsilon(1e-3));
}

TEST_CASE("a small swing of a junction has the plasma frequency") {
  // 2 mrad and 20 mrad: the step follows what moves, however little.
  for (const char* kick : {"10u", "100u"}) {
    const auto rows = waves(std::string("I1 0 1 pwl(0 0 0.01p ") + kick +
                            " 0.02p 0)\nB1 1 0 j\n.model j jj(icrit=0.1mA, cap=0.07pF, rtype=0, "
                            "rn=1e6)\n.tran 0.01p 60p\n.print v(1)\n");
    const double plasma = std::sqrt(1e-4 / kReducedFlux / 0.07e-12) / kTwoPi;
    CHECK(1 / period(rows, 1 * kPs) == Approx(plasma).epsilon(1e-3));
  }
}

TEST_CASE("an overdamped junction has V = R sqrt(I^2 - Ic^2)") {
  for (const double ua : {150.0, 200.0, 400.0}) {
    const double v = 2 * std::sqrt(ua * ua - 100 * 100) * 1e-6;
    const double periods = std::floor(2000 * kPs * v / kFluxQuantum);  // whole turns of the phase
    const double to = 500 * kPs + periods * kFluxQuantum / v;
    CHECK(voltage("I1 0 1 pwl(0 0 20p " + std::to_string(ua) + "u)\nB1 1 0 j\nR1 1 0 2\n" +
                      kNoCapacitance + ".tran 0.05p 2600p\n.print p(B1)\n",
                  500 * kPs, to) == Approx(v).epsilon(1e-3));
  }
}

TEST_CASE("an irradiated junction locks to n Phi0 f") {
  const double f = 100e9;
  CHECK(voltage("I1 0 1 pwl(0 0 20p 120u)\nI2 0 1 sin(0 80u 100G 20p)\nB1 1 0 j\nR1 1 0 2\n" +
                    kNoCapacitance + ".tran 0.1p 2000p\n.print p(B1)\n",
                500 * kPs, 2000 * kPs) == Approx(kFluxQuantum * f).epsilon(1e-5));
}

TEST_CASE("a loop holds whole flux quanta") {
  const auto rows =
      waves("I1 0 1 pwl(0 0 20p 0 25p 300u 30p 0)\nB1 1 0 j\nR1 1 0 3\nL1 1 0 200p\n" + kJunction +
            ".tran 0.05p 400p\n.print i(L1)\n");
  // L i + (Phi0/2pi) asin(i/Ic) = Phi0: the junction has turned once and holds the rest.
  const double i = rows.back().value;
  CHECK(200e-12 * i + kReducedFlux * std::asin(i / 1e-4) == Approx(kFluxQuantum).epsilon(1e-3));
}

TEST_CASE("energy closes within 0.1 % whatever drives the circuit") {
  const std::string load =
      "L1 1 2 2p\nB1 2 0 j area=2\nR1 2 0 3\n" + kJunction + ".tran 0.1p 200p\n";
  CHECK(std::fabs(imbalance("P1 1 0 pwl(0 0 50p 0 52.5p 2*pi)\n" + load)) < 1e-3);
  CHECK(std::fabs(imbalance("V1 1 0 pwl(0 0 50p 0 52p 0.8m 55p 0)\n" + load)) < 1e-3);
  CHECK(std::fabs(imbalance("I1 0 1 sin(0 0.4mA 80G 10p)\n" + load)) < 1e-3);
  CHECK(std::fabs(imbalance("I1 0 1 exp(0 0.4m 10p 5p 90p 3p)\n" + load)) < 1e-3);
  CHECK(std::fabs(imbalance("VA 9 0 pwl(0 0 20p 0.2m 60p 0)\nRA 9 0 1\nEA 8 0 9 0 2\nRB 8 1 1\n" +
                            load)) < 1e-3);
  CHECK(std::fabs(imbalance("VA 9 0 pwl(0 0 20p 0.2m 60p 0)\nRA 9 0 1\nGA 0 1 9 0 2\n" + load)) <
        1e-3);
}
