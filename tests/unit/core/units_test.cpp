#include "sim/core/units.h"

#include <fmt/format.h>
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

using namespace fluxgate;

TEST_CASE("quantities are read with their unit") {
  CHECK(parse_quantity("128 KiB", UnitKind::Bytes) == 131072);
  CHECK(parse_quantity("614GB/s", UnitKind::BytesPerSecond) == Approx(614e9));
  CHECK(parse_quantity("1.05 GHz", UnitKind::Hertz) == Approx(1.05e9));
  CHECK(parse_quantity("40 ns", UnitKind::Time) == 40e6);
  CHECK(parse_quantity("12 cyc", UnitKind::Cycles) == 12);
  CHECK(parse_quantity("0.5 KiB", UnitKind::Bytes) == 512);
}

TEST_CASE("a quantity without unit, with a wrong unit or out of range is refused with a sentence") {
  CHECK_THROWS_WITH(parse_quantity("128", UnitKind::Bytes), Catch::Contains("has no unit"));
  CHECK_THROWS_WITH(parse_quantity("5 KiB", UnitKind::Hertz),
                    Catch::Contains("is not a frequency") && Catch::Contains("GHz"));
  CHECK_THROWS_WITH(parse_quantity("3 cyc", UnitKind::Count), Catch::Contains("without a unit"));
  CHECK_THROWS_WITH(parse_quantity("0.3 B", UnitKind::Bytes),
                    Catch::Contains("not a whole number"));
  CHECK_THROWS_WITH(parse_quantity("1e30 B", UnitKind::Bytes), Catch::Contains("too large"));
  CHECK_THROWS_WITH(parse_quantity("nan Hz", UnitKind::Hertz), Catch::Contains("is not"));
  CHECK_THROWS_WITH(parse_quantity("", UnitKind::Ratio), Catch::Contains("is not a number"));
}

TEST_CASE("whole bytes survive writing and reading in every binary unit") {
  rc::prop("round trip", [] {
    const auto count = *rc::gen::inRange<std::int64_t>(0, 1 << 20);
    const auto [unit, factor] = *rc::gen::element(std::pair{"B", 1.0}, std::pair{"KiB", 1024.0},
                                                  std::pair{"GiB", 1073741824.0});
    RC_ASSERT(parse_quantity(fmt::format("{} {}", count, unit), UnitKind::Bytes) ==
              static_cast<double>(count) * factor);
  });
}

TEST_CASE("readable forms have three digits") {
  CHECK(format_time(TimeFs(1'250'000'000'000)) == "1.25 ms");
  CHECK(format_time(TimeFs(999)) == "999 fs");
  CHECK(format_bytes(Bytes(131072)) == "128 KiB");
  CHECK(format_bytes(Bytes(100)) == "100 B");
}
