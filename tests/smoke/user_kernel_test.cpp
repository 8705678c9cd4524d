// A user's block outside this tree, built and checked as docs/cosim.md says.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

/// A copy of an example in a folder of its own.
class Project {
 public:
  explicit Project(const std::string& name) : name_(name) {
    std::filesystem::copy(std::string(FLUXGATE_SOURCE_DIR) + "/examples/" + name, folder_.path());
  }
  /// The build's own words on failure, empty on success.
  [[nodiscard]] std::string build() const {
    const std::string log = folder_.path() + "/log";
    const std::string command =
        "cd " + folder_.path() +
        " && { [ -d build ] || cmake -G Ninja -B build -DFluxgate_DIR=" + FLUXGATE_BUILD_DIR +
        "; } >log 2>&1 && cmake --build build >>log 2>&1";
    return std::system(command.c_str()) == 0 ? "" : read_file(log);
  }
  [[nodiscard]] Said check(const std::string& options) const {
    return run_program("cosim " + name_ + " --load " + part() + " " + options);
  }
  void replace(const std::string& file, const std::string& old_text,
               const std::string& new_text) const {
    const std::string path = folder_.path() + "/" + file;
    std::string text = read_file(path);
    const std::size_t at = text.find(old_text);
    REQUIRE(at != std::string::npos);
    std::ofstream(path) << text.replace(at, old_text.size(), new_text);
  }
  [[nodiscard]] std::string part() const { return folder_.path() + "/build/" + name_ + ".so"; }
  [[nodiscard]] const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
  std::string name_;
};

}  // namespace

TEST_CASE("a user's MAC outside the tree agrees with its model, and a wrong latency exits with 5") {
  const Project project("own_mac");
  REQUIRE(project.build() == "");
  for (const char* stalls : {"none", "random", "adversarial"}) {
    const Said said = project.check(std::string("--json --transactions 2000 --stalls ") + stalls);
    INFO(said.err);
    REQUIRE(said.exit_code == 0);
    CHECK(said.json()["matched"] == 2000);
  }
  const std::string waves = project.folder().path() + "/waves.fst";
  CHECK(project.check("--transactions 100 --trace " + waves).exit_code == 0);
  CHECK(std::filesystem::file_size(waves) > 1000);

  // A fourth stage for valid alone: late, and with the sum of a later beat.
  project.replace("own_mac.sv", "Stages = 3", "Stages = 4");
  REQUIRE(project.build() == "");
  const Said late = project.check("");
  CHECK(late.exit_code == 5);
  CHECK_THAT(late.err, Catch::Contains("own_mac: sum.acc 0 differs: model 0x10000 (65536) in cycle "
                                       "3, RTL 0x20000 (131072) in cycle 4; repeat: fluxgate cosim "
                                       "own_mac --load " +
                                       project.part() + " --seed 1"));

  // The RTL is right again and the model promises another latency: only the cycles differ.
  project.replace("own_mac.sv", "Stages = 4", "Stages = 3");
  project.replace("adapter.cpp", "kLatencyCycles = 3", "kLatencyCycles = 2");
  REQUIRE(project.build() == "");
  const Said early = project.check("--stalls none");
  CHECK(early.exit_code == 5);
  CHECK_THAT(early.err, Catch::Contains("own_mac: sum (cycle) 0 differs: model 0x2 (2)"));

  // A tolerance takes that where no stall makes several cycles of one; it needs a reason.
  project.replace("adapter.cpp", "(seed); }}", "(seed); }, .cycle_tolerance = 1}");
  REQUIRE(project.build() == "");
  const Said silent = project.check("--stalls none");
  CHECK(silent.exit_code == 3);
  CHECK_THAT(silent.err, Catch::Contains("kernel 'own_mac': cycle_tolerance 1 needs"));
  project.replace("adapter.cpp", "_tolerance = 1", "_tolerance = 1, .tolerance_reason = \"x\"");
  REQUIRE(project.build() == "");
  const Said tolerated = project.check("--stalls none --json");
  CHECK(tolerated.exit_code == 0);
  CHECK(tolerated.json()["max_cycle_difference"] == 1);
}

TEST_CASE("a user's block without handshake is checked too") {
  const Project project("plain_multiplier");
  REQUIRE(project.build() == "");
  for (const char* stalls : {"none", "random", "adversarial"})
    CHECK(project.check(std::string("--transactions 2000 --stalls ") + stalls).exit_code == 0);
  // As RTL of others is: it prints, and it has delays, which are ignored.
  project.replace("plain_multiplier.sv", "b_q <= b;", "b_q <= #1 b;");
  project.replace("plain_multiplier.sv", "  always_ff", "  initial $display(\"hello\");\n  always");
  REQUIRE(project.build() == "");
  const Said said = project.check("--json");
  CHECK(said.exit_code == 0);
  CHECK(said.json()["matched"] == 10000);
  CHECK_THAT(said.err, Catch::Contains("hello"));
  project.replace("plain_multiplier.sv", "32'(a_q)", "32'(a)");
  REQUIRE(project.build() == "");
  CHECK(project.check("").exit_code == 5);
}

TEST_CASE("what is no part of this program is refused in a sentence") {
  const Folder folder;
  const auto refuse = [](const std::string& path, const std::string& sentence) {
    const Said said = run_program("cosim own_mac --load " + path);
    CHECK(said.exit_code == 3);
    CHECK_THAT(said.err, Catch::Contains(sentence));
  };
  const auto compile = [&](const std::string& name, const std::string& text) {
    const std::string so = folder.path() + "/" + name + ".so";
    const std::string source = folder.file(name + ".cpp", text);
    REQUIRE(std::system(("c++ -shared -fPIC -o " + so + " " + source).c_str()) == 0);
    return so;
  };
  refuse("nowhere.so", "nowhere.so: no such part; give the .so that fluxgate_user_kernel built");
  refuse(folder.file("text.so", "no part"), "cannot load the part: ");
  refuse(compile("empty", "int answer = 42;"), "the part registers no kernel");
  refuse(compile("old",
                 "extern \"C\" bool fluxgate_add_kernel_0();\n"
                 "bool is_added = fluxgate_add_kernel_0();"),
         "part and program were built from different sources");
}
