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
