// @name@ against values worked out by hand; the generic test of operators compares its two forms.
#include <catch2/catch.hpp>

#include "sim/graph/op_kind.h"

using namespace fluxgate;

TEST_CASE("@name@ gives x * x + x and counts two operations an element") {
  const OpKind& kind = OpKinds::get("@name@");
  OpArgs args;
  args.values = {{"elements", 3}};
  complete(kind, args);
  Array in = make_array({3});
  in.data = {-1, 0, 2};
  CHECK(kind.reference(args, {in}).data == std::vector<double>{0, 0, 6});
  CHECK(kind.naive(args, {in}).data == std::vector<double>{0, 0, 6});
  const auto shape = std::get<Elementwise>(kind.build(args).shape);
  CHECK(shape.elements == 3);
  CHECK(shape.ops == 2);
}
