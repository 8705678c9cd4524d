#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

nlohmann::json predicted(const std::string& rows, const std::string& options) {
  const Folder folder;
  const std::string file = folder.file("cases.csv", "op,params,dtype\r\n" + rows);
  const Said said = run_program("predict --json " + options + " " + file);
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  return said.json()["cases"];
}

nlohmann::json product(const std::string& options) {
  return predicted("linear,M=4096;N=4096;K=4096,bf16\r\n", "--arch h100_sxm " + options).at(0);
}

}  // namespace

TEST_CASE("board energy is within 6 % of the H100 on average, the time at its limit too") {
  std::string rows;
  std::vector<double> energy_mj;
  std::vector<double> time_us;
  for (const auto& row : read_csv("h100/energy.csv")) {
    if (row.at("op") == "idle_after_context") continue;
    rows += row.at("op") + "," + row.at("params") + "," + row.at("dtype") + "\r\n";
    energy_mj.push_back(std::stod(row.at("energy_mj")));
    time_us.push_back(energy_mj.back() / std::stod(row.at("power_w")) * 1e3);
  }
  const nlohmann::json cases = predicted(rows, "--arch h100_sxm");
  REQUIRE(cases.size() == energy_mj.size());
  double error = 0;
  double time_error = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    error += std::abs(cases[i]["energy_mj"].get<double>() / energy_mj[i] - 1);
    time_error += std::abs(cases[i]["sustained_us"].get<double>() / time_us[i] - 1);
    CHECK(cases[i]["power_w"].get<double>() < 701);
  }
  CHECK(error / static_cast<double>(cases.size()) < 0.06);
  CHECK(time_error / static_cast<double>(cases.size()) < 0.06);
}

TEST_CASE("a lower power limit makes a run slower, and not hotter than the limit") {
  const nlohmann::json free = product("");
  const nlohmann::json capped = product("--set power.limit_w=400");
  CHECK(capped["time_us"] > free["time_us"]);
  CHECK(capped["sustained_us"] > free["sustained_us"]);
  CHECK(capped["power_w"].get<double>() < 402);
  CHECK(capped["power_w"].get<double>() > 360);
  // Lower voltage: fewer joules of dynamic energy, more of the idle board.
  const double idle_w = 121.7;
  const auto dynamic_mj = [&](const nlohmann::json& c) {
    return c["energy_mj"].get<double>() - idle_w * c["sustained_us"].get<double>() * 1e-3;
  };
  CHECK(dynamic_mj(capped) < dynamic_mj(free));
}

TEST_CASE("a kernel below the limit takes the same time sustained") {
  const nlohmann::json gelu = predicted("gelu,n=1048576,bf16\r\n", "--arch h100_sxm").at(0);
  CHECK(gelu["sustained_us"] == gelu["time_us"]);
  CHECK(gelu["power_w"].get<double>() < 700);
}
