#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

/// One line on stderr, nothing on stdout, the exit code, and the words a user needs.
void check_refused(const std::string& arguments, int exit_code, const std::string& words) {
  const Said said = run_program(arguments);
  INFO(arguments << "\n" << said.err);
  CHECK(said.exit_code == exit_code);
  CHECK_THAT(said.err, Catch::Contains(words));
  CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  CHECK(said.out.empty());
}

}  // namespace

TEST_CASE("wrong calls exit 2 with one line") {
  check_refused("rnu vit-b-16", 2, "did you mean 'run'?");
  check_refused("run vit-b-16", 2, "--arch is required");
  check_refused("run vit-b-16 --arch npu_edge --bogus", 2, "--bogus");
  check_refused("run vit-b-16 --arch npu_edge --batch 0", 2, "--batch: 0 is not a size");
  check_refused("run vit-b-16 --arch npu_edge --batch -4", 2, "is not a size");
  check_refused("run vit-b-16 --arch npu_edge --batch many", 2, "many");
  check_refused("run gpt-2 --arch npu_edge --seq -1", 2, "--seq: -1 is not a size");
  check_refused("run vit-b-16 --arch npu_edge --tier exact", 2, "known: bound, approx");
  check_refused("run gpt-2 --arch npu_edge --tokens 3", 2, "--tokens: only with --phase decode");
  check_refused("list thing", 2, "known: archs");
  check_refused("schema thing", 2, "known: config, result");
  check_refused("run vit-b-16 --arch npu_edge --set array.rows", 2, "write KEY=VALUE");
  check_refused("memory --standard DDR4-3200 --pattern seq_read --requests 0", 2, "give 1 or more");
}

TEST_CASE("wrong files, names and values exit 3 with place and nearest name") {
  check_refused("run vit-b-61 --arch npu_edge", 3, "did you mean 'vit-b-16'?");
  check_refused("run vit-b-16 --arch npu_egde", 3, "did you mean 'npu_edge'?");
  check_refused("run vit-b-16 --arch npu_edge --set array.row=4", 3,
                "array.row: unknown key, did you mean 'rows'?");
  check_refused("run vit-b-16 --arch npu_edge --set clock=5", 3, "has no unit");
  check_refused("run vit-b-16 --arch npu_edge --set 'clock=5 KiB'", 3, "is not a frequency");
  check_refused("run vit-b-16 --arch npu_edge --set array.rows=0", 3, "too small");
  check_refused("run vit-b-16 --arch npu_edge --set workload.dpeth=3", 3, "did you mean 'depth'?");
  check_refused("run vit-b-16 --arch npu_edge --set memory.standard=DDR4-3201", 3,
                "did you mean 'DDR4-3200'?");
  check_refused("run vit-b-16 --arch npu_edge --phase decode", 3, "known: forward");
  check_refused("run vit-b-16 --arch npu_edge --explain qvk", 3, "no such operator");
  check_refused("memory --standard DDR9 --pattern seq_read", 3, "unknown DRAM standard");
  check_refused("memory --standard DDR4-3200 --pattern seq_raed", 3, "did you mean 'seq_read'?");
  check_refused("memory --standard DDR4-3200 --mapping RoBa --pattern seq_read", 3,
                "known: RoBaRaCoCh");
  check_refused("run /nowhere/net.yaml --arch npu_edge", 3, "cannot read this file");
}

TEST_CASE("broken descriptions exit 3 with file, line and column") {
  const Folder folder;
  const std::string twice = folder.file("twice.yaml", "datapath: npu\ncores: 1\ncores: 2\n");
  const std::string cut = folder.file("cut.yaml", "datapath: npu\narray: {rows: 4\n");
  const std::string circle = folder.file("circle.yaml", "extends: npu_edge\nextendz: 1\n");
  const std::string none = folder.file("none.yaml", "cores: 1\n");
  const std::string other = folder.file("other.yaml", "datapath: gpu9\n");
  check_refused("run gemm --arch " + twice, 3, "twice.yaml:3:1: cores: duplicate key");
  check_refused("run gemm --arch " + cut, 3, "cut.yaml:3:1: not readable as YAML");
  check_refused("run gemm --arch " + circle, 3, "circle.yaml:2:1: extendz: unknown key");
  check_refused("run gemm --arch " + none, 3, "datapath: missing");
  check_refused("run gemm --arch " + other, 3, "other.yaml:1:1: datapath: unknown datapath 'gpu9'");
}

TEST_CASE("what does not fit or cannot run exits 4 before anything is simulated") {
  check_refused("run mixtral-8x7b --arch npu_edge --seq 16", 4,
                "does not fit the memory: 87.0 GiB needed");
  check_refused(
      "run vit-b-16 --arch systolic", 4,
      "npu: no lowering for class elementwise without a vector unit (operator 'positions')");
  check_refused("run gemm --arch npu_edge --set 'scratchpad.capacity=64 B'", 4, "no tile fits");
  const Folder folder;
  const std::string mapping = folder.file("m.yaml", "gemm: {tile: {m: 1024, n: 1024, k: 1024}}\n");
  check_refused("run gemm --arch npu_edge --mapping " + mapping, 4,
                "operator 'gemm': mapping tile 1024x1024x1024");
}

TEST_CASE("a machine that cannot move exits 6 and says who waits for whom") {
  check_refused("run gemm --arch npu_edge --set 'dma.outstanding=0 B'", 6,
                "waits for room in its window (0 of 0 B in flight)");
}

TEST_CASE("results that cannot be written exit 3 and leave nothing") {
  check_refused("run gemm --arch npu_edge --out /proc/nowhere", 3, "cannot write");
  const Folder folder;
  folder.file("plain", "");
  check_refused("run gemm --arch npu_edge --out " + folder.path() + "/plain/x", 3, "cannot write");
  if (std::filesystem::exists("/dev/full")) {
    std::filesystem::create_directory(folder.path() + "/full");
    const int status = std::system(
        (std::string(FLUXGATE_PROGRAM) + " run gemm --arch npu_edge --json >/dev/full 2>/dev/null")
            .c_str());
    CHECK(WEXITSTATUS(status) == 3);
  }
}

TEST_CASE("Ctrl-C ends with 130 and leaves nothing half-written") {
  const Folder folder;
  const std::string out = folder.path() + "/results";
  const std::string command = "timeout --preserve-status -s INT 1 " +
                              std::string(FLUXGATE_PROGRAM) +
                              " run llama-3.1-8b --arch npu_datacenter --seq 2048 --exact --out " +
                              out + " 2>" + folder.path() + "/err";
  const int status = std::system(command.c_str());
  CHECK(WEXITSTATUS(status) == 130);
  CHECK_FALSE(std::filesystem::exists(out));
  CHECK_THAT(read_file(folder.path() + "/err"),
             Catch::Contains("interrupted; nothing was written"));
}
