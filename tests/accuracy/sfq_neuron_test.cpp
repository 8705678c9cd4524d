#include <catch2/catch.hpp>

#include "models/sfq/characterise/neuron.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using fluxgate::test::read_csv;

TEST_CASE("a synapse passes from 51.1 uA on, and faster the higher its current") {
  CHECK(pass_threshold_ua() == Approx(51.1).margin(0.1));
  int compared = 0;
  for (const auto& row : read_csv("sfq/neuron.csv")) {
    if (row.at("condition") != "delay input to BD") continue;
    const NeuronRun r = run_neuron({"SYN", std::stod(row.at("x")), 2});
    CHECK(r.decision.at(0) - r.in.at(0) == Approx(std::stod(row.at("y"))).margin(0.002));
    ++compared;
  }
  CHECK(compared == 6);
}

TEST_CASE("a soma fires as often as the reference for every threshold and rate") {
  int compared = 0;
  for (const auto& row : read_csv("sfq/neuron.csv")) {
    const std::string& condition = row.at("condition");
    const std::size_t at = condition.find("ITH ");
    if (row.at("circuit") != "SOMA" || at == std::string::npos) continue;
    INFO(condition << ", period " << row.at("x"));
    CHECK(soma_pulses(std::stod(condition.substr(at + 4)), std::stod(row.at("x")), 24) ==
          std::stoi(row.at("y")));
    ++compared;
  }
  CHECK(compared == 10);
}

TEST_CASE("noise at 4.2 K spreads the threshold of a synapse by 3.0 uA about 51 uA") {
  std::vector<std::pair<double, double>> points;
  for (double isyn = 46; isyn <= 56; isyn += 2)
    points.emplace_back(isyn, pass_probability(isyn, 300, 1));
  const Probit fit = fit_probit(points, 300);
  CHECK(fit.mean_ua == Approx(51).epsilon(0.02));
  CHECK(fit.sigma_ua == Approx(3.0).epsilon(0.15));
}
