/// What `run --out` keeps over time agrees with the totals it stands beside.
#include <catch2/catch.hpp>
#include <numeric>

#include "tests/support/program.h"

using namespace fluxgate::test;
using nlohmann::json;

namespace {

double over_time(const json& timeline, const char* rate) {
  double sum = 0, begin = 0;
  for (std::size_t i = 0; i < timeline["end_s"].size(); ++i) {
    const double end = timeline["end_s"][i];
    sum += timeline[rate][i].get<double>() * (end - begin);
    begin = end;
  }
  return sum;
}

/// Layers of m x n x n with a residual: input, sum and product are alive together.
constexpr const char* kResidual = R"(summary: two layers with a residual
source: "assumed: an example"
parameters: {dtype: int8}
phases: [forward]
network:
  - {op: linear, name: first, m: 64, n: 100, k: 50}
  - repeat: 3
    name: layer
    body:
      - {op: linear, name: up, m: 64, n: 400, k: 100}
      - {op: linear, name: down, m: 64, n: 100, k: 400}
      - {op: add, name: sum, from: [down, in], elements: 64 * 100}
)";

}  // namespace

TEST_CASE("rates over time add up to the totals") {
  const json r = run_program("run vit-b-16 --arch npu_datacenter --json").json();
  const json& t = r["timeline"];
  CHECK(t["end_s"].back() == r["time_s"]);
  CHECK(over_time(t, "dram_bytes_per_s") ==
        Approx(r["dram_read_bytes"].get<double>() + r["dram_write_bytes"].get<double>()));
  CHECK(over_time(t, "power_w") == Approx(r["energy_j"].get<double>()));
  CHECK(over_time(t, "utilisation") ==
        Approx(r["utilisation"].get<double>() * r["time_s"].get<double>()));
  CHECK(t["peak_bytes"].get<double>() >= t["weight_bytes"].get<double>());
  CHECK(t["peak_bytes"] <= t["capacity_bytes"]);
}

TEST_CASE("a residual stays in memory until the sum reads it, in every repetition") {
  const Folder folder;
  const std::string file = folder.file("residual.yaml", kResidual);
  const json r = run_program("run " + file + " --arch npu_edge --json").json();
  const json& alive = r["timeline"]["activation_bytes"];
  REQUIRE(r["launches"] == alive.size());
  REQUIRE(alive.size() == 1 + 3 * 3);
  CHECK(alive[0] == 64 * (50 + 100));  // the network's input and what `first` makes of it
  for (std::size_t layer = 0; layer < 3; ++layer) {
    CHECK(alive[1 + 3 * layer] == 64 * (100 + 400));        // what entered, up
    CHECK(alive[2 + 3 * layer] == 64 * (100 + 400 + 100));  // and down
    CHECK(alive[3 + 3 * layer] == 64 * (100 + 100 + 100));  // what entered, down, sum
  }
}

TEST_CASE("the context of a decoded sequence grows token by token") {
  const json r =
      run_program("run llama-3.2-1b --arch h100_sxm --phase decode --seq 128 --tokens 4 --json")
          .json();
  const json& state = r["timeline"]["state_bytes"];
  CHECK(std::is_sorted(state.begin(), state.end()));
  // Keys and values of 8 heads of 64 in bf16 in 16 layers, three tokens further.
  CHECK(state.back().get<int>() - state.front().get<int>() == 3 * 2 * 8 * 64 * 2 * 16);
}

TEST_CASE("closed forms have no timeline") {
  CHECK(run_program("run vit-b-16 --arch h100_sxm --tier bound --json").json()["timeline"] ==
        nullptr);
}
