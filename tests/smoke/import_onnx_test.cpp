#include <catch2/catch.hpp>

#include "tests/support/onnx_graphs.h"
#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

Said import_onnx(const Folder& folder, const std::string& bytes, const std::string& rest = "") {
  return run_program("import onnx " + folder.file("net.onnx", bytes) + " --json --out " +
                     folder.path() + "/net.yaml" + rest);
}
nlohmann::json count(const Folder& folder, const std::string& rest) {
  return run_program("count " + folder.path() + "/net.yaml --json" + rest).json();
}

void check_runs(const Folder& folder) {
  for (const char* arch : {"npu_datacenter", "npu_edge", "h100_sxm", "rtx4090"}) {
    const Said said = run_program("run " + folder.path() + "/net.yaml --json --arch " + arch);
    INFO(arch << said.err);
    CHECK(said.exit_code == 0);
  }
}

}  // namespace

TEST_CASE(
    "a convolution network from ONNX has its parameters and MACs, scales with the batch, runs") {
  for (const int opset : {11, 13, 21}) {
    const Folder folder;
    const Said said = import_onnx(folder, residual_graph().bytes(opset));
    INFO(said.err);
    REQUIRE(said.exit_code == 0);
    CHECK(said.json()["params"] == kResidualParams);
    CHECK(said.json()["macs"] == kResidualMacs);
    CHECK(said.json()["unsupported"].empty());
    CHECK(count(folder, " --batch 4")["macs"] == 4 * kResidualMacs);
    CHECK(count(folder, " --batch 4")["params"] == kResidualParams);
    check_runs(folder);
  }
  const Folder folder;
  REQUIRE(import_onnx(folder, residual_graph().bytes(), " --batch 8").exit_code == 0);
  CHECK(count(folder, "")["macs"] == 8 * kResidualMacs);
}

TEST_CASE("a transformer layer taken apart is folded, counted and runs") {
  const Folder folder;
  const Said said = import_onnx(folder, transformer_graph().bytes(), " --dim d2=32");
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  CHECK(said.json()["params"] == kTransformerParams);
  CHECK(said.json()["macs"] == transformer_macs(1, 32));
  CHECK(count(folder, " --batch 3")["macs"] == transformer_macs(3, 32));
  const std::string text = read_file(folder.path() + "/net.yaml");
  CHECK_THAT(text, Catch::Contains("op: softmax"));
  CHECK_THAT(text, !Catch::Contains("op: concat"));
  check_runs(folder);
}

TEST_CASE("rectangular, dilated, one-dimensional and depthwise convolutions keep their sizes") {
  OnnxWriter o;
  o.input("x", {1, 4, 20, 30});
  o.weights("wide", {6, 4, 1, 7});
  o.weights("far", {6, 1, 3, 3});
  o.weights("line", {5, 60, 3});
  o.integers("flat", {1, 60, -1});
  o.node("Conv", {"x", "wide"}, {"a"}, {{}, {{"pads", {0, 3, 0, 3}}}});
  o.node(
      "Conv", {"a", "far"}, {"b"},
      {{{"group", 6}}, {{"dilations", {2, 2}}, {"strides", {2, 1}}}, {{"auto_pad", "SAME_UPPER"}}});
  o.node("Reshape", {"b", "flat"}, {"c"});
  o.node("Conv", {"c", "line"}, {"d"}, {{}, {{"strides", {2}}}});
  const Folder folder;
  const Said said = import_onnx(folder, o.bytes());
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  CHECK(said.json()["params"] == 6 * 28 + 6 * 9 + 5 * 180);
  CHECK(said.json()["macs"] == 20 * 30 * 6 * 28 + 10 * 30 * 6 * 9 + 14 * 5 * 180);
  check_runs(folder);
}

TEST_CASE("a table that is also the head counts once") {
  OnnxWriter o;
  o.input("ids", {1, 8}, 7);
  o.weights("words", {50, 16});
  o.node("Gather", {"words", "ids"}, {"x"});
  o.node("Transpose", {"words"}, {"back"}, {{}, {{"perm", {1, 0}}}});
  o.node("MatMul", {"x", "back"}, {"logits"});
  const Folder folder;
  const Said said = import_onnx(folder, o.bytes());
  INFO(said.err);
  REQUIRE(said.exit_code == 0);
  CHECK(said.json()["params"] == 800);
  CHECK(said.json()["macs"] == 8 * 800);
}

TEST_CASE("all unsupported operators are listed at once, nothing is written") {
  OnnxWriter o;
  o.input("x", {1, 4, 20, 30});
  o.node("Loop", {"x"}, {"a"});
  o.node("Relu", {"a"}, {"b"});
  o.node("NonMaxSuppression", {"x"}, {"c"});
  o.node("Attention", {"x"}, {"d"}, {}, "com.microsoft");
  const Folder folder;
  const Said said = import_onnx(folder, o.bytes());
  CHECK(said.exit_code == 4);
  for (const char* op : {"Loop", "NonMaxSuppression", "Attention", "/body/Loop_a"})
    CHECK_THAT(said.err, Catch::Contains(op));
  CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  CHECK(said.json()["unsupported"].size() == 3);
  CHECK(said.json()["workload"].is_null());
  CHECK(run_program("count " + folder.path() + "/net.yaml").exit_code == 3);
}

TEST_CASE("files that are not whole ONNX graphs exit 3 with one line") {
  const std::string whole = residual_graph().bytes();
  for (const std::string& bytes :
       {std::string(), std::string("not a model"), whole.substr(0, whole.size() / 2),
        whole.substr(0, whole.size() - 40), std::string(1000, '\xff')}) {
    const Folder folder;
    const Said said = import_onnx(folder, bytes);
    INFO(said.err);
    CHECK(said.exit_code == 3);
    CHECK_THAT(said.err, Catch::Contains("not readable as ONNX"));
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  }
  const Folder folder;
  CHECK(import_onnx(folder, residual_graph().bytes(10)).exit_code == 4);
  CHECK(run_program("import onnx /nowhere.onnx").exit_code == 3);
  CHECK(import_onnx(folder, whole, " --batch 0").exit_code == 2);
  CHECK(import_onnx(folder, whole, " --dim x").exit_code == 2);
}
