/// Deformable attention: for each query and head, `points` bilinear samples of a map at computed
/// places, weighted and summed. Four taps a sample; 1 MAC a sampled value (networks.md: the
/// interpolation itself is free), 8 simple operations a sampled value. Gather with data-dependent
/// addresses. The map stands for all levels together.
#include <algorithm>
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

struct Sizes {
  std::int64_t q, heads, points, d, h, w;
  explicit Sizes(const OpArgs& a)
      : q(a.at("q")),
        heads(a.at("heads")),
        points(a.at("points")),
        d(a.at("d")),
        h(a.at("h")),
        w(a.at("w")) {}
};

Operator build(const OpArgs& a) {
  const Sizes s(a);
  const std::int64_t samples = s.q * s.heads * s.points;
  Operator op =
      begin_operator(a, OpClass::Gather,
                     {{"q", s.q}, {"h", s.heads}, {"point", s.points}, {"tap", 4}, {"d", s.d}});
  op.shape = Gather{4 * samples, s.d, 2};
  op.inputs = {a.activation(0, s.h * s.w * s.heads * s.d), a.activation(1, 2 * samples),
               a.activation(2, samples)};
  op.outputs = {a.result(s.q * s.heads * s.d)};
  op.macs = samples * s.d;
  return op;
}

/// Place in the map of a coordinate: folded into [0, size - 1].
double place(double x, std::int64_t size) {
  return std::clamp((x + 1) / 2, 0.0, 1.0) * static_cast<double>(size - 1);
}

/// Four taps with their weights.
Array reference(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.q, s.heads, s.d});
  for (std::int64_t p = 0; p < s.q * s.heads * s.points; ++p) {
    const double y = place(in[1].data[index(2 * p)], s.h);
    const double x = place(in[1].data[index(2 * p + 1)], s.w);
    for (std::int64_t tap = 0; tap < 4; ++tap) {
      const double fy = y - std::floor(y), fx = x - std::floor(x);
      const double share = (tap / 2 != 0 ? fy : 1 - fy) * (tap % 2 != 0 ? fx : 1 - fx);
      const std::int64_t iy = std::min(s.h - 1, static_cast<std::int64_t>(y) + tap / 2);
      const std::int64_t ix = std::min(s.w - 1, static_cast<std::int64_t>(x) + tap % 2);
      const std::int64_t qh = p / s.points, head = qh % s.heads;
      for (std::int64_t d = 0; d < s.d; ++d)
        out.data[index(qh * s.d + d)] +=
            in[2].data[index(p)] * share *
            in[0].data[index(((iy * s.w + ix) * s.heads + head) * s.d + d)];
    }
  }
  return out;
}
/// The tent kernel over the whole map.
Array naive(const OpArgs& a, const Arrays& in) {
  const Sizes s(a);
  Array out = make_array({s.q, s.heads, s.d});
  const auto tent = [](double x) { return std::max(0.0, 1 - std::abs(x)); };
  for (std::int64_t p = 0; p < s.q * s.heads * s.points; ++p)
    for (std::int64_t iy = 0; iy < s.h; ++iy)
      for (std::int64_t ix = 0; ix < s.w; ++ix)
        for (std::int64_t d = 0; d < s.d; ++d)
          out.data[index(p / s.points * s.d + d)] +=
              in[2].data[index(p)] *
              tent(place(in[1].data[index(2 * p)], s.h) - static_cast<double>(iy)) *
              tent(place(in[1].data[index(2 * p + 1)], s.w) - static_cast<double>(ix)) *
              in[0].data[index(((iy * s.w + ix) * s.heads + p / s.points % s.heads) * s.d + d)];
  return out;
}

std::vector<std::vector<std::int64_t>> shapes(const OpArgs& a) {
  const Sizes s(a);
  return {{s.h, s.w, s.heads, s.d}, {s.q, s.heads, s.points, 2}, {s.q, s.heads, s.points}};
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "sample_points", {"weighted bilinear samples (deformable attention)",
                      OpClass::Gather,
                      {{"q", "queries", {}},
                       {"heads", "heads", {}},
                       {"points", "samples a head, all levels", {}},
                       {"d", "values a head", {}},
                       {"h", "height of the map", {}},
                       {"w", "width of the map", {}}},
                      build,
                      shapes,
                      reference,
                      naive,
                      {{"q", 3}, {"heads", 2}, {"points", 4}, {"d", 3}, {"h", 5}, {"w", 4}},
                      ""});

}  // namespace
}  // namespace fluxgate
