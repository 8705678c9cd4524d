#include <catch2/catch.hpp>
#include <cmath>

#include "models/tensor_core/lowering.h"

using namespace fluxgate;
using namespace fluxgate::tensor_core;

namespace {

Description defaults() {
  const ConfigNode empty;
  Params params(empty);
  return read_description(params);
}

Operator operator_of(Shape shape, std::int64_t in, std::int64_t out) {
  Operator op;
  op.name = "op";
  op.shape = shape;
  op.op_class = std::holds_alternative<Transform>(shape) ? OpClass::Transform : OpClass::Reduction;
  op.inputs = {Operand{"x", in, DType::Fp32, TensorRole::Activation}};
  op.outputs = {Operand{"y", out, DType::Fp32, TensorRole::Activation}};
  return op;
}

struct Lowered {
  Description d = defaults();
  L2Cache l2{1e6, 0.4, 16};
  Candidates of(const Operator& op) const {
    return lower({d, l2}, Launch(&op, 1), Execution::Fused);
  }
};

double chain(const Kernel& k) { return k.classes.at(0).phases.at(0).chain_cycles; }

}  // namespace

TEST_CASE("a maximum a pass: twice the experts chosen is twice the passes") {
  const Lowered l;
  const Operator two = operator_of(Reduction{4096, 64, 2, 4, 0.1}, 4096 * 64, 4096 * 2);
  const Operator four = operator_of(Reduction{4096, 64, 4, 6, 0.1}, 4096 * 64, 4096 * 4);
  const double latency = l.d.dram_latency_cycles;
  CHECK(is_iterated(two));
  CHECK(chain(l.of(four)[0].kernels[0]) - latency ==
        Approx(2 * (chain(l.of(two)[0].kernels[0]) - latency)));
}

TEST_CASE("rows are held by a warp, then a CTA, then every pass is a kernel") {
  const Lowered l;
  const auto kernels = [&](std::int64_t cells) {
    return l.of(operator_of(Reduction{8, cells, 41, 80, 1}, 8 * cells, 8 * cells))[0].kernels;
  };
  CHECK(kernels(2048).size() == 1);
  CHECK(kernels(2048)[0].resources.threads == 128);
  CHECK(kernels(2049)[0].resources.threads == 1024);
  CHECK(kernels(32768).size() == 1);
  CHECK(kernels(32769).size() == 41);
}

TEST_CASE("softmax and norms are no iterated reductions") {
  CHECK_FALSE(is_iterated(operator_of(Reduction{8, 64, 3, 4, 1}, 512, 512)));
  CHECK_FALSE(is_iterated(operator_of(Reduction{8, 64, 2, 4, 0}, 512, 512)));
}

TEST_CASE("a transform beyond the shared memory takes one kernel more, each over all data") {
  const Lowered l;
  const auto kernels = [&](std::int64_t points) {
    const double ops = 5.0 * static_cast<double>(points) * std::log2(static_cast<double>(points));
    return l.of(operator_of(Transform{64, points, 64 * ops}, 128 * points, 128 * points))[0]
        .kernels;
  };
  CHECK(kernels(4096).size() == 1);
  CHECK(kernels(8192).size() == 2);
  CHECK(kernels(1 << 24).size() == 2);
  CHECK(kernels(1 << 25).size() == 3);
  for (const Kernel& k : kernels(1 << 20)) CHECK(k.reads[0].bytes == 64.0 * (1 << 20) * 8);
}
