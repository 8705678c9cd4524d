/// Reduction of `cols` values to one, `rows` times: max and mean pooling, global mean. One
/// operation a value read. `read` is the number of distinct inputs when windows overlap. With
/// `channels` the inputs are maps [image, y, x, channel] and the windows squares of `cols` values
/// around every `stride`-th place, cut at the edges; without, windows stand one after another.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

std::int64_t side_of(std::int64_t cols) {
  return static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(cols))));
}

void check_maps(const OpArgs& a) {
  const std::int64_t side = side_of(a.at("cols")), stride = a.at("stride");
  const std::int64_t map = a.at("channels") * a.at("width") * a.at("width");
  if (side * side != a.at("cols") || side % 2 == 0)
    throw std::invalid_argument("cols must be an odd square when there are channels");
  if (stride < 1 || map < 1 || a.at("rows") % map != 0 ||
      a.at("read") != a.at("rows") * stride * stride)
    throw std::invalid_argument(
        "rows must be whole maps of channels x width x width, and read rows x stride x stride");
}

Operator build(const OpArgs& a) {
  if (a.function != "max" && a.function != "mean")
    throw std::invalid_argument("function '" + a.function + "' is unknown; known: max, mean");
  const std::int64_t rows = a.at("rows"), cols = a.at("cols");
  Operator op = begin_operator(a, OpClass::Reduction, {{"row", rows}, {"col", cols}});
  if (a.at("channels") != 0) check_maps(a);
  op.shape = Reduction{rows, cols, 1, 1, 0};
  op.inputs = {a.activation(0, a.at("read") == 0 ? rows * cols : a.at("read"))};
  op.outputs = {a.result(rows)};
  return op;
}

/// Places of the inputs of window `r`, in the order of its rows and columns.
std::vector<std::size_t> window(const OpArgs& a, std::int64_t r) {
  std::vector<std::size_t> places;
  const std::int64_t cols = a.at("cols"), channels = a.at("channels"), width = a.at("width");
  if (channels == 0) {
    for (std::int64_t i = 0; i < cols; ++i)
      places.push_back(static_cast<std::size_t>(r * cols + i));
    return places;
  }
  const std::int64_t side = side_of(cols), wide = width * a.at("stride");
  const std::int64_t c = r % channels, x = r / channels % width;
  const std::int64_t y = r / (channels * width) % width, image = r / (channels * width * width);
  for (std::int64_t i = 0; i < cols; ++i) {
    const std::int64_t iy = y * a.at("stride") + i / side - side / 2;
    const std::int64_t ix = x * a.at("stride") + i % side - side / 2;
    if (iy >= 0 && iy < wide && ix >= 0 && ix < wide)
      places.push_back(static_cast<std::size_t>(((image * wide + iy) * wide + ix) * channels + c));
  }
  return places;
}

Array reference(const OpArgs& a, const Arrays& in) {
  Array out = make_array({a.at("rows")});
  for (std::size_t r = 0; r < out.data.size(); ++r) {
    const std::vector<std::size_t> places = window(a, static_cast<std::int64_t>(r));
    double most = in[0].data[places.front()], sum = 0;
    for (const std::size_t place : places) {
      most = std::max(most, in[0].data[place]);
      sum += in[0].data[place];
    }
    out.data[r] = a.function == "max" ? most : sum / static_cast<double>(places.size());
  }
  return out;
}

/// From the inputs: each adds itself to the windows it lies in.
Array naive(const OpArgs& a, const Arrays& in) {
  Array out = make_array({a.at("rows")});
  std::vector<double> seen(out.data.size(), 0);
  for (std::size_t i = 0; i < in[0].data.size(); ++i)
    for (std::size_t r = 0; r < out.data.size(); ++r) {
      const std::vector<std::size_t> places = window(a, static_cast<std::int64_t>(r));
      if (std::find(places.begin(), places.end(), i) == places.end()) continue;
      const double x = in[0].data[i];
      if (a.function == "max")
        out.data[r] = seen[r] == 0 || x > out.data[r] ? x : out.data[r];
      else
        out.data[r] = (out.data[r] * seen[r] + x) / (seen[r] + 1);
      seen[r] += 1;
    }
  return out;
}

[[maybe_unused]] const bool kRegistered = OpKinds::add(
    "pool", {"max or mean of groups of values",
             OpClass::Reduction,
             {{"rows", "results", {}},
              {"cols", "values a result", {}},
              {"read", "distinct values read, 0 = all", 0},
              {"channels", "values at a place of a map, 0 = no maps", 0},
              {"width", "places of a result's map in each direction", 0},
              {"stride", "places from window to window", 1}},
             build,
             [](const OpArgs& a) {
               return a.at("channels") != 0
                          ? std::vector<std::vector<std::int64_t>>{{a.at("read")}}
                          : std::vector<std::vector<std::int64_t>>{{a.at("rows"), a.at("cols")}};
             },
             reference,
             naive,
             {{"rows", 5}, {"cols", 7}},
             "mean"});

}  // namespace
}  // namespace fluxgate
