#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/graph/graph.h"
#include "sim/graph/op_kind.h"
#include "tests/support/program.h"

using namespace fluxgate;

namespace {

OpArgs example_of(const OpKind& kind) {
  OpArgs args;
  args.values = kind.example;
  args.function = kind.example_function;
  complete(kind, args);
  return args;
}

Arrays random_inputs(const OpKind& kind, const OpArgs& args) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> value(-1, 1);
  Arrays inputs;
  for (const auto& shape : kind.input_shapes(args)) {
    inputs.push_back(make_array(shape));
    for (double& x : inputs.back().data) x = value(random);
  }
  return inputs;
}

// An operator that exists only here: what a newcomer writes, one registration.
[[maybe_unused]] const bool kCube = OpKinds::add(
    "test_cube",
    {"third power",
     OpClass::Elementwise,
     {{"elements", "elements", {}}},
     [](const OpArgs& a) {
       Operator op = begin_operator(a, OpClass::Elementwise, {{"element", a.at("elements")}});
       op.shape = Elementwise{a.at("elements"), 2, 0};
       op.inputs = {a.activation(0, a.at("elements"))};
       op.outputs = {a.result(a.at("elements"))};
       return op;
     },
     [](const OpArgs& a) { return std::vector<std::vector<std::int64_t>>{{a.at("elements")}}; },
     [](const OpArgs&, const Arrays& in) {
       Array out = in[0];
       for (double& x : out.data) x = std::pow(x, 3);
       return out;
     },
     [](const OpArgs&, const Arrays& in) {
       Array out = in[0];
       for (double& x : out.data) x = x * x * x;
       return out;
     },
     {{"elements", 5}},
     ""});

}  // namespace

TEST_CASE("the reference of every operator agrees with its naive loops") {
  for (const auto& [id, kind] : OpKinds::all()) {
    INFO(id);
    const OpArgs args = example_of(kind);
    const Arrays inputs = random_inputs(kind, args);
    const Array reference = kind.reference(args, inputs);
    const Array naive = kind.naive(args, inputs);
    REQUIRE(reference.data.size() == naive.data.size());
    REQUIRE(!reference.data.empty());
    // 1e-12: a few hundred roundings of 1e-16 with values near 1.
    for (std::size_t i = 0; i < naive.data.size(); ++i)
      REQUIRE(reference.data[i] == Approx(naive.data[i]).epsilon(1e-12).margin(1e-12));
  }
}

TEST_CASE("the loops of a contraction multiply to its MACs, and shapes agree with operands") {
  for (const auto& [id, kind] : OpKinds::all()) {
    INFO(id);
    const Operator op = kind.build(example_of(kind));
    CHECK(op.op_class == kind.op_class);
    REQUIRE(!op.outputs.empty());
    std::int64_t product = 1;
    for (const Loop& loop : op.loops) product *= loop.extent;
    if (const auto* c = std::get_if<Contraction>(&op.shape)) {
      CHECK(product == op.macs);
      CHECK(c->batch * c->m * c->n * c->k >= op.macs);
      CHECK(op.inputs.size() >= 2);
    }
    if (const auto* e = std::get_if<Elementwise>(&op.shape))
      CHECK(e->elements == op.outputs[0].elements);
  }
}

TEST_CASE("a newcomer's operator runs in a network after one registration") {
  const test::Folder folder;
  const std::string path = folder.file("cube.yaml",
                                       "phases: [forward]\nparameters: {n: 12}\nnetwork:\n  - {op: "
                                       "test_cube, elements: batch * n}\n");
  WorkloadOptions options;
  options.batch = 3;
  const Graph graph = load_workload(path, options);
  REQUIRE(graph.segments.size() == 1);
  CHECK(graph.segments[0].operators[0].outputs[0].elements == 36);
}

TEST_CASE("an operator on units in double precision equals its reference") {
  int checked = 0;
  for (const auto& [id, kind] : OpKinds::all()) {
    if (!kind.on_units) continue;
    const OpArgs args = example_of(kind);
    const Arrays in = random_inputs(kind, args);
    const Array a = kind.on_units(args, in, double_precision());
    const Array b = kind.reference(args, in);
    INFO(id);
    REQUIRE(a.data.size() == b.data.size());
    // Sums of at most 100 terms near 1 in another order: below 100 roundings of 2^-53.
    for (std::size_t i = 0; i < a.data.size(); ++i)
      CHECK(a.data[i] == Approx(b.data[i]).margin(1e-12).epsilon(1e-12));
    ++checked;
  }
  CHECK(checked >= 7);
}
