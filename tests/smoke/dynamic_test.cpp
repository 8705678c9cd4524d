#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate;
using test::run_program;

namespace {

nlohmann::json result(const std::string& command) {
  const test::Said said = run_program("run " + command + " --json");
  INFO(command << ": " << said.err);
  REQUIRE(said.exit_code == 0);
  return said.json();
}

nlohmann::json latency(const std::string& command) { return result(command)["latency"]; }

const std::string kSwitch =
    "pregated-moe/switch-base-128 --phase decode --arch a100_sxm --set workload.policy=";

}  // namespace

TEST_CASE("early exit gives a distribution of latencies between its shallowest and deepest run") {
  const std::string net =
      "eco-m2f --arch h100_sxm --set workload.height=512 --set workload.width=512";
  const auto l = latency(net + " --samples 12 --seed 3");
  const double shallow = result(net + " --set workload.encoder_depth=2")["time_s"];
  const double deep = result(net)["time_s"];
  CHECK(l["samples"] == 12);
  CHECK(l["min_s"].get<double>() >= shallow * 0.999);
  CHECK(l["max_s"].get<double>() <= deep * 1.001);
  CHECK(l["min_s"] < l["max_s"]);
  CHECK(l["p50_s"] <= l["p90_s"]);
  CHECK(l["p90_s"] <= l["p99_s"]);
  CHECK(l == latency(net + " --samples 12 --seed 3"));
  CHECK(l != latency(net + " --samples 12 --seed 4"));
  const auto traced =
      latency(net + " --samples 2 --set workload.use_trace=1 --set workload.trace=[2,6]");
  CHECK(traced["min_s"].get<double>() == Approx(shallow).epsilon(0.001));
  CHECK(traced["max_s"].get<double>() == Approx(deep).epsilon(0.001));
}

TEST_CASE("adaptive modules take time by their budget, and differ from sample to sample") {
  const auto low = latency("acm --arch npu_datacenter --samples 3 --set workload.budget=25");
  const auto high = latency("acm --arch npu_datacenter --samples 3 --set workload.budget=75");
  CHECK(low["max_s"] < high["min_s"]);
}

TEST_CASE("skewed routing reads fewer experts than balanced routing, at any seed the same way") {
  const std::string net =
      "gatebreaker/qwen1.5-moe-a2.7b --phase decode --seq 64 --batch 8 --arch h100_sxm --set "
      "workload.routing=";
  const std::int64_t balanced = result(net + "0")["dram_read_bytes"];
  const std::int64_t skewed = result(net + "1")["dram_read_bytes"];
  const std::int64_t zipf = result(net + "2 --set workload.zipf=150")["dram_read_bytes"];
  CHECK(skewed < balanced);
  CHECK(zipf < balanced);
  CHECK(result(net + "2")["dram_read_bytes"] == result(net + "2")["dram_read_bytes"]);
  CHECK(result(net + "2 --seed 9")["params"] == result(net + "0")["params"]);
}

TEST_CASE("pre-gated experts arrive while the block before computes") {
  const auto all = result(kSwitch + "0"), demand = result(kSwitch + "1"),
             ahead = result(kSwitch + "2"), pregated = result(kSwitch + "3");
  CHECK(all["host"].is_null());
  CHECK(pregated["params"] == all["params"]);
  CHECK(pregated["memory_bytes"].get<double>() < 0.3 * all["memory_bytes"].get<double>());
  CHECK(all["time_s"] <= pregated["time_s"]);
  CHECK(pregated["time_s"] < demand["time_s"]);
  CHECK(demand["time_s"] < ahead["time_s"]);
  CHECK(ahead["host"]["read_bytes"].get<double>() ==
        128 * pregated["host"]["read_bytes"].get<double>());
  // A copy on the link and a kernel on the device at the same time, which on demand never happens.
  const auto overlaps = [](const nlohmann::json& run) {
    int count = 0;
    for (const auto& copy : run["host"]["timeline"])
      for (const auto& kernel : run["host"]["timeline"])
        if (copy["lane"] == "host link" && kernel["lane"] == "device" &&
            kernel["name"].get<std::string>().find("waits") == std::string::npos &&
            copy["begin_s"] < kernel["end_s"] && kernel["begin_s"] < copy["end_s"])
          ++count;
    return count;
  };
  CHECK(overlaps(pregated) > 0);
  CHECK(overlaps(demand) == 0);
}

TEST_CASE("bad samples and draws are refused in one sentence") {
  CHECK(run_program("run acm --arch npu_edge --samples 0").exit_code == 2);
  const test::Folder folder;
  const std::string head = "phases: [forward]\nparameters: {w: [1, 2]}\n";
  const auto refusal = [&](const std::string& rest) {
    const test::Said said = run_program("count " + folder.file("net.yaml", head + rest));
    CHECK(said.exit_code == 3);
    return said.err;
  };
  CHECK_THAT(refusal("draws: {a: {choos: w}}\nnetwork: []\n"),
             Catch::Contains("did you mean 'choose'"));
  CHECK_THAT(
      refusal("draws: {a: {choose: v}}\nnetwork: [{op: lif, neurons: \"1 + a[0]\", steps: 1}]\n"),
      Catch::Contains("'v' is not a list"));
  CHECK_THAT(refusal("network: [{op: lif, neurons: 1, steps: 1, host_cpy: 3}]\n"),
             Catch::Contains("host_copy"));
}
