#include <catch2/catch.hpp>
#include <cmath>

#include "models/sfq/circuit/transient.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using fluxgate::test::Folder;
using fluxgate::test::run_program;

namespace {

const std::string kModel =
    ".model jj jj(rtype=1, vg=2.8mV, cap=0.07pF, r0=160, rn=16, icrit=0.1mA)\n";

/// A line of `stages` junctions behind a converter; `stimulus` drives node 1.
std::string line(int stages, const std::string& stimulus, const std::string& tran) {
  std::string deck = kModel + "I0 0 1 " + stimulus +
                     "\nL0 1 s 1p\nL9 s 0 3.9p\nB0 s a jj area=2.25\nR0 s a 3.05\n"
                     "IB0 0 a pwl(0 0 5p 275u)\nL2 a b 1.1p\nBX b 0 jj area=2.25\nRX b 0 3.05\n"
                     "LL b n0 4.5p\n";
  for (int i = 0; i < stages; ++i) {
    const std::string n = std::to_string(i), next = std::to_string(i + 1);
    deck += "B" + next + " n" + n + " 0 jj area=2.5\nRS" + next + " n" + n + " 0 2.744\nIB" + next +
            " 0 n" + n + " pwl(0 0 5p 175u)\nLN" + next + " n" + n + " n" + next + " 4.14p\n";
  }
  return deck + "ROUT n" + std::to_string(stages) + " 0 2\n.tran " + tran + "\n";
}

TransientResult run(const std::string& deck, const TransientOptions& options = {}) {
  return run_transient(read_deck_text(deck, "line.cir", 1), options);
}

}  // namespace

TEST_CASE("no stimulus is jumped over after a long silence") {
  // 20 ns of quiet, then ten pulses that last 5 ps each; the deck's step is 1 ps.
  const TransientResult r = run(line(5, "pulse(0 600u 20n 2p 2p 1p 100p)", "1p 21n"));
  CHECK(r.pulses_ps.back().size() == 10);
  CHECK(r.steps < 20000);  // and silence is cheap
}

TEST_CASE("sleeping nodes change no pulse by more than 1 fs") {
  const std::string deck = line(60, "pulse(0 600u 20p 2p 2p 1p 60p)", "0.05p 600p");
  TransientOptions awake;
  awake.sleep = Sleep::Never;
  const TransientResult a = run(deck), b = run(deck, awake);
  REQUIRE(a.pulses_ps.size() == b.pulses_ps.size());
  for (std::size_t j = 0; j < a.pulses_ps.size(); ++j) {
    REQUIRE(a.pulses_ps[j].size() == b.pulses_ps[j].size());
    for (std::size_t i = 0; i < a.pulses_ps[j].size(); ++i)
      CHECK(a.pulses_ps[j][i] == Approx(b.pulses_ps[j][i]).margin(1e-3));
  }
}

TEST_CASE("a pulse costs its surroundings, not the length of the line") {
  const auto steps_per_pulse = [](int stages) {
    return static_cast<double>(
        run(line(stages, "pulse(0 600u 20p 2p 2p 1p 1n)", "0.05p 300p")).solves);
  };
  CHECK(steps_per_pulse(400) < 1.1 * steps_per_pulse(200));
}

TEST_CASE("delays converge with order four in the tolerance") {
  const auto last = [](double tolerance) {
    TransientOptions options;
    options.tolerance_rad = tolerance;
    return run(line(30, "pulse(0 600u 20p 2p 2p 1p 1n)", "0.05p 150p"), options)
        .pulses_ps.back()
        .at(0);
  };
  const double exact = last(1e-8);
  CHECK(std::fabs(last(5e-5) - exact) < 5e-3);  // 60 ps of line
  CHECK(std::fabs(last(1e-6) - exact) < 5e-4);
}

TEST_CASE("a run of 100 ns does not drift") {
  // The delay of the 500th pulse equals that of the second; energy closes.
  const std::string deck = line(4, "pulse(0 600u 20p 2p 2p 1p 200p)", "0.05p 100n");
  const TransientResult r = run(deck);
  const auto &first = r.pulses_ps[2], &last = r.pulses_ps.back();
  REQUIRE(first.size() == 500);
  REQUIRE(last.size() == 500);
  for (std::size_t i = 1; i < first.size(); ++i) {
    CHECK(first[i] - first[i - 1] == Approx(200).margin(2e-3));
    CHECK(last[i] - first[i] == Approx(last[1] - first[1]).margin(2e-3));
  }
  const Folder folder;
  const auto json = run_program("circuit " + folder.file("d.cir", deck) + " --json").json();
  const auto energy = json.at("energy_aj");
  const double work = energy.at("sources");
  CHECK(energy.at("dissipated").get<double>() + energy.at("stored").get<double>() ==
        Approx(work).epsilon(1e-3));
}

TEST_CASE("a junction releases Ic Phi0 per 2 pi at constant bias") {
  // Work of the bias of a JTL stage: 175 uA * Phi0 = 0.362 aJ a pulse.
  const auto work = [](int stages) {
    const Folder folder;
    const std::string deck = line(stages, "pulse(0 600u 20p 2p 2p 1p 1n)", "0.05p 200p");
    return run_program("circuit " + folder.file("d.cir", deck) + " --json")
        .json()
        .at("energy_aj")
        .at("sources")
        .get<double>();
  };
  // Ten more stages: ten pulses more, and ten more biases that were raised.
  const double raise = 250e-6 * (1 - std::cos(std::asin(0.7))) * 3.2911e-16 * 1e18;
  CHECK((work(20) - work(10)) / 10 == Approx(175e-6 * 2.0678e-15 * 1e18 + raise).epsilon(0.02));
}

TEST_CASE("an ideal line delays by td and reflects by its impedance") {
  const std::string deck =
      "V1 1 0 pwl(0 0 10p 0 11p 1m)\nRS 1 2 50\nT1 2 0 3 0 z0=50 td=20p\nRL 3 0 150\n"
      ".tran 0.25p 100p 0 5p\n.print nodev 2\n.print nodev 3\n";
  const Folder folder;
  const std::string waves = folder.path() + "/w.csv";
  REQUIRE(run_program("circuit " + folder.file("t.cir", deck) + " --out " + waves).exit_code == 0);
  const std::string text = fluxgate::test::read_file(waves);
  CHECK_THAT(text, Catch::Contains("2.500000e-11,5.000000e-04,") &&
                       Catch::Contains("3.500000e-11,5.000000e-04,7.500000e-04") &&
                       Catch::Contains("6.000000e-11,7.500000e-04,7.500000e-04"));
}

TEST_CASE("coupled inductors, controlled sources and a phase source give their closed forms") {
  const std::string deck =
      "L1 1 0 10p\nL2 2 0 40p\nK1 L1 L2 0.5\nI1 0 1 pwl(0 0 10p 1m)\nP2 2 0 dc 0\n"
      "IB 0 12 pwl(0 0 10p 1m)\nFA 4 0 12 0 2\nRF 4 0 1\nEA 5 0 4 0 3\nRE 5 0 1\n"
      "GA 6 0 4 0 2\nRG 6 0 1\nIC 0 13 pwl(0 0 10p 1m)\nHA 7 0 13 0 2\nRH 7 0 1\n"
      "P8 8 0 pwl(0 0 10p 2*pi)\nL8 8 0 10p\n.tran 0.1p 40p 0 40p\n"
      ".print i(L2) v(4) v(5) v(6) v(7) i(L8)\n";
  const Folder folder;
  const std::string waves = folder.path() + "/w.csv";
  REQUIRE(run_program("circuit " + folder.file("t.cir", deck) + " --out " + waves).exit_code == 0);
  // i(L2) = -M/L2 i(L1) = -0.5 sqrt(10/40) mA with a shorted secondary; i(L8) = Phi0 / 10 pH.
  CHECK_THAT(fluxgate::test::read_file(waves),
             Catch::Contains("4.000000e-11,-2.500000e-04,-2.000000e-03,-6.000000e-03,"
                             "4.000000e-03,2.000000e-03,2.067834e-04"));
}

TEST_CASE("thermal noise repeats with its seed and changes with another") {
  const std::string deck =
      line(5, "pulse(0 600u 20p 2p 2p 1p 100p)", "0.05p 500p") + ".temp 4.2\n.neb 1T\n";
  TransientOptions other;
  other.seed = 2;
  CHECK(run(deck).pulses_ps == run(deck).pulses_ps);
  CHECK(run(deck).pulses_ps != run(deck, other).pulses_ps);
}

TEST_CASE("jitter of a line grows as the root of its length, 0.010 ps a stage") {
  // JoSIM 2.7 at its step of 0.05 ps (neuron.csv): 0.040 ps rms over 15 stages.
  const TransientResult r =
      run(line(20, "pulse(0 600u 20p 2p 2p 1p 60p)", "0.05p 60n") + ".temp 4.2\n.neb 1T\n");
  const auto &from = r.pulses_ps[6], &to = r.pulses_ps[21];
  double sum = 0, squares = 0;
  for (std::size_t i = 1; i < to.size(); ++i) {
    sum += to[i] - from[i];
    squares += (to[i] - from[i]) * (to[i] - from[i]);
  }
  const double n = static_cast<double>(to.size()) - 1;
  REQUIRE(n > 900);
  CHECK(std::sqrt(squares / n - sum * sum / n / n) == Approx(0.040).epsilon(0.15));
}

TEST_CASE("a junction that never switches is no error") {
  const TransientResult r =
      run(kModel + "I1 0 1 pwl(0 0 5p 50u)\nB1 1 0 jj\nR1 1 0 8\n.tran 0.1p 50p");
  CHECK(r.pulses_ps.at(0).empty());
}

TEST_CASE("a source that acts before t = 0 is settled as JoSIM does; DST switches that off") {
  const std::string deck = kModel + "I1 0 1 dc 70u\nB1 1 0 jj\nR1 1 0 8\n";
  const auto phase_at_start = [](const std::string& text) {
    const Folder folder;
    const std::string waves = folder.path() + "/w.csv";
    REQUIRE(run_program("circuit " + folder.file("d.cir", text) + " --out " + waves).exit_code ==
            0);
    const std::string csv = fluxgate::test::read_file(waves);
    return std::stod(csv.substr(csv.find("0.000000e+00,") + 13));
  };
  CHECK(phase_at_start(deck + ".tran 0.05p 10p\n.print p(B1)\n") ==
        Approx(std::asin(0.7)).epsilon(0.01));
  CHECK(phase_at_start(deck + ".tran 0.05p 10p DST\n.print p(B1)\n") == 0);
}

TEST_CASE("a dc voltage behind a resistor has settled its bias current at t = 0") {
  const std::string deck = kModel +
                           "V1 2 0 dc 2.6m\nR1 2 3 20\nL1 3 1 10p\nB1 1 0 jj area=2\nRS 1 0 4\n"
                           ".tran 0.05p 10p\n.print i(R1)\n";
  const Folder folder;
  const std::string waves = folder.path() + "/w.csv";
  REQUIRE(run_program("circuit " + folder.file("d.cir", deck) + " --out " + waves).exit_code == 0);
  const std::string csv = fluxgate::test::read_file(waves);
  CHECK(std::stod(csv.substr(csv.find("0.000000e+00,") + 13)) == Approx(130e-6).epsilon(0.01));
}
