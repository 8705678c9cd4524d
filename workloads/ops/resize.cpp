/// Bilinear resize of NHWC, half-pixel centres, borders repeated: 4 taps a result, two
/// interpolations (3 simple operations each tap pair). 0 MACs; as dense products (networks.md,
/// maxim) a network uses `linear` twice instead.
#include <algorithm>
#include <cmath>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Operator build(const OpArgs& a) {
  const std::int64_t pixels = a.at("b") * a.at("ho") * a.at("wo"), c = a.at("c");
  Operator op = begin_operator(a, OpClass::Gather, {{"pixel", pixels}, {"tap", 4}, {"c", c}});
  op.shape = Gather{4 * pixels, c, 2};
  op.inputs = {a.activation(0, a.at("b") * a.at("h") * a.at("w") * c)};
  op.outputs = {a.result(pixels * c)};
  return op;
}

double centre(std::int64_t at, std::int64_t from, std::int64_t to) {
  const double x =
      (static_cast<double>(at) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
  return std::clamp(x, 0.0, static_cast<double>(from - 1));
}

Array reference(const OpArgs& a, const Arrays& in) {
  const std::int64_t h = a.at("h"), w = a.at("w"), c = a.at("c");
  Array out = make_array({a.at("b"), a.at("ho"), a.at("wo"), c});
  for (std::int64_t p = 0; p < size_of(out) / c; ++p) {
    const double y = centre(p / a.at("wo") % a.at("ho"), h, a.at("ho"));
    const double x = centre(p % a.at("wo"), w, a.at("wo"));
    const auto y0 = static_cast<std::int64_t>(y), x0 = static_cast<std::int64_t>(x);
    const std::int64_t y1 = std::min(y0 + 1, h - 1), x1 = std::min(x0 + 1, w - 1);
    const double fy = y - std::floor(y), fx = x - std::floor(x);
    const auto pixel = [&](std::int64_t iy, std::int64_t ix, std::int64_t channel) {
      return in[0].data[index(((p / a.at("wo") / a.at("ho") * h + iy) * w + ix) * c + channel)];
    };
    for (std::int64_t i = 0; i < c; ++i)
      out.data[index(p * c + i)] =
          (1 - fy) * ((1 - fx) * pixel(y0, x0, i) + fx * pixel(y0, x1, i)) +
          fy * ((1 - fx) * pixel(y1, x0, i) + fx * pixel(y1, x1, i));
  }
  return out;
}
/// The tent kernel over all pixels.
Array naive(const OpArgs& a, const Arrays& in) {
  const std::int64_t h = a.at("h"), w = a.at("w"), c = a.at("c");
  Array out = make_array({a.at("b"), a.at("ho"), a.at("wo"), c});
  const auto tent = [](double x) { return std::max(0.0, 1 - std::abs(x)); };
  for (std::int64_t at = 0; at < size_of(out); ++at) {
    const std::int64_t p = at / c, b = p / a.at("wo") / a.at("ho");
    for (std::int64_t iy = 0; iy < h; ++iy)
      for (std::int64_t ix = 0; ix < w; ++ix)
        out.data[index(at)] +=
            tent(centre(p / a.at("wo") % a.at("ho"), h, a.at("ho")) - static_cast<double>(iy)) *
            tent(centre(p % a.at("wo"), w, a.at("wo")) - static_cast<double>(ix)) *
            in[0].data[index(((b * h + iy) * w + ix) * c + at % c)];
  }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "resize",
    {"bilinear resize",
     OpClass::Gather,
     {{"b", "images", 1},
      {"h", "input height", {}},
      {"w", "input width", {}},
      {"c", "channels", {}},
      {"ho", "output height", {}},
      {"wo", "output width", {}}},
     build,
     [](const OpArgs& a) {
       return std::vector<std::vector<std::int64_t>>{{a.at("b"), a.at("h"), a.at("w"), a.at("c")}};
     },
     reference,
     naive,
     {{"b", 2}, {"h", 3}, {"w", 4}, {"c", 2}, {"ho", 6}, {"wo", 3}},
     ""});

}  // namespace
}  // namespace fluxgate
