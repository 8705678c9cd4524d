#include "sim/core/config.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/program.h"

using namespace fluxgate;

namespace {

/// Reads a small description with an array and a memory; returns the message of its refusal, or "".
std::string refusal(const std::string& text, const std::vector<std::string>& sets = {}) {
  try {
    ConfigNode root = read_yaml_text(text, "edge.yaml");
    for (const std::string& set : sets) apply_set(root, set);
    Params params(root);
    params.hertz("clock", Hertz(1e9), "clock", "assumed");
    Params array = params.group("array");
    array.count("rows", 4, "rows", "assumed");
    array.count("cols", 4, "columns", "assumed");
    array.choice("dataflow", 0, {"weight", "output"}, "what stays", "assumed");
    array.flag("overlap", true, "folds overlap", "assumed");
    params.group("memory").bytes("capacity", 1_GiB, "size", "assumed");
    params.finish();
    return "";
  } catch (const Error& e) {
    return e.what();
  }
}

}  // namespace

TEST_CASE("a refused key names place, path and the nearest known key") {
  CHECK(refusal("array:\n  row: 4\n") ==
        "edge.yaml:2:3: array.row: unknown key, did you mean 'rows'?; known here: cols, dataflow, "
        "overlap, rows");
  CHECK_THAT(refusal("arrray: {rows: 4}\n"),
             Catch::Contains("edge.yaml:1:1: arrray: unknown key, did you mean 'array'?"));
  CHECK_THAT(refusal("zzzzzz: 1\n"),
             Catch::Contains("unknown key; known here: array, clock, memory"));
}

TEST_CASE("what cannot be a value is refused where it stands") {
  CHECK_THAT(refusal("clock: 5\n"), Catch::Contains("edge.yaml:1:1: clock: '5' has no unit"));
  CHECK_THAT(refusal("clock: 5 KiB\n"), Catch::Contains("is not a frequency"));
  CHECK_THAT(refusal("clock: 0 Hz\n"), Catch::Contains("too small"));
  CHECK_THAT(refusal("array: {rows: 0}\n"), Catch::Contains("array.rows: 0 is too small"));
  CHECK_THAT(refusal("array: {rows: -3}\n"), Catch::Contains("too small"));
  CHECK_THAT(refusal("array: {rows: 2.5}\n"), Catch::Contains("not a whole number"));
  CHECK_THAT(refusal("array: {rows: [1]}\n"), Catch::Contains("one value is expected"));
  CHECK_THAT(refusal("array: 3\n"), Catch::Contains("keys are expected"));
  CHECK_THAT(refusal("array: {dataflow: wieght}\n"), Catch::Contains("did you mean 'weight'?"));
  CHECK_THAT(refusal("array: {overlap: maybe}\n"), Catch::Contains("is not true or false"));
  CHECK_THAT(refusal("array: {rows: {value: 3, sorce: x}}\n"),
             Catch::Contains("sorce: unknown key; known here: value, source"));
  CHECK_THAT(refusal("array: {rows: {value: 3, source: rumour}}\n"),
             Catch::Contains("'rumour' does not begin with one of"));
}

TEST_CASE("broken YAML is refused with its place") {
  CHECK_THAT(refusal("array:\n  rows: 4\n  rows: 5\n"),
             Catch::Contains("edge.yaml:3:3: rows: duplicate key"));
  CHECK_THAT(refusal("array: {rows: 4\n"), Catch::Contains("not readable as YAML"));
  CHECK_THAT(refusal(""), Catch::Contains("the file is empty"));
  CHECK_THAT(refusal("- 1\n"), Catch::Contains("keys with values are expected"));
  CHECK_THAT(refusal("a: 1\n---\nb: 2\n"), Catch::Contains("more than one YAML document"));
  CHECK_THAT(refusal("? [1, 2]\n: 3\n"), Catch::Contains("a key must be a plain word"));
  CHECK_THAT(refusal(std::string(200, '[')), !Catch::Equals(""));
}

TEST_CASE("an assignment comes last and is checked like a file") {
  CHECK(refusal("array: {rows: 4}\n", {"array.rows=8"}).empty());
  CHECK(refusal("clock: 1 GHz\n", {"memory.capacity=2 GiB"}).empty());
  CHECK_THAT(refusal("clock: 1 GHz\n", {"array.row=8"}),
             Catch::Contains("--set array.row=8: array.row: unknown key, did you mean 'rows'?"));
  CHECK_THAT(refusal("clock: 1 GHz\n", {"array.rows"}), Catch::Contains("write KEY=VALUE"));
  CHECK_THAT(refusal("clock: 1 GHz\n", {"clock.x=1"}), Catch::Contains("holds a value, not keys"));
}

TEST_CASE("provenance: own, inherited, none") {
  ConfigNode root = read_yaml_text(
      "source: \"paper: x\"\na: 1\nb: {value: 2, source: \"measured: y\"}\n", "p.yaml");
  Params params(root);
  params.count("a", 0, "", "assumed");
  params.count("b", 0, "", "assumed");
  params.count("c", 0, "", "datasheet: z");
  params.count("d", 0, "", "assumed");
  params.finish();
  CHECK(params.declared()[0].source == "paper: x");
  CHECK(params.declared()[1].source == "measured: y");
  CHECK(params.declared()[2].source == "datasheet: z");
  CHECK(params.assumed_share() == 0.25);
}

TEST_CASE("extends merges, the child wins, and a circle is refused") {
  const test::Folder folder;
  folder.file("base.yaml", "clock: 1 GHz\narray: {rows: 4, cols: 8}\n");
  folder.file("child.yaml", "extends: base\narray: {rows: 16}\n");
  folder.file("a.yaml", "extends: b\n");
  folder.file("b.yaml", "extends: a\n");
  folder.file("lost.yaml", "extends: bsae\n");
  const auto find = [&](const std::string& id) {
    const std::string path = folder.path() + "/" + id + ".yaml";
    return std::filesystem::exists(path) ? path : std::string();
  };
  const std::vector<std::string> known{"base", "child"};
  const ConfigNode root = read_with_extends(find("child"), find, known);
  CHECK(root.find("array")->find("rows")->scalar == "16");
  CHECK(root.find("array")->find("cols")->scalar == "8");
  CHECK_THROWS_WITH(read_with_extends(find("a"), find, known), Catch::Contains("extends: cyclic"));
  CHECK_THROWS_WITH(read_with_extends(find("lost"), find, known),
                    Catch::Contains("did you mean 'base'?"));
  CHECK_THROWS_WITH(read_yaml_file("/nowhere.yaml"), Catch::Contains("cannot read this file"));
}

TEST_CASE("the nearest name is a known one, and a known name is its own nearest") {
  rc::prop("nearest", [](const std::string& word) {
    const std::vector<std::string> known{"rows", "cols", "dataflow"};
    const std::string near = nearest_name(word, known);
    RC_ASSERT(near.empty() || std::find(known.begin(), known.end(), near) != known.end());
  });
  CHECK(nearest_name("rows", {"cols", "rows"}) == "rows");
}

TEST_CASE("the fuzzer's corpus is refused or read, never more") {
  for (const auto& file :
       std::filesystem::directory_iterator(std::string(FLUXGATE_SOURCE_DIR) + "/tests/fuzz/corpus"))
    CHECK_NOTHROW(refusal(test::read_file(file.path().string())));
}

TEST_CASE("the schema knows every declared key") {
  const ConfigNode empty;
  Params params(empty);
  params.group("array").count("rows", 4, "rows of cells", "assumed");
  const std::string schema = json_schema(params.declared(), "npu");
  CHECK_THAT(schema, Catch::Contains("rows of cells") && Catch::Contains("additionalProperties") &&
                         Catch::Contains("2020-12"));
}
