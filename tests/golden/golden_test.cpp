#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>

#include "tests/support/program.h"

using namespace fluxgate::test;

TEST_CASE("nothing has moved: cycles and bytes of the golden runs, field by field") {
  int compared = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(FLUXGATE_SOURCE_DIR) + "/tests/golden")) {
    if (file.path().extension() != ".json") continue;
    const auto golden = nlohmann::json::parse(read_file(file.path().string()));
    const auto now = run_program("run " + golden["command"].get<std::string>() + " --json").json();
    INFO(file.path().filename().string()
         << ": if this is meant, scripts/bless.py --reason \"...\"");
    for (const auto& [field, value] : golden.items()) {
      INFO(field);
      if (field != "command" && field != "operators") CHECK(now[field] == value);
    }
    for (const auto& op : now["operators"]) {
      INFO(op["name"]);
      CHECK(std::llround(op["time_s"].get<double>() * now["clock_hz"].get<double>()) ==
            golden["operators"][op["name"].get<std::string>()]);
    }
    ++compared;
  }
  CHECK(compared >= 4);
}
