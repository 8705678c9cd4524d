/// Rotary position embedding of [rows, d]: pairs (x_i, x_{i+d/2}) are turned by row *
/// 10000^(-2i/d). The angles are a table; 3 simple operations an element (two multiplications, one
/// addition).
#include <cmath>
#include <complex>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  if (a.at("d") % 2 != 0) throw std::invalid_argument("d must be even");
  const std::int64_t n = a.at("rows") * a.at("d");
  Operator op = begin_operator(a, OpClass::Elementwise, {{"row", a.at("rows")}, {"d", a.at("d")}});
  op.shape = Elementwise{n, 3, 0};
  op.inputs = {a.activation(0, n)};
  op.outputs = {a.result(n)};
  return op;
}

double angle(std::int64_t row, std::int64_t i, std::int64_t d) {
  return static_cast<double>(row) *
         std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(d));
}

/// Complex multiplication by e^(i angle).
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t d = a.at("d");
  Array out = in[0];
  for (std::int64_t r = 0; r < a.at("rows"); ++r)
    for (std::int64_t i = 0; i < d / 2; ++i) {
      const auto low = static_cast<std::size_t>(r * d + i),
                 high = static_cast<std::size_t>(r * d + i + d / 2);
      const std::complex<double> turned =
          std::complex(in[0].data[low], in[0].data[high]) * std::polar(1.0, angle(r, i, d));
      out.data[low] = turned.real();
      out.data[high] = turned.imag();
    }
  return out;
}
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t d = a.at("d");
  Array out = in[0];
  for (std::int64_t r = 0; r < a.at("rows"); ++r)
    for (std::int64_t i = 0; i < d; ++i) {
      const double t = angle(r, i % (d / 2), d);
      const double self = in[0].data[static_cast<std::size_t>(r * d + i)];
      const double other = in[0].data[static_cast<std::size_t>(r * d + (i + d / 2) % d)];
      out.data[static_cast<std::size_t>(r * d + i)] =
          self * std::cos(t) + (i < d / 2 ? -other : other) * std::sin(t);
    }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "rope", {"rotary position embedding",
             OpClass::Elementwise,
             {{"rows", "tokens times heads", {}}, {"d", "head size", {}}},
             build,
             [](const OpArgs& a) {
               return std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("d")}};
             },
             reference,
             naive,
             {{"rows", 5}, {"d", 8}},
             ""});

}  // namespace
}  // namespace fluxgate
