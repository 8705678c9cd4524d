#include "sim/numerics/fixed_point.h"

#include <catch2/catch.hpp>

using namespace fluxgate;

TEST_CASE("shifting rounds to the nearest integer and halves to the even one") {
  struct Case {
    std::int64_t value;
    int shift;
    std::int64_t rounded;
  };
  for (const Case c : {Case{5, 1, 2},
                       {7, 1, 4},
                       {-5, 1, -2},
                       {-7, 1, -4},
                       {6, 2, 2},
                       {-6, 2, -2},
                       {9, 2, 2},
                       {11, 2, 3},
                       {-1, 1, 0},
                       {-1, 40, 0},
                       {1, 63, 0},
                       {3, 0, 3}}) {
    INFO(c.value << " >> " << c.shift);
    CHECK(shift_half_even(c.value, c.shift) == c.rounded);
  }
}

TEST_CASE("saturating keeps what fits and gives the nearest limit otherwise") {
  CHECK(saturate(32767, 16) == 32767);
  CHECK(saturate(32768, 16) == 32767);
  CHECK(saturate(-32768, 16) == -32768);
  CHECK(saturate(-32769, 16) == -32768);
}
