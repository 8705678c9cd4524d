#include <catch2/catch.hpp>
#include <cstdio>

#include "sim/engine/preset.h"
#include "sim/graph/graph.h"
#include "tests/support/program.h"

using namespace fluxgate;
using test::run_program;

namespace {

/// Variants differ in sizes: their counts are checked (accuracy), the family runs here.
bool is_variant(const WorkloadInfo& info) { return info.id.find('/') != std::string::npos; }

}  // namespace

TEST_CASE("the largest routed models run on the GPU with the memory for them") {
  const test::Said said = run_program("run gatebreaker --arch h200_sxm --json --seq 256");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  for (const auto& [name, holds] : said.json()["invariants"].items()) CHECK(holds == true);
}

TEST_CASE("the support table is what the machines answer") {
  const auto table = run_program("list workloads --support --json").json();
  std::size_t refused = 0;
  for (const auto& row : table) {
    INFO(row["id"]);
    CHECK(row["support"].size() == list_archs().size());
    CHECK(row.contains("summary"));
    for (const auto& [arch, refusal] : row["support"].items()) {
      if (refusal.is_null() || arch == "h100_sxm") continue;
      ++refused;
      const auto text = refusal.get<std::string>();
      CHECK((text.find("operator '") != std::string::npos ||
             text.find("does not fit the memory") != std::string::npos));
    }
  }
  CHECK(table.size() == list_workloads().size());
  CHECK(refused > 10);
  // A refusal of the table is the sentence of the run, and comes before any simulation.
  const test::Said said = run_program("run swin --arch systolic --json");
  CHECK(said.exit_code == 4);
  CHECK(said.err.find("no lowering for class") != std::string::npos);
  CHECK(said.err.find("operator '") != std::string::npos);
  CHECK(run_program("list archs --support").exit_code == 2);
}

TEST_CASE("every network runs on the data-centre NPU in every phase, and its invariants hold") {
  for (const WorkloadInfo& info : list_workloads()) {
    if (is_variant(info)) continue;
    for (const std::string& phase : info.phases) {
      INFO(info.id << " " << phase);
      const std::string seq = phase == "forward" ? "" : " --seq 256";
      const test::Said said =
          run_program("run " + info.id + " --arch npu_datacenter --json --phase " + phase + seq);
      INFO(said.err);
      REQUIRE(said.exit_code == 0);
      const auto json = said.json();
      for (const auto& [name, holds] : json["invariants"].items()) CHECK(holds == true);
      CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
      // The bound of a few neurons is below one cycle.
      CHECK((json["bound_s"].get<double>() > 0 || json["macs"].get<double>() < 1000));
    }
  }
}

TEST_CASE("every NPU preset runs a vision transformer, or says why it cannot") {
  for (const ArchInfo& arch : list_archs()) {
    INFO(arch.id);
    const std::string dtype =
        arch.id == "gemmini_16" || arch.id == "ethos_u85" || arch.id == "sfq_npu"
            ? " --set workload.dtype=int8"
            : "";
    const test::Said said = run_program("run deit-s --arch " + arch.id + " --json" + dtype);
    if (arch.id == "systolic" || arch.datapath == "sfq") {  // no vector unit; spikes only
      CHECK(said.exit_code == 4);
      continue;
    }
    INFO(said.err);
    REQUIRE(said.exit_code == 0);
    CHECK(said.json()["utilisation"].get<double>() > 0.005);
  }
}

TEST_CASE("JSON carries the keys of the interface, unknown values are null") {
  const auto json = run_program("run gemm --arch npu_edge --json").json();
  for (const char* key : {"schema_version",
                          "program_version",
                          "workload",
                          "arch",
                          "phase",
                          "batch",
                          "seq",
                          "tier",
                          "seed",
                          "time_s",
                          "bound_s",
                          "cycles",
                          "clock_hz",
                          "params",
                          "macs",
                          "utilisation",
                          "dram_read_bytes",
                          "dram_write_bytes",
                          "memory_bytes",
                          "energy_j",
                          "power_w",
                          "area_mm2",
                          "assumed_share",
                          "wall_s",
                          "energy",
                          "operators",
                          "invariants",
                          "config"})
    CHECK(json.contains(key));
  CHECK(json["energy_j"].get<double>() > 0);
  CHECK(json["seq"].is_null());
  for (const char* key :
       {"name", "class", "unit", "time_s", "macs", "dram_bytes", "energy_j", "bound_by"})
    CHECK(json["operators"][0].contains(key));
  const auto schema = nlohmann::json::parse(run_program("schema result").out);
  for (const auto& key : schema["required"]) CHECK(json.contains(key.get<std::string>()));
  CHECK(nlohmann::json::parse(run_program("schema config").out)["properties"]["array"]["properties"]
            .contains("rows"));
}

TEST_CASE("the same input gives the same bytes") {
  const test::Folder folder;
  const std::string a = folder.path() + "/a";
  const std::string b = folder.path() + "/b";
  REQUIRE(run_program("run bert-base --arch tpu_v4i --out " + a).exit_code == 0);
  REQUIRE(run_program("run bert-base --arch tpu_v4i --out " + b).exit_code == 0);
  CHECK(!test::read_file(a + "/result.json").empty());
  CHECK(test::read_file(a + "/result.json") == test::read_file(b + "/result.json"));
  CHECK(test::read_file(a + "/operators.csv") == test::read_file(b + "/operators.csv"));
}

TEST_CASE("reuse and periodic skipping change the cycles by less than 0.1 %") {
  for (const std::string& run :
       {std::string("resnet-50"), std::string("vit-b-16 --batch 4"),
        std::string("mamba-130m --seq 512"), std::string("llama-3.2-1b --seq 512")}) {
    const auto quick = run_program("run " + run + " --arch npu_datacenter --json").json();
    const auto exact = run_program("run " + run + " --arch npu_datacenter --json --exact").json();
    INFO(run);
    CHECK(exact["reused_launches"] == 0);
    CHECK(quick["cycles"].get<double>() == Approx(exact["cycles"].get<double>()).epsilon(0.001));
    CHECK(quick["dram_read_bytes"] == exact["dram_read_bytes"]);
    CHECK(quick["counts"]["core0.macs"] == exact["counts"]["core0.macs"]);
  }
}
