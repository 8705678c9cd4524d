#include <catch2/catch.hpp>

#include "models/sfq/architecture/blocks.h"
#include "models/shared/superconducting.h"
#include "tests/support/program.h"

using namespace fluxgate;
using namespace fluxgate::sfq;
using test::run_program;

namespace {

/// 8-bit MAC: 64 AND2, 80 full adders, 240 balancing flip-flops; operands of the ANDs are split.
Bill mac_gates() {
  return Bill().add("and2", 64).add("split", 128).add(adder_bit(), 80).add("dff", 240);
}
Bill mac_clock() { return Bill().add("split", 64 + 80 * 8 + 240); }

/// Lane: a MAC, 24 bits of compare and select, two registers.
Bill lane_gates() {
  return mac_gates().add(adder_bit(), 24).add("and2", 48).add("or2", 24).add("dff", 48);
}
Bill lane_clock() { return mac_clock().add("split", 24 * 8 + 48 + 24 + 48); }
/// Sequencer: 64 instructions of 256 bits in a shift register, six counters of 24 bits.
Bill queue() { return Bill().add("dff", 64 * 256).add("split", 64 * 256); }
Bill counters() {
  return Bill().add("xor", 144).add("and2", 144).add("dff", 288).add("split", 576);
}
void check_block(const Superconducting::Block& block, const Bill& all, double energy_j) {
  const Library library;
  CHECK(block.junctions == Approx(library.junctions(all)));
  CHECK(block.bias_a == Approx(library.bias_a(all)));
  CHECK(block.energy_j * 1e18 == Approx(energy_j * 1e18));  // aJ
}

nlohmann::json result(const std::string& command) {
  const test::Said said = run_program(command + " --json");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json();
}
nlohmann::json cold(const nlohmann::json& json) { return json["energy_detail"]["cryogenic"]; }
double chip_w(const nlohmann::json& json) { return cold(json)["chip_w"].get<double>(); }
/// Joules of all parts whose action is, or is not, the static bias.
double joules(const nlohmann::json& json, bool is_static) {
  double sum = 0;
  for (const auto& part : json["energy_detail"]["parts"])
    if ((part["action"] == "static bias") == is_static) sum += part["energy_j"].get<double>();
  return sum;
}

}  // namespace

TEST_CASE("the NPU's blocks in the technology files are sums of characterised cells") {
  const Library library;
  for (const char* id : {"rsfq", "ersfq", "esfq"}) {
    INFO(id);
    const Superconducting t(id);
    const Bill all = mac_gates().add(mac_clock());
    CHECK(t.mac().junctions == Approx(library.junctions(all)));
    CHECK(t.mac().bias_a == Approx(library.bias_a(all)));
    CHECK(t.mac().energy_j ==
          Approx(library.energy_j(mac_gates()) / 2 + library.energy_j(mac_clock())));
    const Bill bit = Bill().add("dff", 1).add("split", 1);
    CHECK(t.buffer_bit().junctions == Approx(library.junctions(bit)));
    CHECK(t.buffer_bit().bias_a == Approx(library.bias_a(bit)));
    CHECK(t.buffer_bit().energy_j == Approx(library.energy_j(bit)));
    check_block(t.vector_lane(), lane_gates().add(lane_clock()),
                library.energy_j(lane_gates()) / 2 + library.energy_j(lane_clock()));
    check_block(t.special_table(), Bill().add("ndro", 256).add("split", 256).add("merge", 256), 0);
    check_block(t.sequencer(), queue().add(counters()),
                library.energy_j(queue()) + library.energy_j(counters()));
  }
}

TEST_CASE("chip power, heat of cables and every cooling factor are given together") {
  for (const std::string run : {"run lmuformer/spiking-lmuformer --arch rsfq_neuro",
                                "run lmuformer/spiking-lmuformer --arch ersfq_neuro",
                                "run resnet-50 --arch sfq_npu --set workload.dtype=int8"}) {
    INFO(run);
    const auto json = result(run);
    const double chip = chip_w(json), heat = cold(json)["cable_heat_w"],
                 warm = cold(json)["warm_electronics_w"];
    CHECK(heat > 0);
    CHECK(warm > 0);
    CHECK(chip * json["time_s"].get<double>() == Approx(joules(json, true) + joules(json, false)));
    std::vector<double> factors;
    const nlohmann::json cryogenic = cold(json);
    for (const auto& cooled : cryogenic["cooled"]) {
      factors.push_back(cooled["cooling_w_per_w"]);
      CHECK(cooled["wall_power_w"].get<double>() == Approx(factors.back() * (chip + heat) + warm));
    }
    CHECK(factors == std::vector<double>{70, 300, 400, 1000});
    double junctions = 0;
    for (const auto& [name, figure] : json["figures"].items())
      if (name.rfind("part.", 0) == 0) junctions += figure["value"].get<double>();
    CHECK(junctions == Approx(json["figures"]["junctions"]["value"].get<double>()));
  }
}

TEST_CASE("static power of RSFQ is the bias current of all cells times 2.6 mV") {
  const Library library;
  Bill bill;
  for (const auto& [name, number] : {std::pair{"split", 3.0}, std::pair{"ndro", 2.0}})
    bill.add(name, number);
  EnergyModel model;
  Superconducting("rsfq").add_part(model, "part", library.junctions(bill), library.bias_a(bill));
  // reference/sfq/cells.csv: 1.36 uW a splitter, 2.59 uW an NDRO.
  CHECK(model.background.at(0).power_w * 1e6 == Approx(3 * 1.36 + 2 * 2.59).epsilon(0.005));
}

// Published trend (Ishida et al., MICRO 2020; from memory 964 W RSFQ, 1.9 W ERSFQ for the chip).
TEST_CASE("an SFQ NPU is bound by memory, RSFQ's static power dwarfs the rest, cooling decides") {
  const std::string run = "run resnet-50 --arch sfq_npu --set workload.dtype=int8";
  const auto rsfq = result(run);
  const auto ersfq = result(run + " --set superconducting.technology=ersfq");
  const auto ideal = result(run + " --set memory.model=ideal");
  const auto undivided = result(run + " --set scratchpad.divisions=1");
  const double time = rsfq["time_s"];
  CHECK(ideal["time_s"].get<double>() < time / 3);
  CHECK(undivided["time_s"].get<double>() > 2 * time);
  CHECK(joules(rsfq, true) > 100 * joules(rsfq, false));
  CHECK(chip_w(rsfq) > 100);
  CHECK(joules(ersfq, true) == 0);
  CHECK(chip_w(ersfq) < chip_w(rsfq) / 50);
  // At 400 W/W the wall takes hundreds of times what the chip does.
  CHECK(cold(ersfq)["cooled"][2]["wall_power_w"].get<double>() > 100 * chip_w(ersfq));
}

TEST_CASE("on the SFQ machine ERSFQ saves the static power and nothing of the time") {
  const auto rsfq = result("run spikingformer/8-384 --arch rsfq_neuro");
  const auto ersfq = result("run spikingformer/8-384 --arch ersfq_neuro");
  CHECK(rsfq["time_s"] == ersfq["time_s"]);
  CHECK(rsfq["figures"]["junctions"] == ersfq["figures"]["junctions"]);
  CHECK(joules(ersfq, true) == 0);
  CHECK(joules(rsfq, true) > 10 * joules(rsfq, false));
}
