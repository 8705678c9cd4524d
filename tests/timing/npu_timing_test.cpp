#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

nlohmann::json run(const std::string& arguments) {
  const Said said = run_program("run " + arguments + " --json");
  INFO(arguments << " " << said.err);
  REQUIRE(said.exit_code == 0);
  return said.json();
}
double time_of(const std::string& arguments) { return run(arguments)["time_s"].get<double>(); }

const std::string kBig =
    "gemm --set workload.M=4096 --set workload.N=4096 --set workload.K=4096 --arch npu_datacenter";

}  // namespace

TEST_CASE("a compute-bound GEMM is within 5 % of the array formula") {
  // 4096^3 over 8 arrays of 128 x 128: folds of overlapping streams leave no gap.
  const double formula = std::pow(4096.0, 3) / (8 * 128 * 128);
  const auto json =
      run(kBig +
          " --set 'noc.port_rate=4 TB/s' --set memory.channels=256 --set 'dma.outstanding=4 MiB'");
  CHECK(json["cycles"].get<double>() == Approx(formula).epsilon(0.05));
}

TEST_CASE("a pure stream is within 5 % of the DRAM model alone") {
  // An addition of two long tensors on one core: two read streams, one write stream.
  const Folder folder;
  const std::string net =
      folder.file("add.yaml",
                  "phases: [forward]\nparameters: {n: 16777216, dtype: bf16}\nnetwork: [{op: pool, "
                  "function: max, rows: n / 8, cols: 8}]\n");
  const auto json =
      run(net +
          " --arch npu_edge --set vector.lanes=4096 --set 'noc.port_rate=1 TB/s' --set "
          "'scratchpad.capacity=4 MiB' --set 'dma.outstanding=1 MiB' --set scratchpad.banks=4096");
  const double busy = json["counts"]["memory.busy_fs"].get<double>() * 1e-15;
  CHECK(json["time_s"].get<double>() == Approx(busy).epsilon(0.05));
  // Each step's share is rounded up to whole bytes.
  CHECK(json["dram_read_bytes"].get<double>() == Approx(2.0 * 16777216).epsilon(1e-4));
}

TEST_CASE("busy, stalls and idle of every unit add to the elapsed cycles") {
  const auto json = run("vit-b-16 --arch npu_mobile");
  const auto& counts = json["counts"];
  const double launch = 200.0 * json["launches"].get<double>();
  for (const std::string core : {"core0", "core1"})
    for (const std::string unit : {"array", "vector", "scan_unit"}) {
      double sum = launch;
      for (const char* part : {"busy", "stall_memory", "stall_output", "stall_dependency", "idle"})
        sum += counts[core + "." + unit + "." + part + "_cycles"].get<double>();
      CHECK(sum == json["cycles"].get<double>());
    }
}

TEST_CASE("more hardware is never slower") {
  const std::string decode = "llama-3.2-1b --phase decode --seq 512 --arch npu_datacenter";
  CHECK(time_of(decode + " --set memory.channels=64") <= time_of(decode));
  CHECK(time_of(kBig + " --set cores=16") <= time_of(kBig));
  CHECK(time_of("vit-b-16 --arch npu_mobile --set memory.channels=8") <=
        time_of("vit-b-16 --arch npu_mobile") * 1.001);
  CHECK(time_of("vit-b-16 --arch npu_edge --set vector.lanes=64") <=
        time_of("vit-b-16 --arch npu_edge") * 1.001);
}

TEST_CASE("two cores that stream at once share the bandwidth") {
  const std::string add =
      "conv2d --set workload.k=1 --set workload.HW=256 --set workload.Cin=16 --set "
      "workload.Cout=16 --arch npu_mobile";
  const auto one = run(add + " --set cores=1");
  const auto two = run(add + " --set cores=2");
  CHECK(two["time_s"].get<double>() > 0.5 * one["time_s"].get<double>());
  CHECK(two["counts"]["memory.busy_fs"].get<double>() * 1e-15 <=
        two["time_s"].get<double>() * 1.0001);
}

TEST_CASE("never faster than the bound, at any shape") {
  for (const int m : {1, 2, 127, 128, 129, 1000})
    for (const int n : {1, 16, 129, 3000})
      for (const int k : {1, 128, 1025}) {
        const auto json = run("gemm --arch npu_edge --set workload.M=" + std::to_string(m) +
                              " --set workload.N=" + std::to_string(n) +
                              " --set workload.K=" + std::to_string(k));
        CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
      }
}

TEST_CASE("the bound tier gives the bound of the approx tier") {
  CHECK(run("vit-b-16 --arch npu_edge --tier bound")["time_s"] ==
        run("vit-b-16 --arch npu_edge")["bound_s"]);
}

TEST_CASE("the scan form is chosen by cost, with the reason") {
  const auto with_unit = run("selective_scan --arch npu_datacenter");
  CHECK(with_unit["operators"][0]["unit"] == "scan_unit");
  CHECK_THAT(
      with_unit["operators"][0]["reason"].get<std::string>(),
      Catch::Contains("sequential") && Catch::Contains("chunked") && Catch::Contains("scan unit"));
  const auto gla =
      run("gla-1.3b --arch npu_edge --phase prefill --seq 128 --set 'memory.capacity=16 GiB' --set "
          "array.rows=64 --set array.cols=64 --set 'accumulator.capacity=1 MiB'");
  for (const auto& op : gla["operators"])
    if (op["class"] == "scan") CHECK(op["unit"] == "array");
  const auto one_step = run("mamba-130m --arch npu_edge --phase decode --seq 16");
  for (const auto& op : one_step["operators"])
    if (op["class"] == "scan") CHECK(op["unit"] == "vector");
}

TEST_CASE("a mapping from a file is obeyed") {
  const Folder folder;
  const std::string file =
      folder.file("m.yaml", "gemm: {tile: {m: 64, n: 64, k: 64}, step: {m: 64, n: 16, k: 64}}\n");
  const auto json = run("gemm --arch npu_edge --mapping " + file);
  CHECK(json["operators"][0]["mapping"] == "tile 64x64x64 step 64x16x64");
}

TEST_CASE("decoding many tokens costs the sum of the single ones") {
  const double together =
      time_of("gpt-2 --arch npu_datacenter --phase decode --seq 100 --tokens 3");
  const double apart = time_of("gpt-2 --arch npu_datacenter --phase decode --seq 100") +
                       time_of("gpt-2 --arch npu_datacenter --phase decode --seq 101") +
                       time_of("gpt-2 --arch npu_datacenter --phase decode --seq 102");
  CHECK(together == Approx(apart).epsilon(0.005));
}
