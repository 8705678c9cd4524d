#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("doctor finds this machine fit and says how to mend a missing share folder") {
  const auto json = run_program("doctor --json").json();
  for (const auto& check : json)
    if (check["required"] == true) CHECK(check["found"] == true);
  setenv("FLUXGATE_SHARE", "/nowhere", 1);
  const Said lost = run_program("doctor");
  unsetenv("FLUXGATE_SHARE");
  CHECK(lost.exit_code == 3);
  CHECK_THAT(lost.err, Catch::Contains("set FLUXGATE_SHARE"));
}

TEST_CASE("a repeatable option takes one value and leaves the rest to the command") {
  const Said said = run_program(
      "run --arch npu_edge --set array.rows=8 --set array.cols=8 gemm --set workload.M=16 --json");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  CHECK(said.json()["workload"] == "gemm");
  const Said two = run_program("run gemm --arch npu_edge --set array.rows=8 array.cols=8");
  CHECK(two.exit_code == 2);
  CHECK_THAT(two.err, Catch::Contains("array.cols=8"));
}

TEST_CASE("predict reads cases, keeps the machine, and reports errors against a measured column") {
  const Folder folder;
  const std::string cases = folder.file("cases.csv",
                                        "op,params,dtype,measured_us,other\nlinear,M=128;N=128;K="
                                        "128,bf16,1.0,x\nconv2d,HW=30;Cin=16;Cout=16;k=3,bf16,,\n");
  const Said said = run_program("predict --arch npu_edge --json " + cases);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  const auto json = said.json();
  CHECK(json["cases"].size() == 2);
  CHECK(json["cases"][1]["error"].is_null());
  CHECK(json["errors"]["by_op"]["linear"]["n"] == 1);
  const Said bad =
      run_program("predict --arch npu_edge " + folder.file("bad.csv", "op,params\nsofmax,M=3\n"));
  CHECK(bad.exit_code == 3);
  CHECK_THAT(bad.err, Catch::Contains(
                          "bad.csv:2:1: op 'sofmax' is not known here, did you mean 'softmax'?"));
}

TEST_CASE("every command has help with an example") {
  for (const char* command : {"run", "count", "predict", "memory", "list", "schema", "doctor"}) {
    const Said said = run_program(std::string(command) + " --help");
    CHECK(said.exit_code == 0);
    CHECK_THAT(said.out,
               Catch::Contains("Example:") && Catch::Contains(std::string("fluxgate ") + command));
  }
}

TEST_CASE("explain shows the chosen mapping and the rejected ones") {
  const Said said = run_program("run vit-b-16 --arch npu_mobile --explain layer.mlp.up");
  CHECK(said.exit_code == 0);
  CHECK_THAT(said.out, Catch::Contains("chosen: tile") && Catch::Contains("tilings fit"));
}
