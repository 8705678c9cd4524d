#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

std::string knobs(const std::string& params) {
  std::string sets = " --set workload.";
  for (const char c : params)
    sets += c == ';' ? std::string(" --set workload.") : std::string(1, c);
  return sets;
}

}  // namespace

TEST_CASE("the bare array gives SCALE-Sim's cycles exactly") {
  const std::map<std::string, std::string> dataflows{
      {"ws", "weight_stationary"}, {"os", "output_stationary"}, {"is", "input_stationary"}};
  int compared = 0;
  for (auto& row : read_csv("npu/scalesim.csv")) {
    const Said said = run_program("run " + std::string(row["op"] == "linear" ? "gemm" : "conv2d") +
                                  " --arch systolic --json --set array.rows=" + row["rows"] +
                                  " --set array.cols=" + row["cols"] + " --set array.dataflow=" +
                                  dataflows.at(row["dataflow"]) + knobs(row["params"]));
    INFO(row["params"] << " " << said.err);
    REQUIRE(said.exit_code == 0);
    REQUIRE(said.json()["cycles"] == std::stoll(row["cycles"]));
    ++compared;
  }
  CHECK(compared > 90);
}

TEST_CASE("the whole NPU is within 5 % of ONNXim, its DRAM bytes are equal") {
  for (auto& row : read_csv("npu/onnxim.csv")) {
    const Said said =
        run_program("run gemm --arch onnxim_tpuv4 --json --set workload.dtype=fp16 --set cores=" +
                    row["cores"] + " --set array.rows=" + row["array"] +
                    " --set array.cols=" + row["array"] + knobs(row["params"]));
    INFO(row["params"] << " " << said.err);
    REQUIRE(said.exit_code == 0);
    const auto json = said.json();
    CHECK(std::abs(json["cycles"].get<double>() / std::stod(row["cycles"]) - 1) < 0.05);
    CHECK(json["dram_read_bytes"] == std::stoll(row["dram_read_bytes"]));
    CHECK(json["dram_write_bytes"] == std::stoll(row["dram_write_bytes"]));
  }
}
