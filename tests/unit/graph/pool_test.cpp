#include <catch2/catch.hpp>

#include "sim/graph/op_kind.h"

using namespace fluxgate;

namespace {

OpArgs pool(const std::string& function) {
  OpArgs args;
  // Two images of 4 x 4 places and 3 channels, windows of 3 x 3 around every second place.
  args.values = {{"rows", 24},    {"cols", 9},  {"read", 96},
                 {"channels", 3}, {"width", 2}, {"stride", 2}};
  args.function = function;
  args.name = "pool";
  return args;
}

}  // namespace

TEST_CASE("pooling of maps takes overlapping windows that are cut at the edges") {
  const OpKind& kind = OpKinds::get("pool");
  Arrays in{make_array({96})};
  for (std::size_t i = 0; i < 96; ++i) in[0].data[i] = static_cast<double>((i * 37) % 101) - 50;
  for (const char* function : {"max", "mean"}) {
    const Array fast = kind.reference(pool(function), in), slow = kind.naive(pool(function), in);
    REQUIRE(fast.data.size() == 24);
    for (std::size_t i = 0; i < 24; ++i) CHECK(fast.data[i] == Approx(slow.data[i]));
  }
  // First window of the first channel: places (0,0), (0,1), (1,0), (1,1) of a map four wide.
  const auto at = [&](int y, int x) {
    return in[0].data[static_cast<std::size_t>((y * 4 + x) * 3)];
  };
  CHECK(kind.reference(pool("max"), in).data[0] ==
        std::max(std::max(at(0, 0), at(0, 1)), std::max(at(1, 0), at(1, 1))));
  CHECK(kind.reference(pool("mean"), in).data[0] ==
        Approx((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4));
}

TEST_CASE("pooling of maps refuses sizes that do not fit") {
  const OpKind& kind = OpKinds::get("pool");
  OpArgs even = pool("max"), part = pool("max");
  even.values["cols"] = 4;
  part.values["rows"] = 23;
  CHECK_THROWS_WITH(kind.build(even), Catch::Contains("odd square"));
  CHECK_THROWS_WITH(kind.build(part), Catch::Contains("whole maps"));
}
