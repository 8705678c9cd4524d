#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "tests/support/program.h"

using namespace fluxgate;

namespace {

using Json = nlohmann::json;

/// A side of a ratio: a published number, or a key of what a command prints.
double figure(const Json& side, std::map<std::string, Json>& known) {
  if (side.contains("value")) return side["value"].get<double>();
  const auto command = side["run"].get<std::string>();
  if (known.count(command) == 0) {
    const test::Said said = test::run_program(command + " --json");
    INFO(command << ": " << said.err);
    REQUIRE(said.exit_code == 0);
    known[command] = said.json();
  }
  return known[command][side["key"].get<std::string>()].get<double>();
}

}  // namespace

TEST_CASE("published trends hold within their intervals") {
  std::ifstream file(FLUXGATE_SOURCE_DIR "/tests/reference/workloads/trends.json");
  const Json claims = Json::parse(file);
  std::map<std::string, Json> known;
  for (const Json& claim : claims) {
    INFO(claim["claim"].get<std::string>());
    const double ours = figure(claim["over"], known) / figure(claim["under"], known);
    INFO("ours " << ours << ", published " << claim["published"].get<double>());
    CHECK(ours >= claim["low"].get<double>());
    CHECK(ours <= claim["high"].get<double>());
  }
  CHECK(claims.size() >= 25);
}
