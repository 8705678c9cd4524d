/// Sweeps as a user runs them: killed, interrupted, on a full disk, two on one file.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

const char* const kSpace =
    "workload: gemm\narch: systolic\n"
    "keys:\n"
    "  array.rows: {from: 4, to: 64, step: 4}\n"
    "  array.cols: {from: 4, to: 64, step: 4}\n"
    "metrics: {size: array.rows * array.cols}\n"
    "objectives: [time_s, size]\n";

pid_t start(const std::vector<std::string>& arguments) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int nothing = open("/dev/null", O_WRONLY);
  dup2(nothing, 1);
  dup2(nothing, 2);
  std::vector<char*> argv{const_cast<char*>(FLUXGATE_PROGRAM)};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  execv(FLUXGATE_PROGRAM, argv.data());
  _exit(127);
}

}  // namespace

TEST_CASE("a sweep killed a hundred times at random moments loses nothing and repeats nothing") {
  const Folder folder;
  const std::string spec = folder.file("space.yaml", kSpace);
  const std::string db = folder.path() + "/killed.db";
  const auto whole =
      run_program("sweep " + spec + " --jobs 2 --json --db " + folder.path() + "/whole.db");
  REQUIRE(whole.exit_code == 0);
  std::mt19937 random(7);
  std::uniform_int_distribution<int> ms(1, 120);
  int ended = 0;
  for (int i = 0; i < 100; ++i) {
    const pid_t pid = start({"sweep", spec, "--jobs", "2", "--db", db});
    std::this_thread::sleep_for(std::chrono::milliseconds(ms(random)));
    kill(pid, SIGKILL);
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) ++ended;
  }
  INFO(ended << " of 100 runs came to their end before the kill");
  const auto last = run_program("sweep " + spec + " --jobs 2 --json --db " + db);
  REQUIRE(last.exit_code == 0);
  auto wanted = whole.json(), got = last.json();
  CHECK(got.at("evaluated").get<int>() + got.at("reused").get<int>() ==
        wanted.at("evaluated").get<int>());
  for (auto* json : {&wanted, &got}) {
    json->erase("evaluated");
    json->erase("reused");
  }
  CHECK(wanted == got);
  CHECK(run_program("sweep " + spec + " --json --db " + db).json().at("evaluated") == 0);
}

TEST_CASE("two sweeps on one file are safe") {
  const Folder folder;
  const std::string spec = folder.file("space.yaml", kSpace);
  const std::string db = folder.path() + "/both.db";
  const pid_t a = start({"sweep", spec, "--jobs", "1", "--db", db});
  const pid_t b = start({"sweep", spec, "--jobs", "1", "--db", db});
  for (const pid_t pid : {a, b}) {
    int status = 0;
    waitpid(pid, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
  }
  const auto after = run_program("sweep " + spec + " --json --db " + db).json();
  CHECK(after.at("points") == 256);
  CHECK(after.at("evaluated") == 0);
}

TEST_CASE("a sweep on a full disk says so, and goes on where it was") {
  const Folder folder;
  const std::string spec = folder.file("space.yaml", kSpace);
  const std::string db = folder.path() + "/full.db";
  const std::string err = folder.path() + "/err";
  // No file may grow past 40 KiB: writing fails as on a full disk.
  const std::string command = "trap '' XFSZ; ulimit -f 40; " + std::string(FLUXGATE_PROGRAM) +
                              " sweep " + spec + " --jobs 2 --db " + db + " >/dev/null 2>" + err;
  const int status = std::system(("bash -c \"" + command + "\"").c_str());
  CHECK(WEXITSTATUS(status) == 3);
  CHECK_THAT(read_file(err), Catch::Contains("finished points are kept"));
  const auto after = run_program("sweep " + spec + " --json --db " + db);
  CHECK(after.exit_code == 0);
  CHECK(after.json().at("points") == 256);
}

TEST_CASE("Ctrl-C on a sweep exits 130, keeps its points and leaves no process") {
  const Folder folder;
  const std::string spec = folder.file("space.yaml",
                                       "workload: vit-b-16\narch: npu_datacenter\nkeys: "
                                       "{array.rows: {from: 8, to: 256, step: 8}}\n");
  const std::string err = folder.path() + "/err";
  const std::string db = folder.path() + "/c.db";
  const int status =
      std::system(("timeout --preserve-status -s INT 1 " + std::string(FLUXGATE_PROGRAM) +
                   " sweep " + spec + " --jobs 1 --db " + db + " >/dev/null 2>" + err)
                      .c_str());
  if (WEXITSTATUS(status) != 0) {  // a fast machine may have ended
    CHECK(WEXITSTATUS(status) == 130);
    CHECK_THAT(read_file(err), Catch::Contains("run the same command to continue"));
  }
  CHECK(run_program("sweep " + spec + " --json --db " + db).json().at("points") == 32);
}

TEST_CASE("wrong sweeps exit with one line and the place") {
  const Folder folder;
  const auto refused = [&](const std::string& arguments, int code, const std::string& words) {
    const Said said = run_program(arguments);
    INFO(said.err);
    CHECK(said.exit_code == code);
    CHECK_THAT(said.err, Catch::Contains(words));
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  };
  const std::string spec = folder.file("space.yaml", kSpace);
  refused("sweep /nowhere.yaml", 3, "cannot read this file");
  refused("sweep " + spec + " --shard 3/2", 2, "write I/N");
  refused("sweep " + spec + " --jobs 0", 2, "--jobs");
  refused("sweep " + folder.file("a.yaml", "workload: gemm\narch: systolc\n"), 3,
          "did you mean 'systolic'?");
  refused(
      "sweep " + folder.file("b.yaml", "workload: gemm\narch: systolic\nkeys: {array.rwos: [1]}\n"),
      3, "b.yaml:3:8: array.rwos");
  refused("merge " + folder.path() + "/m.db /nowhere.db", 3, "/nowhere.db");
}
