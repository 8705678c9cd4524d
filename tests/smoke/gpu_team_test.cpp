#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate;
using test::run_program;

namespace {

double time_of(const std::string& options) {
  const test::Said said = run_program("run llama-3.2-1b --arch h100_sxm --json " + options);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  const auto json = said.json();
  for (const auto& [name, holds] : json["invariants"].items()) CHECK(holds == true);
  CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
  return json["time_s"].get<double>();
}

}  // namespace

TEST_CASE("more GPUs are faster on a large prefill, by less than their number") {
  const std::string load = "--seq 2048 --batch 8 ";
  const double one = time_of(load);
  double before = one;
  for (const int gpus : {2, 4, 8}) {
    INFO(gpus);
    const double time = time_of(load + "--set gpus=" + std::to_string(gpus));
    CHECK(time < before);
    CHECK(time > one / gpus);
    before = time;
  }
}

TEST_CASE("a pipeline gains only when micro-batches fill it") {
  const std::string load = "--seq 2048 --batch 8 ";
  const double one = time_of(load);
  const std::string two = load + "--set gpus=2 --set parallel.pipeline=2";
  CHECK(time_of(two) >= one);
  const double filled = time_of(two + " --set parallel.micro_batches=8");
  CHECK(filled < 0.75 * one);
  CHECK(filled > 0.5 * one);
}

TEST_CASE("teams that cannot be are refused with a sentence") {
  struct Bad {
    const char *options, *says;
    int exit_code;
  };
  const Bad all[] = {
      {"--arch h100_sxm --set gpus=16", "16 GPUs do not divide the 8 heads", 4},
      {"--arch h100_sxm --set gpus=4 --set parallel.tensor=3",
       "4 is not parallel.tensor * parallel.pipeline (3 * 1)", 3},
      {"--arch h100_sxm --set gpus=2 --set parallel.pipeline=2 --set parallel.micro_batches=3",
       "3 do not divide the batch of 1", 3},
      {"--arch orin_64g --set gpus=2", "2 GPUs need a link", 3}};
  for (const Bad& bad : all) {
    INFO(bad.options);
    const test::Said said = run_program(std::string("run llama-3.2-1b --seq 128 ") + bad.options);
    CHECK(said.exit_code == bad.exit_code);
    CHECK_THAT(said.err, Catch::Contains(bad.says));
  }
}
