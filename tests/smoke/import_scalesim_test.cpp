#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

Said import_csv(const Folder& folder, const std::string& text) {
  return run_program("import scalesim " + folder.file("net.csv", text) + " --json --out " +
                     folder.path() + "/net.yaml");
}
const char* const kHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, "
    "Strides,\n";

}  // namespace

TEST_CASE("a SCALE-Sim topology of convolutions becomes a network that runs") {
  const Folder folder;
  const Said said = import_csv(folder, std::string(kHeader) +
                                           "Conv1,224,224,7,7,3,64,2,\n"
                                           "Conv 2, 56, 56, 1, 3, 64, 128, 1,\r\n\n"
                                           "FC,1,1,1,1,512,1000,1\n");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  // (224 - 7) / 2 is not whole: the last row counts, as in SCALE-Sim.
  const std::int64_t macs = 110 * 110 * 64 * 147 + 56 * 54 * 128 * 192 + 512000;
  CHECK(said.json()["macs"] == macs);
  CHECK(said.json()["params"] == 64 * 147 + 128 * 192 + 512000);
  for (const char* arch : {"systolic", "npu_datacenter", "h100_sxm"}) {
    const Said ran = run_program("run " + folder.path() + "/net.yaml --json --arch " + arch);
    INFO(arch << ran.err);
    CHECK(ran.exit_code == 0);
  }
}

TEST_CASE("a topology of products and one with two strides are read") {
  const Folder folder;
  const Said gemm = import_csv(folder, "Layer, M, N, K,\nqkv,197,2304,768,\nout,197,768,768,\n");
  REQUIRE(gemm.exit_code == 0);
  CHECK(gemm.json()["macs"] == 197LL * 768 * (2304 + 768));
  const Said strides = import_csv(folder, std::string(kHeader) + "c,9,9,3,3,4,8,2,3,\n");
  REQUIRE(strides.exit_code == 0);
  CHECK(strides.json()["macs"] == 4 * 3 * 8 * 36);
}

TEST_CASE("a topology that is not one exits with place and reason") {
  const auto refused = [](const std::string& text, int exit_code, const std::string& words) {
    const Folder folder;
    const Said said = import_csv(folder, text);
    INFO(said.err);
    CHECK(said.exit_code == exit_code);
    CHECK_THAT(said.err, Catch::Contains(words));
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
    CHECK(said.out.empty());
  };
  refused("", 3, "no header row");
  refused("a,b\n1,2\n", 3, "is expected");
  refused(kHeader, 3, "no layer");
  refused(std::string(kHeader) + "c,9,9,3,3,4,8\n", 3, "7 columns, 8 expected");
  refused(std::string(kHeader) + "c,9,9,3,3,4,x,1\n", 3, "net.csv:2:1: column 7: 'x'");
  refused(std::string(kHeader) + "c,9,9,3,3,4,0,1\n", 3, "not a whole number");
  refused(std::string(kHeader) + "c,2,9,3,3,4,8,1\n", 3, "a filter of 3 for an input of 2");
  refused(std::string(kHeader) + "c,9,9,3,3,4,8,1,2:4\n", 4, "sparse");
}
