// `fluxgate new`: each part is written into an empty folder and its own test passes as written.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

/// A part called my_part and the lines that check it, run in its folder with the build in $BUILD,
/// the source in $SOURCE.
struct Kind {
  const char *id, *check;
};

const Kind kKinds[] = {
    {"npu", "python3 -B test_my_part.py"},
    {"network", "python3 -B test_my_part.py"},
    {"kernel",
     "cmake -G Ninja -B build -DFluxgate_DIR=$BUILD && cmake --build build && "
     "ctest --test-dir build --no-tests=error"},
    // What the build of the tree does with it, outside the tree.
    {"operator",
     "g++ -std=c++20 -Wall -Wextra -Werror -DSC_CPLUSPLUS=201703L -I$SOURCE workloads/ops/*.cpp "
     "tests/unit/graph/*.cpp $(find $BUILD/sim/core $BUILD/sim/graph "
     "$BUILD/tests/CMakeFiles/fluxgate_test_main.dir/support/main.cpp.o -name '*.o') "
     "-lfmt -lyaml-cpp -lsystemc -o test && ./test"},
};

Said make(const std::string& words, const Folder& folder) {
  return run_program("new " + words + " --dir " + folder.path());
}

}  // namespace

TEST_CASE("every new part passes its own test as written") {
  setenv("BUILD", FLUXGATE_BUILD_DIR, 1);
  setenv("SOURCE", FLUXGATE_SOURCE_DIR, 1);
  setenv("PYTHONPATH", FLUXGATE_BUILD_DIR "/python", 1);
  for (const Kind& kind : kKinds) {
    const Folder folder;
    const Said said = make(std::string(kind.id) + " my_part", folder);
    INFO(kind.id << "\n" << said.err);
    REQUIRE(said.exit_code == 0);
    CHECK_THAT(said.out, Catch::Contains("next:"));
    const std::string check = "cd " + folder.path() + " && { " + kind.check + "; } >log 2>&1";
    const int status = std::system(check.c_str());
    INFO(read_file(folder.path() + "/log"));
    CHECK(status == 0);
  }
}

TEST_CASE("a new part never overwrites, and refuses names and kinds in a sentence") {
  const Folder folder;
  REQUIRE(make("network mine", folder).exit_code == 0);
  const std::string before = read_file(folder.path() + "/mine.yaml");
  std::filesystem::remove(folder.path() + "/test_mine.py");
  const auto refuse = [&](const std::string& words, const std::string& sentence) {
    const Said said = make(words, folder);
    CHECK(said.exit_code == 2);
    CHECK_THAT(said.err, Catch::Contains(sentence));
    CHECK(said.out.empty());
  };
  refuse("network mine", "mine.yaml exists; give another name or --dir, nothing is written");
  CHECK(!std::filesystem::exists(folder.path() + "/test_mine.py"));
  CHECK(read_file(folder.path() + "/mine.yaml") == before);
  for (const char* name : {"../up", "Mine", "1st", "a-b", "''", "a.b"})
    refuse(std::string("npu ") + name, "is no name: a letter, then letters, digits and '_'");
  refuse("kernal adder", "new kernal: unknown, did you mean 'kernel'?");
  const Said nowhere = run_program("new npu mine --dir /proc/nowhere");
  CHECK(nowhere.exit_code == 3);
  CHECK_THAT(nowhere.err, Catch::Contains("/proc/nowhere/mine.yaml: cannot write it"));
}
