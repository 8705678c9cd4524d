#include <catch2/catch.hpp>

#include "models/sfq/pulse/design.h"

using namespace fluxgate;
using namespace fluxgate::sfq;

namespace {

TimeFs ps(double t) { return TimeFs(static_cast<std::int64_t>(t * 1000)); }

Design full_adder() {
  return {{"a", "b", "c"},
          {{"x", "xor", {"a", "b"}},
           {"sum", "xor", {"x", "c"}},
           {"ab", "and2", {"a", "b"}},
           {"xc", "and2", {"x", "c"}},
           {"carry", "or2", {"ab", "xc"}}},
          {"sum", "carry"}};
}

/// Clock periods in which a pulse is seen, counted from the first clock.
std::vector<int> periods(const std::vector<TimeFs>& seen, double first_ps, double period_ps) {
  std::vector<int> list;
  for (const TimeFs t : seen)
    list.push_back(static_cast<int>((static_cast<double>(t.value) / 1000 - first_ps) / period_ps));
  return list;
}

/// Streams the eight patterns, one a clock; checks sums and carries.
void check_adder(ClockFlow flow) {
  PulseNet net("net", {});
  const BuiltDesign adder = build_design(full_adder(), flow, net);
  constexpr double kPeriod = 100, kFirst = 150;
  std::vector<int> sums, carries;
  for (int pattern = 0; pattern < 8; ++pattern) {
    int ones = 0, bit = 0;
    for (const std::string name : {"a", "b", "c"}) {
      if ((pattern >> bit++ & 1) == 0) continue;
      ++ones;
      net.inject(adder.inputs.at(name).front(), ps(kFirst - 60 + kPeriod * pattern));
    }
    if (ones % 2 == 1) sums.push_back(pattern + adder.levels - 1);
    if (ones >= 2) carries.push_back(pattern + adder.levels - 1);
  }
  for (int i = 0; i < 12; ++i) net.inject(adder.clock, ps(kFirst + kPeriod * i));
  net.run();
  CHECK(periods(net.seen(adder.outputs.at("sum")), kFirst, kPeriod) == sums);
  CHECK(periods(net.seen(adder.outputs.at("carry")), kFirst, kPeriod) == carries);
  CHECK(adder.levels == 3);
  CHECK(adder.balancing_flip_flops == 3);  // c, ab and sum wait one clock each
  CHECK(adder.splitters == 4);             // a, b, x and the late c
  CHECK(adder.clock_splitters == 7);       // eight clocked cells
  // 2 XOR, 2 AND, 1 OR, 3 DFF, 11 splitters, 4 JTLs at the entries.
  CHECK(net.junctions() == 2 * 11 + 2 * 15 + 12 + 3 * 7 + 11 * 3 + 4 * 2 + 2 * adder.delay_jtls);
  CHECK(adder.delay_jtls ==
        (flow == ClockFlow::Concurrent ? 13 : 0));  // data pins of clocked cells
}

}  // namespace

TEST_CASE("a full adder adds with a clock tree") { check_adder(ClockFlow::Tree); }
TEST_CASE("a full adder adds with concurrent-flow clocking") { check_adder(ClockFlow::Concurrent); }
TEST_CASE("a full adder adds with counter-flow clocking") { check_adder(ClockFlow::Counter); }

TEST_CASE("a clock faster than the gates stops the run") {
  PulseNet net("net", {});
  const BuiltDesign adder = build_design(full_adder(), ClockFlow::Tree, net);
  for (int i = 0; i < 4; ++i) net.inject(adder.clock, ps(100 + 4 * i));
  CHECK_THROWS_WITH(net.run(), Catch::Contains("are needed"));
}

TEST_CASE("designs with circles, unknown names and wrong operands are refused") {
  PulseNet net("net", {});
  CHECK_THROWS_WITH(build_design({{"a"}, {{"x", "xor", {"a", "x"}}}, {"x"}}, ClockFlow::Tree, net),
                    "design: gate 'x' depends on itself");
  CHECK_THROWS_WITH(build_design({{"a"}, {}, {"y"}}, ClockFlow::Tree, net),
                    "design: 'y' is neither an input nor a gate");
  CHECK_THROWS_WITH(build_design({{"a"}, {{"x", "xor", {"a"}}}, {"x"}}, ClockFlow::Tree, net),
                    "design: gate 'x': cell xor takes 2 operands, 1 given");
}
