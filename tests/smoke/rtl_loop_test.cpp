#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"

using namespace fluxgate;
using Json = nlohmann::json;

namespace {

Json run_json(const std::string& arguments) {
  const test::Said said = test::run_program(arguments + " --json");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json();
}

}  // namespace

TEST_CASE("with RTL in the loop small networks give the model's outputs and cycles") {
  for (const char* network : {"tiny-transformer", "tiny-mamba"}) {
    const std::string command = std::string("run ") + network + " --arch gemmini_16";
    const Json model = run_json(command);
    const Json rtl = run_json(command + " --rtl systolic");
    INFO(network);
    CHECK(rtl["cycles"].get<double>() == Approx(model["cycles"].get<double>()).epsilon(0.01));
    REQUIRE(rtl["rtl"].size() == 2);  // tiles of the machine, values of the network
    for (const Json& unit : rtl["rtl"]) {
      CHECK(unit["transactions"].get<int>() > 1000);
      CHECK(unit["model_cycles"] == unit["rtl_cycles"]);
    }
    CHECK(model["rtl"].empty());
  }
}

TEST_CASE("softmax, norms, scan and router carry real numbers through their RTL") {
  const auto alike = [](const std::string& arguments, const std::map<std::string, int>& least) {
    const Json result = run_json("run " + arguments + " --arch gemmini_16");
    REQUIRE(result["rtl"].size() == least.size());
    for (const Json& unit : result["rtl"]) {
      INFO(unit.dump());
      CHECK(unit["transactions"].get<int>() >= least.at(unit["kernel"]));
      CHECK(unit["model_cycles"] == unit["rtl_cycles"]);
    }
  };
  alike("tiny-transformer --rtl softmax --rtl layer_norm --rtl rms_norm",
        {{"online_softmax", 4096}, {"layer_norm", 1536}, {"rms_norm", 1024}});
  alike("tiny-mamba --rtl scan", {{"selective_scan", 1024}});
  alike("tiny-experts --rtl router", {{"topk_router", 128}});
}

TEST_CASE("sampling checks tiles of a large network in bounded time") {
  const Json result = run_json(
      "run resnet-50 --arch gemmini_16 --set workload.dtype=int8 --rtl systolic --rtl-sample 3");
  REQUIRE(result["rtl"].size() == 1);
  CHECK(result["rtl"][0]["transactions"].get<int>() > 0);
}

TEST_CASE("RTL in the loop is refused with a sentence where it cannot be") {
  const auto refused = [](const std::string& arguments, int code, const char* what) {
    const test::Said said = test::run_program("run " + arguments);
    CHECK(said.exit_code == code);
    CHECK_THAT(said.err, Catch::Contains(what));
  };
  refused("resnet-50 --arch tpu_v4i --rtl systolic", 4, "array.rows must be 16");
  refused("resnet-50 --arch gemmini_16 --rtl systolc", 3, "did you mean 'systolic'?");
  refused("resnet-50 --arch gemmini_16 --set workload.dtype=int8 --rtl systolic", 4,
          "--rtl-sample");
  refused("tiny-mamba --arch gemmini_16 --rtl-sample 3", 2, "--rtl");
  refused("tiny-mamba --arch gemmini_16 --rtl scan --rtl-sample 3", 4, "'scan' has no tiles");
}
