/// Selective scan (Mamba): h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t ; y_t = C_t h_t + D x_t, per
/// channel d with a state of n values. Inputs x, dt [b,l,d], B, C [b,l,n]; A [d,n] and D [d] are
/// parameters. MACs: update and read, 2*d*n a step. Per state value and step: 3 operations (decay,
/// update, read) and one exponential.
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

Operator build(const OpArgs& a) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d"), n = a.at("n");
  Operator op = begin_operator(a, OpClass::Scan, {{"b", b}, {"d", d}, {"t", l}, {"n", n}});
  op.shape = Scan{b * d, l, n, 1, a.at("chunk"), 3, 1};
  op.inputs = {a.activation(0, b * l * d), a.activation(1, b * l * d),
               a.activation(2, b * l * 2 * n), a.weights(d * n + d)};
  op.outputs = {a.result(b * l * d), {a.name + ".state", b * d * n, a.act, TensorRole::State}};
  if (a.at("cached") != 0)
    op.inputs.push_back({a.name + ".state", b * d * n, a.act, TensorRole::State});
  op.params = d * n + d;
  op.macs = 2 * b * l * d * n;
  return op;
}

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Parallel form: y_t = sum over s <= t of C_t exp(A (sum of dt from s+1 to t)) dt_s B_s x_s.
Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d"), n = a.at("n");
  Array out = make_array({b, l, d});
  for (std::int64_t i = 0; i < b; ++i)
    for (std::int64_t c = 0; c < d; ++c)
      for (std::int64_t t = 0; t < l; ++t) {
        double elapsed = 0;
        double sum = in[5].data[index(c)] * in[0].data[index((i * l + t) * d + c)];
        for (std::int64_t s = t; s >= 0; --s) {
          const double dt = std::abs(in[1].data[index((i * l + s) * d + c)]);
          for (std::int64_t x = 0; x < n; ++x)
            sum += in[3].data[index((i * l + t) * n + x)] *
                   std::exp(-std::abs(in[4].data[index(c * n + x)]) * elapsed) * dt *
                   in[2].data[index((i * l + s) * n + x)] * in[0].data[index((i * l + s) * d + c)];
          elapsed += dt;
        }
        out.data[index((i * l + t) * d + c)] = sum;
      }
  return out;
}

/// A unit holds -|A| and |dt|, as reference() does.
Array on_units(const OpArgs& a, const Arrays& in, const Primitives& primitives) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d"), n = a.at("n");
  std::vector<double> dt = in[1].data, decay = in[4].data;
  for (double& value : dt) value = std::abs(value);
  for (double& value : decay) value = -std::abs(value);
  Array out = make_array({b, l, d});
  for (std::int64_t i = 0; i < b; ++i) {
    const auto rows = [&](const std::vector<double>& all, std::int64_t width) {
      return Values(all).subspan(index(i * l * width), index(l * width));
    };
    primitives.selective_scan({l, d, n},
                              {rows(in[0].data, d), rows(dt, d), rows(in[2].data, n),
                               rows(in[3].data, n), decay, in[5].data},
                              Results(out.data).subspan(index(i * l * d), index(l * d)));
  }
  return out;
}

Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t b = a.at("b"), l = a.at("l"), d = a.at("d"), n = a.at("n");
  Array out = make_array({b, l, d});
  for (std::int64_t i = 0; i < b; ++i)
    for (std::int64_t c = 0; c < d; ++c) {
      std::vector<double> h(index(n), 0.0);
      for (std::int64_t t = 0; t < l; ++t) {
        const double x = in[0].data[index((i * l + t) * d + c)];
        const double dt = std::abs(in[1].data[index((i * l + t) * d + c)]);
        double y = in[5].data[index(c)] * x;
        for (std::int64_t s = 0; s < n; ++s) {
          h[index(s)] = std::exp(-std::abs(in[4].data[index(c * n + s)]) * dt) * h[index(s)] +
                        dt * in[2].data[index((i * l + t) * n + s)] * x;
          y += in[3].data[index((i * l + t) * n + s)] * h[index(s)];
        }
        out.data[index((i * l + t) * d + c)] = y;
      }
    }
  return out;
}

[[maybe_unused]] const bool kRegistered =
    OpKinds::add("selective_scan", {"recurrence of Mamba",
                                    OpClass::Scan,
                                    {{"b", "sequences", 1},
                                     {"l", "steps", {}},
                                     {"d", "channels", {}},
                                     {"n", "state a channel", 16},
                                     {"chunk", "steps a chunk of the chunked form", 64},
                                     {"cached", "1: continues from a stored state", 0}},
                                    build,
                                    [](const OpArgs& a) {
                                      const std::int64_t b = a.at("b"), l = a.at("l"),
                                                         d = a.at("d"), n = a.at("n");
                                      return std::vector<std::vector<std::int64_t>>{
                                          {b, l, d}, {b, l, d}, {b, l, n}, {b, l, n}, {d, n}, {d}};
                                    },
                                    reference,
                                    naive,
                                    {{"b", 2}, {"l", 7}, {"d", 3}, {"n", 4}},
                                    "",
                                    on_units});

}  // namespace
}  // namespace fluxgate
