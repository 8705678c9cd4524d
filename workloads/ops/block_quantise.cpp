/// Block scale quantisation: of each block of values the largest magnitude gives a power-of-two
/// scale; values are rounded to `bits` bits with that scale. One pass for the maximum, one for
/// shift, round and clip: 5 simple operations an element, one logarithm a block. 0 MACs.
#include <algorithm>
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t blocks = a.at("blocks"), size = a.at("size");
  Operator op = begin_operator(a, OpClass::Reduction, {{"block", blocks}, {"value", size}});
  op.shape = Reduction{blocks, size, 2, 5, 1.0 / static_cast<double>(size)};
  op.inputs = {a.activation(0, blocks * size)};
  op.outputs = {a.result(blocks * size)};
  return op;
}

double round_to(double x, double step, std::int64_t bits) {
  const double most = std::ldexp(1.0, static_cast<int>(bits) - 1) - 1;
  return std::clamp(std::nearbyint(x / step), -most, most) * step;
}

/// Exponent of the largest magnitude.
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t size = a.at("size"), bits = a.at("bits");
  Array out = in[0];
  for (std::int64_t block = 0; block < a.at("blocks"); ++block) {
    double most = 0;
    for (std::int64_t i = 0; i < size; ++i)
      most = std::max(most, std::abs(in[0].data[index(block * size + i)]));
    int exponent = 0;
    std::frexp(most, &exponent);
    const double step = std::ldexp(1.0, exponent - static_cast<int>(bits) + 1);
    for (std::int64_t i = 0; i < size; ++i)
      out.data[index(block * size + i)] = round_to(in[0].data[index(block * size + i)], step, bits);
  }
  return out;
}
/// Doubles the range until every value of the block is inside.
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t size = a.at("size"), bits = a.at("bits");
  Array out = in[0];
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    double range = std::ldexp(1.0, -60);
    for (std::int64_t i = 0; i < size; ++i)
      while (std::abs(in[0].data[index(at / size * size + i)]) >= range) range *= 2;
    const double step = range / std::ldexp(1.0, static_cast<int>(bits) - 1);
    out.data[index(at)] = round_to(in[0].data[index(at)], step, bits);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "block_quantise",
    {"quantisation with a scale a block",
     OpClass::Reduction,
     {{"blocks", "blocks", {}}, {"size", "values a block", {}}, {"bits", "bits a value", 4}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("blocks"), a.at("size")}};
     },
     reference,
     naive,
     {{"blocks", 3}, {"size", 16}},
     ""});

}  // namespace
}  // namespace fluxgate
