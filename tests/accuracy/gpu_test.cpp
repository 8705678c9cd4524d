#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

std::string reference(const std::string& file) {
  return std::string(FLUXGATE_SOURCE_DIR) + "/tests/reference/h100/" + file;
}

double mape(const std::string& file, const std::string& l2) {
  const Said said = run_program("predict --arch h100_sxm --json --l2 " + l2 + " --measured " + l2 +
                                "_us " + reference(file));
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json()["errors"]["mape"].get<double>();
}

}  // namespace

TEST_CASE("products are within 7 % of the H100 on average, cold and warm") {
  CHECK(mape("gemm.csv", "cold") < 0.07);
  CHECK(mape("gemm.csv", "warm") < 0.07);
}

TEST_CASE("attention is within 7 % of the H100 on average, cold and warm") {
  CHECK(mape("attention.csv", "cold") < 0.07);
  CHECK(mape("attention.csv", "warm") < 0.07);
}

TEST_CASE("row-wise kernels are within 5 % of the H100 on average, memory kernels within 7 %") {
  CHECK(mape("rowwise.csv", "cold") < 0.05);
  CHECK(mape("rowwise.csv", "warm") < 0.05);
  CHECK(mape("memory.csv", "cold") < 0.07);
  CHECK(mape("memory.csv", "warm") < 0.07);
}

TEST_CASE("scans are within 10 % of the H100 on average") {
  CHECK(mape("scan.csv", "cold") < 0.10);
  CHECK(mape("scan.csv", "warm") < 0.10);
}

TEST_CASE("whole networks are within 15 % of the H100 on average") {
  CHECK(mape("models.csv", "warm") < 0.15);
}

TEST_CASE("FlashAttention-3's published times at 1.5 GHz are met within 10 %") {
  struct Row {
    const char* sizes;
    double published_us;
  };
  for (const Row& row :
       {Row{"B=16 Hq=16 Sq=2048 D=128", 842.7}, Row{"B=8 Hq=16 Sq=4096 D=128", 1610},
        Row{"B=4 Hq=16 Sq=8192 D=128", 3110}, Row{"B=16 Hq=16 Sq=2048 D=128 causal=1", 470.1},
        Row{"B=8 Hq=16 Sq=4096 D=128 causal=1", 841.2},
        Row{"B=4 Hq=16 Sq=8192 D=128 causal=1", 1590}, Row{"B=16 Hq=32 Sq=2048 D=64", 1240},
        Row{"B=4 Hq=32 Sq=8192 D=64", 4380}, Row{"B=16 Hq=32 Sq=2048 D=64 causal=1", 734.4},
        Row{"B=4 Hq=32 Sq=8192 D=64 causal=1", 2330}}) {
    std::string sets = " --set clock=1.5GHz --set tensor_clock=1.5GHz";
    std::istringstream sizes(row.sizes);
    for (std::string size; sizes >> size;) sets += " --set workload." + size;
    const Said said =
        run_program("run " + std::string(FLUXGATE_SOURCE_DIR) +
                    "/workloads/cases/sdpa_flash3.yaml --arch h100_sxm --json" + sets);
    INFO(row.sizes << said.err);
    REQUIRE(said.exit_code == 0);
    CHECK(said.json()["time_s"].get<double>() * 1e6 == Approx(row.published_us).epsilon(0.10));
  }
}
