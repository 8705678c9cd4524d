#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate;
using test::run_program;

TEST_CASE("spiking networks run on SFQ presets in both modes, and their invariants hold") {
  for (const std::string network :
       {"spikingformer/8-384", "qsd/spikformer-8-256", "lmuformer/spiking-lmuformer"}) {
    for (const std::string arch : {"rsfq_neuro", "ersfq_neuro"}) {
      for (const std::string mode : {"spatial", "time_multiplexed"}) {
        INFO(network << " " << arch << " " << mode);
        const test::Said said =
            run_program("run " + network + " --arch " + arch + " --json --set mode=" + mode);
        INFO(said.err);
        REQUIRE(said.exit_code == 0);
        const auto json = said.json();
        for (const auto& [name, holds] : json["invariants"].items()) CHECK(holds == true);
        CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
        CHECK(json["cycles"].is_null());
        CHECK(json["spiking"]["convention_45nm_j"].get<double>() > 0);
      }
    }
  }
}

TEST_CASE("what cannot be spiking is refused before simulation, with class and operator") {
  struct Bad {
    const char *command, *says;
    int exit_code;
  };
  const test::Folder folder;
  const std::string net = folder.file(
      "net.yaml",
      "parameters: {dtype: int8}\nphases: [forward]\nnetwork:\n"
      "  - {op: linear, m: 4, n: 4, k: 4, spike_rate: 1}\n"
      "  - {op: activation, name: gelu, function: gelu, elements: 16, spike_rate: 1}\n");
  const std::vector<Bad> all{
      {"run resnet-50 --arch rsfq_neuro", "no lowering for class contraction without spikes", 4},
      {"run resnet-50 --arch rsfq_neuro", "(operator 'stem.conv')", 4},
      {"run lmuformer --arch ersfq_neuro", "(operator 'embed1.conv')", 4},
      {"run lmuformer/spiking-lmuformer --arch rsfq_neuro --set workload.taps=0",
       "class transform by spikes (operator 'memory')", 4},
      {"run spikingformer --arch rsfq_neuro --set workload.weight_dtype=bf16",
       "try --set workload.weight_dtype=int8", 4},
      {"run spikingformer --arch rsfq_neuro --set mode=spatial --set limits.junctions=1000000",
       "limits.junctions allows 1e+06", 4},
      {"run spikingformer --arch rsfq_neuro --set weight_store.kind=tape", "tape", 3},
      {"run spikingformer --arch rsfq_neuro --set technology=aqfp",
       "'aqfp' is unknown; known: rsfq, ersfq, esfq", 3}};
  for (const Bad& bad : all) {
    INFO(bad.command);
    const test::Said said = run_program(bad.command);
    CHECK(said.exit_code == bad.exit_code);
    CHECK_THAT(said.err, Catch::Contains(bad.says));
  }
  const test::Said gelu = run_program("run " + net + " --arch rsfq_neuro");
  CHECK(gelu.exit_code == 4);
  CHECK_THAT(gelu.err, Catch::Contains("(operator 'gelu')"));
}

TEST_CASE("a quicker link, more arrays or fewer spikes never make a machine slower") {
  const auto time = [](const std::string& sets) {
    return run_program("run spikingformer/8-384 --arch rsfq_neuro --json " + sets)
        .json()["time_s"]
        .get<double>();
  };
  const double base = time("");
  CHECK(time("--set 'link.rate=640 GB/s'") <= base);
  CHECK(time("--set array.count=8") <= base);
  CHECK(time("--set workload.spike_rate=0.1") <= base);
  CHECK(time("--set array.shadow=false") >= base);
}

TEST_CASE("an int8 machine says in one line that a bf16 network runs on its vector unit") {
  const test::Said said = run_program("run deit-s --arch sfq_npu --json");
  CHECK(said.exit_code == 0);
  CHECK_THAT(said.err, Catch::Contains("no rate for bf16") &&
                           Catch::Contains("try --set workload.dtype=int8"));
  CHECK(said.json()["notices"].size() == 1);
  CHECK(run_program("run deit-s --arch sfq_npu --set workload.dtype=int8").err.empty());
  CHECK(run_program("run deit-s --arch npu_datacenter").err.empty());
}

TEST_CASE("longer shift registers are never faster than shorter ones or random access") {
  const auto time = [](const std::string& sets) {
    return run_program("run deit-s --arch sfq_npu --set workload.dtype=int8 --json " + sets)
        .json()["time_s"]
        .get<double>();
  };
  const double base = time("");
  CHECK(time("--set scratchpad.divisions=8") >= base);
  CHECK(time("--set scratchpad.kind=random_access") <= base);
}

TEST_CASE("neurons without synapses take the slots of the neuron arrays") {
  const auto time = [](const std::string& sets) {
    return run_program("run lif --arch ersfq_neuro --json " + sets).json()["time_s"].get<double>();
  };
  const double base = time("");
  CHECK(base > 0);
  CHECK(time("--set workload.neurons=8192") > 1.5 * base);
  CHECK(time("--set workload.steps=32") > 1.5 * base);
}

TEST_CASE("spike rates may be measured in a functional run with the seed") {
  const std::string run =
      "run lmuformer/spiking-lmuformer --set workload.frames=32 --arch ersfq_neuro --json ";
  const auto given = run_program(run).json(),
             measured = run_program(run + "--measure-rates").json();
  const auto operations = [](const nlohmann::json& json) {
    return json["spiking"]["synaptic_operations"].get<double>();
  };
  CHECK(operations(measured) != operations(given));
  CHECK(operations(measured) > 0);
  CHECK(operations(measured) == operations(run_program(run + "--measure-rates --seed 1").json()));
  CHECK(operations(measured) != operations(run_program(run + "--measure-rates --seed 2").json()));
  const auto image = run_program(
                         "run spikingformer/8-384 --set workload.image=32 --arch rsfq_neuro --json "
                         "--measure-rates")
                         .json();
  CHECK(image["spiking"]["synaptic_operations"].get<double>() > 0);
  const test::Said large =
      run_program("run spikingformer/8-384 --batch 8 --arch rsfq_neuro --measure-rates");
  CHECK(large.exit_code == 4);
  CHECK_THAT(large.err, Catch::Contains("use a smaller batch, image"));
  const test::Said dense = run_program("run tiny-transformer --arch npu_edge --measure-rates");
  CHECK(dense.exit_code == 4);
  CHECK_THAT(dense.err, Catch::Contains("no operand is coded as spikes"));
}
