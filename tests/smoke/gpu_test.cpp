#include <catch2/catch.hpp>

#include "sim/graph/graph.h"
#include "tests/support/program.h"

using namespace fluxgate;
using test::run_program;

TEST_CASE(
    "every network runs on the H100 in every phase, fused and eager, and its invariants hold") {
  for (const WorkloadInfo& info : list_workloads()) {
    if (info.id.find('/') != std::string::npos) continue;  // variants differ in sizes only
    if (info.id == "mixtral-8x7b" || info.id == "gatebreaker") continue;  // 87 GB of weights
    for (const std::string& phase : info.phases) {
      for (const char* execution : {"fused", "eager"}) {
        INFO(info.id << " " << phase << " " << execution);
        const std::string seq = phase == "forward" ? "" : " --seq 256";
        const test::Said said = run_program("run " + info.id + " --arch h100_sxm --json --phase " +
                                            phase + seq + " --set execution=" + execution);
        INFO(said.err);
        REQUIRE(said.exit_code == 0);
        const auto json = said.json();
        for (const auto& [name, holds] : json["invariants"].items()) CHECK(holds == true);
        CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
      }
    }
  }
}

namespace {

void run_all_on(const std::string& arch) {
  for (const WorkloadInfo& info : list_workloads()) {
    INFO(info.id << " on " << arch);
    const std::string seq = info.phases.front() == "forward" ? "" : " --seq 256";
    const test::Said said = run_program("run " + info.id + " --json --arch " + arch + seq);
    INFO(said.err);
    if (said.exit_code == 4) {
      CHECK_THAT(said.err, Catch::Contains("does not fit the memory"));
      continue;
    }
    REQUIRE(said.exit_code == 0);
    const auto json = said.json();
    for (const auto& [name, holds] : json["invariants"].items()) CHECK(holds == true);
    CHECK(json["time_s"].get<double>() >= json["bound_s"].get<double>());
  }
}

}  // namespace

TEST_CASE("H200: every network runs, or does not fit") { run_all_on("h200_sxm"); }
TEST_CASE("A100: every network runs, or does not fit") { run_all_on("a100_sxm"); }
TEST_CASE("RTX 4090: every network runs, or does not fit") { run_all_on("rtx4090"); }
TEST_CASE("Orin: every network runs, or does not fit") { run_all_on("orin_64g"); }

TEST_CASE("stream-K and the fused scan are candidates when they are switched on") {
  const auto explain = [](const std::string& options) { return run_program("run " + options).out; };
  const std::string product =
      "gemm --arch h100_sxm --set workload.M=1280 --set workload.N=2304 --set workload.K=16384 "
      "--explain gemm";
  CHECK_THAT(explain(product), !Catch::Contains("stream-K"));
  CHECK_THAT(explain(product + " --set kernels.stream_k=true"), Catch::Contains("stream-K"));
  const std::string scan = "mamba2-2.7b --arch h100_sxm --seq 4096 --explain layer.scan";
  CHECK_THAT(explain(scan), !Catch::Contains("one kernel"));
  CHECK_THAT(explain(scan + " --set kernels.fused_scan=true"), Catch::Contains("one kernel"));
}

TEST_CASE("a network that is too large for the GPU says what it needs") {
  const test::Said said = run_program("run mixtral-8x7b --arch h100_sxm --seq 256");
  CHECK(said.exit_code == 4);
  CHECK_THAT(said.err, Catch::Contains("does not fit the memory") && Catch::Contains("weights"));
}

TEST_CASE("more memory bandwidth, more SMs or more L2 are never slower") {
  const auto time = [](const std::string& sets) {
    return run_program("run llama-3.2-1b --arch h100_sxm --json --seq 512 " + sets)
        .json()["time_s"]
        .get<double>();
  };
  const double base = time("");
  CHECK(time("--set memory.channels=160") <= base);
  CHECK(time("--set sm.count=144") <= base * 1.01);  // other tiles may fit a little worse
  CHECK(time("--set l2.capacity=100MiB") <= base);
}

TEST_CASE("cold is slower than warm, and H200 is faster than H100 on a memory-bound product") {
  const test::Folder folder;
  const std::string cases =
      folder.file("cases.csv", "op,params,dtype,measured_us\nlinear,M=16;N=8192;K=2048,bf16,10\n");
  const auto time = [&](const std::string& options) {
    return run_program("predict --json " + options + " " + cases)
        .json()["cases"][0]["time_us"]
        .get<double>();
  };
  CHECK(time("--arch h100_sxm --l2 cold") > time("--arch h100_sxm --l2 warm"));
  CHECK(time("--arch h200_sxm --l2 cold") < time("--arch h100_sxm --l2 cold"));
}

TEST_CASE("explain on a GPU names the kernel, its waves, what bounds it and what was rejected") {
  const test::Said said = run_program("run gemm --arch h100_sxm --explain gemm");
  CHECK(said.exit_code == 0);
  for (const char* part : {"chosen", "rejected", "waves", "bound by", "MHz"})
    CHECK_THAT(said.out, Catch::Contains(part));
}

TEST_CASE("bad rows of a case file are refused with line, column and what is known") {
  struct Bad {
    const char *name, *text, *options, *says;
    int exit_code;
  };
  const std::vector<Bad> all{
      {"type.csv", "op,params,dtype\nlinear,M=8;N=8;K=8,bf17\n", "", "type.csv:2:20: 'bf17'", 3},
      {"unsupported.csv", "op,params,dtype\nlinear,M=8;N=8;K=8,int4\n", "",
       "unsupported.csv:2:8: tensor_core: no lowering for class contraction in type int4", 4},
      {"param.csv", "op,params,dtype\nlinear,M=8;Q=8;K=8,bf16\n", "", "param.csv:2:8", 3},
      {"shape.csv", "op,params,dtype\nlinear,M=8;N;K=8,bf16\n", "", "'N' is not NAME=VALUE", 3},
      {"head.csv", "op,params,dtype\nsdpa_flash,Hq=3;Hkv=2;Sq=8;D=64,bf16\n", "",
       "kv_heads must divide heads", 3},
      {"column.csv", "op,params,dtype\nlinear,M=8;N=8;K=8,bf16\n", "--measured cold_us",
       "column.csv:1:1: column 'cold_us' is missing; known here: op,params,dtype", 3},
      {"missing.csv", "op,params,dtype\nlinear,M=8;N=8,bf16\n", "",
       "missing.csv:2:8: linear needs 'K'; give M, N, K", 3},
      {"twice.csv", "op,params,dtype\nlinear,M=8;M=8;N=8;K=8,bf16\n", "", "'M' is there twice", 3},
      {"cells.csv", "op,params,dtype\nlinear,M=8;N=8;K=8,bf16,1\n", "",
       "cells.csv:2:25: 4 cells, the header has 3", 3},
      {"quote.csv", "op,params,dtype\n\"linear,M=8\n", "", "quote.csv:2:1: a quote", 3},
      {"empty.csv", "", "", "empty.csv:1:1: the file is empty", 3},
      {"time.csv", "op,params,dtype,t\nlinear,M=8;N=8;K=8,bf16,fast\n", "--measured t",
       "time.csv:2:25: 'fast' is not a time in microseconds", 3}};
  const test::Folder folder;
  for (const Bad& bad : all) {
    INFO(bad.name);
    const test::Said said = run_program(std::string("predict --arch h100_sxm ") + bad.options +
                                        " " + folder.file(bad.name, bad.text));
    CHECK(said.exit_code == bad.exit_code);
    CHECK_THAT(said.err, Catch::Contains(bad.says));
  }
}
