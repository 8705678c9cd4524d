#include "models/sfq/network/network.h"

#include <catch2/catch.hpp>

#include "models/sfq/network/soma.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using fluxgate::test::Folder;

namespace {

const std::string kHead =
    "summary: s\nslot_ps: 100\nslots: 8\ndecision_rate: 0.5\ninputs: [a, b]\noutputs: [o]\n"
    "cases: [{name: x, levels: [0.25, 1], expected: 1}]\n";
const std::string kNeuron = "neurons: [{id: o, ith_ua: 97, excite: [{from: a, isyn_ua: 60}]}]\n";

Network read(const std::string& text) {
  const Folder folder;
  return read_network(folder.file("n.yaml", text));
}
void refuse(const std::string& text, const std::string& words) {
  CHECK_THROWS_WITH(read(text), Catch::Contains(words) && Catch::Contains("n.yaml:"));
}

}  // namespace

TEST_CASE("an input's pulses are spread evenly over the slots, by its level") {
  const Network n = read(kHead + kNeuron);
  CHECK(input_train(n, n.cases[0], 0, 8) == std::vector<double>{300, 700});
  CHECK(input_train(n, n.cases[0], 1, 3) == std::vector<double>{0, 100, 200});
}

TEST_CASE("trees of splitters and mergers have k - 1 nodes and even depths") {
  CHECK(tree_depths(1) == std::vector<int>{0});
  CHECK(tree_depths(3) == std::vector<int>{2, 2, 1});
  CHECK(tree_depths(8) == std::vector<int>(8, 3));
}

TEST_CASE("a layer's currents are signed: negative inhibits, zero is no synapse") {
  const Network n = read(
      "summary: s\nslot_ps: 100\nslots: 8\ndecision_rate: 0.5\ninputs: [a, b]\noutputs: [o0]\n"
      "cases: [{name: x, levels: [0.25, 1], expected: 1}]\nlayers:\n"
      "  - {prefix: h, from: [a, b], ith_ua: 97, isyn_ua: [[50, -60], [55, 0]]}\n"
      "  - {prefix: o, from: [\"h*\"], ith_ua: 90, isyn_ua: [[1, 2]]}\n");
  REQUIRE(n.neurons.size() == 3);
  CHECK(n.neurons[0].synapses.size() == 2);
  CHECK(n.neurons[0].synapses[1].role == Role::Inhibits);
  CHECK(n.neurons[0].synapses[1].isyn_ua == 60);
  CHECK(n.neurons[1].synapses.size() == 1);
  CHECK(n.neurons[2].synapses[1].from == 3);
}

TEST_CASE("wrong descriptions of networks are refused with their place") {
  refuse(kHead, "o': no input or neuron");
  refuse(kHead + kNeuron + "slotps: 3\n", "slotps: unknown key, did you mean 'slot_ps'?");
  refuse(kHead + "neurons: [{id: o, ith_ua: -1, excite: [{from: a, isyn_ua: 60}]}]\n",
         "must not be negative");
  refuse(kHead + "neurons: [{id: o, ith_ua: 90, excite: [{from: c, isyn_ua: 60}]}]\n",
         "'c': no input or neuron above has this id");
  refuse(kHead + "neurons: [{id: o, ith_ua: x, excite: [{from: a, isyn_ua: 60}]}]\n",
         "'x' is not a number");
  refuse(kHead + "neurons: [{id: o, ith_ua: 90, inhibit: [{from: a, isyn_ua: 60}]}]\n",
         "no exciting synapse");
  refuse(kHead + "neurons: [{id: a, ith_ua: 90, excite: [{from: a, isyn_ua: 60}]}]\n",
         "a second input or neuron");
  refuse("summary: s\nslot_ps: 0\n", "slot_ps: must be above 0");
}

TEST_CASE("a law's soma fires as often as the reference's circuit, give or take one pulse") {
  const NeuronLaws laws = read_laws();
  int compared = 0;
  for (const auto& row : fluxgate::test::read_csv("sfq/neuron.csv")) {
    const std::string& condition = row.at("condition");
    const std::size_t at = condition.find("ITH ");
    if (row.at("circuit") != "SOMA" || at == std::string::npos) continue;
    Soma soma(laws.soma, std::stod(condition.substr(at + 4)), 0);
    Chance chance(1, 1);
    int fired = 0;
    for (int i = 0; i < 24; ++i)
      fired += soma.arrive(100 + std::stod(row.at("x")) * i, chance) ? 1 : 0;
    INFO(condition << ", period " << row.at("x"));
    CHECK(fired == Approx(std::stod(row.at("y"))).margin(1));
    ++compared;
  }
  CHECK(compared == 10);
}

TEST_CASE("a soma's noise spreads its threshold by its rms, more with temperature") {
  const NeuronLaws laws = read_laws();
  const auto share = [&](double over_ua, double temperature_k) {
    Soma soma(laws.soma, laws.soma.threshold_ua - laws.soma.quantum_ua + over_ua, temperature_k);
    Chance chance(7, 1);
    int fired = 0;
    for (int i = 0; i < 20000; ++i) fired += soma.arrive(1000.0 * i, chance) ? 1 : 0;
    return fired / 20000.0;
  };
  const double rms = laws.soma.noise_ua, lead = laws.soma.noise_lead_ua;
  CHECK(share(-lead, 4.2) == Approx(0.5).margin(0.012));  // 3 sigma of 20,000
  CHECK(share(rms - lead, 4.2) == Approx(0.841).margin(0.01));
  CHECK(share(rms - 2 * lead, 16.8) == Approx(0.691).margin(0.01));
}

TEST_CASE("a synapse's pass probability is normal in its current, wider by the root of T") {
  const SynapseLaw law = read_laws().synapse;
  CHECK(law.pass_probability(law.mean_ua, 4.2) == Approx(0.5));
  CHECK(law.pass_probability(law.mean_ua + law.sigma_ua, 4.2) == Approx(0.8413).margin(1e-4));
  CHECK(law.pass_probability(law.mean_ua + law.sigma_ua, 16.8) == Approx(0.6915).margin(1e-4));
  CHECK(law.pass_probability(law.mean_ua + 0.1, 0) == 1);
  CHECK(law.delay_ps(100) < law.delay_ps(60));
}
