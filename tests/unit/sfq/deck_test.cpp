#include <catch2/catch.hpp>
#include <cmath>

#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/netlist.h"
#include "models/sfq/circuit/window.h"

using namespace fluxgate;
using namespace fluxgate::sfq;

namespace {

Netlist read(const std::string& text) {
  return read_deck_text(text + "\n.tran 1p 10p\n", "t.cir", 1);
}

double resistance(const std::string& value, const std::string& more = "") {
  return read("R1 1 0 " + value + "\n" + more).resistors.at(0).ohm;
}

}  // namespace

TEST_CASE("values take scale suffixes, units and expressions") {
  CHECK(resistance("5") == 5);
  CHECK(resistance("5k") == 5e3);
  CHECK(resistance("5MEG") == 5e6);
  CHECK(resistance("5mohm") == 5e-3);
  CHECK(resistance("2x") == 2e6);
  CHECK(resistance("1.5e1ohm") == 15);
  CHECK(resistance("2^3^2") == 512);
  CHECK(resistance("-2*-(1+2)") == 6);
  CHECK(resistance("{sqrt(16) + abs(-1)}") == 5);
  CHECK(resistance("2*PI") == Approx(2 * kPi));
}

TEST_CASE("parameters may stand in any order and be redefined below") {
  CHECK(resistance("b", ".param b = a + 1\n.param a=3") == 4);
  CHECK(resistance("{a*c}", ".param a=2 c={a*3}") == 12);
  CHECK(resistance("a", ".PARAM A=1\n.param a=7") == 7);
}

TEST_CASE("comments, continuation, case and blanks around '=' are read as SPICE does") {
  const Netlist n = read(
      "* title\n# note\nb1 1 0\n* between\n+ JJ Area = 2\n"
      ".Model jj JJ ( icrit= 100uA, cap =0.07pF\n+ r0=160 rN=16 rtype=1 )");
  REQUIRE(n.junctions.size() == 1);
  CHECK(n.junctions[0].law.critical_ua == Approx(200));
}

TEST_CASE("junctions take JoSIM's defaults, area and ic") {
  const std::string model = "\n.model j jj(icrit=0.1mA)\n.model d jj()";
  CHECK(read("B1 1 0 d" + model).junctions[0].law.critical_ua == Approx(1000));
  CHECK(read("B1 1 0 d" + model).junctions[0].law.capacitance == Approx(kFlux * 2.5));
  CHECK(read("B1 1 0 j ic=250u" + model).junctions[0].law.critical_ua == Approx(250));
  CHECK(read("B1 1 0 9 j area=1.5" + model).junctions[0].law.critical_ua == Approx(150));
}

TEST_CASE("nested sub-circuits get names inside out, ports, parameters and overrides") {
  const Netlist n = read(
      ".subckt in a b r=3\nR1 a m r\nL1 m b 2p\n.ends\n"
      ".subckt out p\n.param r=8\nX1 p 0 in r=4\nX2 in p 0 R1={r}\n.ends\n"
      "XO 1 out\nR9 1 0 1");
  REQUIRE(n.resistors.size() == 3);
  CHECK(n.resistors[0].name == "R1|X1|XO");
  CHECK(n.resistors[0].ohm == 4);
  CHECK(n.resistors[1].ohm == 8);
  CHECK(n.inductors[1].name == "L1|X2|XO");
  CHECK(n.node_names[1] == "M|X1|XO");
  CHECK(n.resistors[0].plus == n.resistors[2].plus);
}

TEST_CASE("outputs keep the name of the deck in upper case") {
  const Netlist n = read(
      ".subckt s a\nB1 a 0 j\n.ends\n.model j jj()\nXd 1 s\nR1 1 0 1\n"
      ".print p(b1.xd) V(1)\n.plot phase B1|XD\n.save @R1[c] nodev 1 0");
  REQUIRE(n.outputs.size() == 5);
  CHECK(n.outputs[0].label == "P(B1.XD)");
  CHECK(n.outputs[0].target == "B1|XD");
  CHECK(n.outputs[2].label == "P(B1|XD)");
  CHECK(n.outputs[3].label == "I(R1)");
  CHECK(n.outputs[4].label == "V(1,0)");
}

TEST_CASE("waveforms follow JoSIM's definitions") {
  const auto wave = [](const std::string& text) {
    return read("I1 0 1 " + text + "\nR1 1 0 1").sources.at(0).wave;
  };
  const auto pwl = wave("pwl (0 0 2p 10u 4p 0)");
  CHECK(pwl.at(1) == Approx(5));
  CHECK(pwl.at(5) == 0);
  CHECK(pwl.integral(3) == Approx(17.5));
  const auto pulse = wave("pulse(0 600u 20p 2p 2p 1p 100p)");
  CHECK(pulse.at(21) == Approx(300));
  CHECK(pulse.at(122.5) == Approx(600));
  CHECK(pulse.at(24) == Approx(300));
  CHECK(pulse.integral(130) == Approx(2 * 600 * 3));
  const auto sine = wave("sin(1u 2u 250G 1p)");
  CHECK(sine.at(0.5) == Approx(1));
  CHECK(sine.at(2) == Approx(3));
  CHECK(sine.integral(5) == Approx(5));  // the offset plus one whole period
  const auto rise = wave("exp(0 1u 1p 1p 3p 1p)");
  CHECK(rise.at(2) == Approx(1 - std::exp(-1)));
  CHECK(rise.at(4) == Approx((1 - std::exp(-3)) - (1 - std::exp(-1))));
  CHECK(rise.integral(2) == Approx(std::exp(-1)).epsilon(1e-6));
  CHECK(wave("dc 3u").at(-5) == Approx(3));
  CHECK(wave("3u").at(7) == Approx(3));
}

TEST_CASE("the many-angle sine agrees with the library to 1e-13") {
  std::vector<double> angle, sine;
  for (double x = -2000; x < 2000; x += 0.37) angle.push_back(x);
  sine.resize(angle.size());
  sines(angle.data(), angle.size(), sine.data());
  for (std::size_t i = 0; i < angle.size(); ++i)
    CHECK(sine[i] == Approx(std::sin(angle[i])).margin(2e-13));  // 1e-13 and the reduction's ulp
}

TEST_CASE("the quasi-particle current is piecewise linear in the voltage") {
  JunctionModel m;
  m.critical_a = 1e-4, m.normal_ohm = 16, m.subgap_ohm = 160, m.capacitance_f = 7e-14;
  const JunctionLaw law = make_law(m, 1);
  const auto current_ua = [&](double mv) {
    const double rate = mv * 1e-3 / (kReducedFlux * 1e12);
    return law.conductance * rate + law.excess(rate);
  };
  CHECK(current_ua(2) == Approx(2e3 / 160));
  CHECK(current_ua(2.75) == Approx(2.75e3 / 160));
  CHECK(current_ua(2.80) == Approx(2.75e3 / 160 + 0.05 * 100 / (kPi / 4) / 0.1));
  CHECK(current_ua(4) == Approx(4e3 / 16));
  CHECK(current_ua(-4) == Approx(-4e3 / 16));
}
