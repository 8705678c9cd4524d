#include <catch2/catch.hpp>
#include <cmath>

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

TEST_CASE("row-wise kernels are within 5 % of the H100 on average, memory kernels within 6 %") {
  CHECK(mape("rowwise.csv", "cold") < 0.05);
  CHECK(mape("rowwise.csv", "warm") < 0.05);
  CHECK(mape("memory.csv", "cold") < 0.06);
  CHECK(mape("memory.csv", "warm") < 0.06);
}

TEST_CASE("scans are within 10 % of the H100 on average") {
  CHECK(mape("scan.csv", "cold") < 0.10);
  CHECK(mape("scan.csv", "warm") < 0.10);
}
