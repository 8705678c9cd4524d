#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

double milliseconds(const std::string& form, const std::string& length) {
  const Folder folder;
  const std::string file =
      folder.file("ssd.yaml",
                  "summary: Mamba-2 SSD of a layer, 80 heads\n"
                  "source: \"derived: one operator\"\n"
                  "parameters: {L: 1024, dtype: bf16}\n"
                  "phases: [forward]\n"
                  "network:\n"
                  "  - {op: ssd, name: scan, from: [$c, $b, $x, $dt], implementation: " +
                      form + ", b: batch, l: L, heads: 80, dk: 128, dv: 64, chunk: 256}\n");
  const Said said =
      run_program("run " + file + " --arch h100_sxm --batch 8 --json --set workload.L=" + length);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json()["time_s"].get<double>() * 1e3;
}

}  // namespace

// H800: the H100's SM, L2 and HBM; batch 8, 80 heads of 64, state 128, chunks of 256.
TEST_CASE("Mamba-2's chunk scan is within 15 % of published times on H800") {
  CHECK(milliseconds("chunk_scan", "1024") == Approx(0.169).epsilon(0.15));
  CHECK(milliseconds("chunk_scan", "4096") == Approx(0.645).epsilon(0.15));
  CHECK(milliseconds("chunk_scan", "16384") == Approx(2.531).epsilon(0.15));
}
