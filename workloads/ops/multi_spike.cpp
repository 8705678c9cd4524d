/// Multi-level spike: y = round(clip(levels x, 0, levels)) / levels, half to even: an integer
/// number of unit pulses in one time step. `params`: learnable scales of the quantised layer behind
/// it (LSQ). Four operations an element (scale, clip twice, round).
#include <algorithm>
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("elements");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"element", n}});
  op.shape = Elementwise{n, 4, 0};
  op.inputs = {a.activation(0, n)};
  op.outputs = {a.result(n)};
  op.params = a.at("params");
  return op;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const auto levels = static_cast<double>(a.at("levels"));
  for (double& x : out.data) x = std::nearbyint(std::clamp(levels * x, 0.0, levels)) / levels;
  return out;
}
/// The level whose distance is least; of two, the even one.
Array naive(const OpArgs& a, const Arrays& in) {
  Array out = in[0];
  const std::int64_t levels = a.at("levels");
  for (double& x : out.data) {
    const double scaled = x * static_cast<double>(levels);
    std::int64_t best = 0;
    for (std::int64_t level = 1; level <= levels; ++level) {
      const double near = std::abs(scaled - static_cast<double>(level)),
                   known = std::abs(scaled - static_cast<double>(best));
      if (near < known || (near == known && level % 2 == 0)) best = level;
    }
    x = static_cast<double>(best) / static_cast<double>(levels);
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "multi_spike",
    {"spike of several levels: an integer of unit pulses",
     OpClass::Elementwise,
     {{"elements", "elements", {}},
      {"levels", "most pulses of a value", 4},
      {"params", "learnable scales of the layer behind it", 0}},
     build,
     [](const OpArgs& a) { return std::vector<std::vector<std::int64_t>>{{a.at("elements")}}; },
     reference,
     naive,
     {{"elements", 33}},
     ""});

}  // namespace
}  // namespace fluxgate
