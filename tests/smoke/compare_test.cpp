#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("compare names the operators that differ, largest first, and gates on a tolerance") {
  const Folder folder;
  const std::string a = folder.path() + "/a", b = folder.path() + "/b";
  REQUIRE(run_program("run vit-b-16 --arch npu_datacenter --out " + a).exit_code == 0);
  REQUIRE(run_program("run vit-b-16 --arch npu_datacenter --set cores=4 --out " + b).exit_code ==
          0);

  const auto same = run_program("compare " + a + " " + a + " --tolerance 0%");
  CHECK(same.exit_code == 0);
  const auto json = run_program("compare " + a + " " + b + " --json").json();
  double last = 1e9, sum = 0;
  for (const auto& part : json.at("time_s")) {
    CHECK(std::abs(part.at("change").get<double>()) <= last);
    last = std::abs(part.at("change").get<double>());
    sum += part.at("change").get<double>();
  }
  const auto total = json.at("totals").at(0);
  CHECK(sum == Approx(total.at("change").get<double>()));
  CHECK(json.at("settings").dump().find("cores: 8 -> 4") != std::string::npos);

  const auto gated = run_program("compare " + a + " " + b + " --tolerance 1%");
  CHECK(gated.exit_code == 5);
  CHECK_THAT(gated.err, Catch::Contains("area_mm2 differs by -"));
  CHECK(run_program("compare " + a + " " + b + " --tolerance 10").exit_code == 0);
}

TEST_CASE("compare refuses what is no result") {
  const Folder folder;
  const std::string other = folder.file("other.json", "{}");
  const std::string cut = folder.file("cut.json", "{\"a\":");
  CHECK(run_program("compare " + other + " " + other).exit_code == 3);
  CHECK_THAT(run_program("compare " + other + " " + other).err,
             Catch::Contains("'schema_version' is missing"));
  CHECK(run_program("compare " + cut + " " + cut).exit_code == 3);
  CHECK(run_program("compare /nowhere /nowhere").exit_code == 3);
  CHECK(run_program("compare /nowhere /nowhere --tolerance much").exit_code == 2);
}
