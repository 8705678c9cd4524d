/// Leaky integrate-and-fire neurons over `steps`: u = u/2 + x; spike when u >= 1, then u -= 1.
/// Per step: 3 operations (leak and add, compare, reset). No multiplication, 0 MACs.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t n = a.at("neurons"), t = a.at("steps");
  Operator op = begin_operator(a, OpClass::Scan, {{"neuron", n}, {"t", t}});
  op.shape = Scan{n, t, 1, 1, 0, 3, 0};
  op.inputs = {a.activation(0, n * t)};
  op.outputs = {a.result(n * t)};
  return op;
}

/// All neurons of a step, then the next step.
Array reference(const OpArgs& a, const Arrays& in) {
  const auto n = static_cast<std::size_t>(a.at("neurons")),
             steps = static_cast<std::size_t>(a.at("steps"));
  Array out = make_array({a.at("steps"), a.at("neurons")});
  std::vector<double> u(n, 0.0);
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t i = 0; i < n; ++i) {
      u[i] = u[i] / 2 + in[0].data[t * n + i];
      out.data[t * n + i] = u[i] >= 1 ? 1 : 0;
      u[i] -= out.data[t * n + i];
    }
  return out;
}
/// One neuron after the other, the membrane as a sum of all earlier inputs and spikes.
Array naive(const OpArgs& a, const Arrays& in) {
  const auto n = static_cast<std::size_t>(a.at("neurons")),
             steps = static_cast<std::size_t>(a.at("steps"));
  Array out = make_array({a.at("steps"), a.at("neurons")});
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t t = 0; t < steps; ++t) {
      double u = 0;
      for (std::size_t s = 0; s <= t; ++s)
        u += std::ldexp(in[0].data[s * n + i] - (s < t ? out.data[s * n + i] : 0.0),
                        -static_cast<int>(t - s));
      out.data[t * n + i] = u >= 1 ? 1 : 0;
    }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "lif", {"leaky integrate-and-fire neurons",
            OpClass::Scan,
            {{"neurons", "neurons", {}}, {"steps", "time steps", {}}},
            build,
            [](const OpArgs& a) {
              return std::vector<std::vector<std::int64_t>>{{a.at("steps"), a.at("neurons")}};
            },
            reference,
            naive,
            {{"neurons", 9}, {"steps", 12}},
            ""});

}  // namespace
}  // namespace fluxgate
