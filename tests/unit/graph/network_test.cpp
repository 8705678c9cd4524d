#include <catch2/catch.hpp>
#include <set>

#include "sim/graph/expression.h"
#include "sim/graph/graph.h"
#include "tests/support/program.h"

using namespace fluxgate;

namespace {

std::string refusal(const std::string& network, WorkloadOptions options = {}) {
  const test::Folder folder;
  const std::string path = folder.file("net.yaml", network);
  try {
    (void)load_workload(path, options);
    return "";
  } catch (const Error& e) {
    return std::string(e.what()).substr(folder.path().size() + 1);
  }
}

double value_of(const std::string& text) {
  return evaluate(text,
                  [](const std::string& name) {
                    return name == "d" ? std::optional<double>(768) : std::nullopt;
                  },
                  {"x", 1, 1});
}

Graph load(const std::string& id, const std::string& phase, std::int64_t seq) {
  WorkloadOptions options;
  options.phase = phase;
  options.seq = seq;
  return load_workload(id, options);
}

}  // namespace

TEST_CASE("expressions compute dimensions") {
  CHECK(value_of("3 * d") == 2304);
  CHECK(value_of("ceil(d / 100) + max(1, 2) - min(3, 4)") == 7);
  CHECK(value_of("if(d > 100, (1 + 2) * 3, 0)") == 9);
  CHECK(value_of("-2 + d == 766") == 1);
}

TEST_CASE("expressions that make no sense are refused with the reason") {
  CHECK_THROWS_WITH(value_of("3 * e"), Catch::Contains("unknown name 'e'"));
  CHECK_THROWS_WITH(value_of("3 / 0"), Catch::Contains("division by zero"));
  CHECK_THROWS_WITH(value_of("(3"), Catch::Contains("')' is missing"));
  CHECK_THROWS_WITH(value_of("3 +"), Catch::Contains("ends too early"));
  CHECK_THROWS_WITH(value_of("sqrt(4)"), Catch::Contains("unknown function 'sqrt'"));
  CHECK_THROWS_WITH(value_of("3 4"), Catch::Contains("not expected"));
  CHECK_THROWS_WITH(value_of(std::string(5000, '(')), Catch::Contains("nested too deeply"));
}

TEST_CASE("a network that makes no sense is refused where it stands") {
  const std::string head = "phases: [forward]\nnetwork:\n";
  CHECK_THAT(refusal(head + "  - {op: liner, m: 1, n: 1, k: 1}\n"),
             Catch::Contains("net.yaml:3:6: op: unknown operator 'liner', did you mean 'linear'?"));
  CHECK_THAT(refusal(head + "  - {op: linear, m: 1, n: 1}\n"), Catch::Contains("'k' is missing"));
  CHECK_THAT(refusal(head + "  - {op: linear, m: 1, n: 1, k: 1, kk: 2}\n"),
             Catch::Contains("kk: unknown argument, did you mean 'k'?"));
  CHECK_THAT(refusal(head + "  - {op: linear, m: 0, n: 1, k: 1}\n"),
             Catch::Contains("size of 'm' is 0"));
  CHECK_THAT(refusal(head + "  - {op: linear, m: 1 / 2, n: 1, k: 1}\n"),
             Catch::Contains("a whole number is needed"));
  CHECK_THAT(refusal(head + "  - {op: add, elements: 1, from: [a, b]}\n"),
             Catch::Contains("no operator 'a'"));
  CHECK_THAT(refusal(head + "  - {use: layer}\n"), Catch::Contains("unknown block 'layer'"));
  CHECK_THAT(refusal("phases: [forward]\nblocks: {a: [{use: a}]}\nnetwork: [{use: a}]\n"),
             Catch::Contains("use each other in a circle"));
  CHECK_THAT(refusal("phases: [forward]\nparameters: {a: b, b: a}\nnetwork: [{op: lif, neurons: a, "
                     "steps: 1}]\n"),
             Catch::Contains("depends on itself"));
  CHECK_THAT(refusal("network: []\n"), Catch::Contains("'phases' is missing"));
  CHECK_THAT(refusal("phases: [forward]\nnetwrk: []\n"),
             Catch::Contains("netwrk: unknown key, did you mean 'network'?"));
}

TEST_CASE("knobs are checked") {
  WorkloadOptions options;
  options.sets = {"workload.depht=3"};
  CHECK_THROWS_WITH(load_workload("vit-b-16", options), Catch::Contains("did you mean 'depth'?"));
  options.sets = {"workload.d=-8"};
  CHECK_THROWS_WITH(load_workload("vit-b-16", options),
                    Catch::Contains("workload.d: -8 is not a size"));
  options.sets = {"workload.dtype=int7"};
  CHECK_THROWS_WITH(load_workload("vit-b-16", options),
                    Catch::Contains("'int7' is not a type; known: int4"));
  options.sets = {};
  options.phase = "decode";
  CHECK_THROWS_WITH(load_workload("vit-b-16", options),
                    Catch::Contains("no such phase; known: forward"));
  options.phase = "";
  options.seq = 3;
  CHECK_THROWS_WITH(load_workload("vit-b-16", options), Catch::Contains("has no sequence"));
  CHECK_THROWS_WITH(load_workload("vit-b16", {}), Catch::Contains("did you mean 'vit-b-16'?"));
}

TEST_CASE("lists hold one value a stage, --set replaces them or one of them") {
  WorkloadOptions options;
  const auto layers = [&] {
    std::int64_t sum = 0;
    for (const Segment& s : load_workload("cswin/cswin-t", options).segments)
      sum += s.repeat > 1 ? s.repeat : 0;
    return sum;
  };
  CHECK(layers() == 2 + 21);
  options.sets = {"workload.depths=[3, 2, 4, 2]"};
  CHECK(layers() == 11);
  options.sets = {"workload.depths.2=5"};
  CHECK(layers() == 2 + 5);
  options.sets = {"workload.depths.4=5"};
  CHECK_THROWS_WITH(load_workload("cswin", options),
                    Catch::Contains("has 4 values, counted from 0"));
  options.sets = {"workload.depths=5"};
  CHECK_THROWS_WITH(load_workload("cswin", options), Catch::Contains("a list is expected"));
  options.sets = {"workload.depths=[2, 2]"};
  CHECK_THROWS_WITH(load_workload("swin/swin-t", options), Catch::Contains("no such parameter"));
}

TEST_CASE("what a list does not hold is refused where it is asked for") {
  const std::string head = "phases: [forward]\nparameters: {d: [1, 2]}\nnetwork:\n";
  CHECK_THAT(refusal(head + "  - {op: lif, neurons: \"d[2]\", steps: 1}\n"),
             Catch::Contains("net.yaml:4:15: d[2]: it has 2 values"));
  CHECK_THAT(refusal(head + "  - {op: lif, neurons: d, steps: 1}\n"),
             Catch::Contains("a list; one value is needed"));
  CHECK_THAT(refusal(head + "  - {op: lif, neurons: \"e[0]\", steps: 1}\n"),
             Catch::Contains("'e' is not a list"));
  CHECK_THAT(refusal("phases: [forward]\nparameters: {d: {a: 1}}\nnetwork: []\n"),
             Catch::Contains("one value or a list of values is expected"));
}

TEST_CASE(
    "let holds for the rest of its list, a block's input is `in`, an inner repetition is written "
    "out") {
  const test::Folder folder;
  const std::string path = folder.file(
      "net.yaml",
      "phases: [forward]\nblocks:\n  b:\n    - {op: lif, name: a, neurons: n, steps: 1}\n"
      "    - {op: add, name: s, from: [a, in], elements: n}\nnetwork:\n  - {let: {n: 3 + 4}}\n"
      "  - {op: lif, name: first, neurons: n, steps: 1}\n"
      "  - {repeat: 2, name: outer, body: [{repeat: 3, name: inner, body: [{use: b}]}]}\n");
  const Graph graph = load_workload(path, {});
  REQUIRE(graph.segments.size() == 2);
  CHECK(graph.segments[1].repeat == 2);
  REQUIRE(graph.segments[1].operators.size() == 6);
  CHECK(graph.segments[1].operators[1].inputs[1].tensor == "first");
  CHECK(graph.segments[1].operators[3].inputs[1].tensor == "outer.inner0.s");
}

TEST_CASE("the KV cache grows with the context, a recurrent state does not") {
  CHECK(load("llama-3.2-1b", "decode", 1024).state_elements_total * 2 ==
        load("llama-3.2-1b", "decode", 2048).state_elements_total);
  CHECK(load("mamba-130m", "decode", 1024).state_elements_total ==
        load("mamba-130m", "decode", 2048).state_elements_total);
  CHECK(count(load("mamba-130m", "decode", 8)).macs ==
        count(load("mamba-130m", "decode", 4096)).macs);
}

TEST_CASE("int8 halves the bytes of bf16") {
  WorkloadOptions options;
  options.sets = {"workload.dtype=int8"};
  CHECK(count(load_workload("vit-b-16", options)).weight_bytes.value * 2 ==
        count(load_workload("vit-b-16", {})).weight_bytes.value);
}

TEST_CASE("every activation read by an operator was produced before, or comes from outside") {
  for (const WorkloadInfo& info : list_workloads()) {
    for (const std::string& phase : info.phases) {
      INFO(info.id << " " << phase);
      WorkloadOptions options;
      options.phase = phase;
      const Graph graph = load_workload(info.id, options);
      std::set<std::string> known{"input", "q", "k", "v", "x", "dt", "bc"};
      for (const Segment& segment : graph.segments)
        for (const Operator& op : segment.operators) {
          for (const Operand& in : op.inputs)
            if (in.role == TensorRole::Activation) REQUIRE(known.count(in.tensor) == 1);
          for (const Operand& out : op.outputs) known.insert(out.tensor);
        }
    }
  }
}
