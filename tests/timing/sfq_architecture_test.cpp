#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "models/sfq/architecture/neuromorphic.h"
#include "tests/support/program.h"

using namespace fluxgate;
using namespace fluxgate::sfq;

namespace {

Design full_adder() {
  return {{"a", "b", "c"},
          {{"x", "xor", {"a", "b"}},
           {"sum", "xor", {"x", "c"}},
           {"ab", "and2", {"a", "b"}},
           {"xc", "and2", {"x", "c"}},
           {"carry", "or2", {"ab", "xc"}}},
          {"sum", "carry"}};
}

/// Whether twelve additions of three ones, one a clock, pass the pulse level without a violation.
/// The clock passes a JTL and three splitters, the operands a JTL and one: 3.4 ps later they come
/// in the middle between two clocks of the first gates.
bool adds_cleanly(double period_ps) {
  PulseNet net("net", {});
  const BuiltDesign adder = build_design(full_adder(), ClockFlow::Tree, net);
  const auto at = [&](double ps) { return TimeFs(static_cast<std::int64_t>(ps * 1000)); };
  for (int i = 0; i < 12; ++i) {
    for (const char* pin : {"a", "b", "c"})
      net.inject(adder.inputs.at(pin).front(), at(103.4 + period_ps * i));
    net.inject(adder.clock, at(100 + period_ps * i));
  }
  try {
    net.run();
    return true;
  } catch (const ModelError& e) {
    UNSCOPED_INFO(e.what());
    return false;
  }
}

Description small() {
  Description d;
  d.rows = 16;
  d.cols = 8;
  d.arrays = 1;
  d.partial_sums = Bytes(1 << 20);
  d.spike_buffer = Bytes(1 << 20);
  d.store_capacity = Bytes(1 << 20);
  d.link_rate = BytesPerSecond(1e9);
  d.link_latency = TimeFs(5'000'000);
  return d;
}

Graph layer(std::int64_t m, std::int64_t n, std::int64_t k, const std::string& line) {
  const test::Folder folder;
  return load_workload(
      folder.file("net.yaml",
                  "parameters: {dtype: int8, weight_dtype: int4}\nphases: [forward]\nnetwork:\n" +
                      fmt::format("  - {{op: linear, m: {}, n: {}, k: {}, {}}}\n", m, n, k, line)),
      {});
}

TimeFs time_of(const Description& d, const Graph& graph) {
  Neuromorphic machine(d);
  machine.check(graph);
  TimeFs time{};
  for (const Launch launch : machine.plan(graph.segments.at(0)))
    time += machine.run(launch, Reuse::Yes).time;
  return time;
}
TimeFs slots(const Description& d, double number) {
  const Library library;
  return TimeFs(static_cast<std::int64_t>(
      std::ceil(number * static_cast<double>(slot_time(library, d).value))));
}
TimeFs latency(const Description& d) {
  const Library library;
  return pulse_latency(library, d, d.rows, d.cols * d.weight_bits);
}

}  // namespace

TEST_CASE("the gates' period is made of measured delays and windows") {
  const Library library;
  // DFF to q, a splitter, and the last input before (and after) the clock of an XOR that has the
  // other.
  CHECK(library.period_ps(ClockFlow::Tree) == Approx(5.886 + 6.274 + 4.56));
  CHECK(library.period_ps(ClockFlow::Counter) == Approx(5.886 + 2 * 6.274 + 4.56));
  CHECK(library.period_ps(ClockFlow::Concurrent) == Approx(4.56 + 6.06));
}

TEST_CASE("a full adder works at the pulse level at the tree's period") {
  CHECK(adds_cleanly(Library().period_ps(ClockFlow::Tree)));
}
TEST_CASE("a full adder breaks its windows at the pulse level at half of the tree's period") {
  CHECK_FALSE(adds_cleanly(Library().period_ps(ClockFlow::Tree) / 2));
}

TEST_CASE("an accumulator bit costs what the netlist of a full adder costs") {
  PulseNet net("net", {});
  const BuiltDesign adder = build_design(full_adder(), ClockFlow::Tree, net);
  const Library library;
  const double entries = 4 * library.junctions(Bill().add("jtl", 1));
  const double loop_clock = library.junctions(Bill().add("split", 1));  // eight leaves, not seven
  CHECK(library.junctions(adder_bit()) + library.junctions(adder_bit_clock()) - loop_clock ==
        static_cast<double>(net.junctions()) - entries);
}

TEST_CASE("one tile takes its loading, then (rows x rate + 1) slots a vector, then the latency") {
  const Description d = small();
  const TimeFs load(8 * 16 * 8 * 4 * 125'000 / 8 + 5'000'000);  // 4-bit values at 8 Gb/s, 2 ns more
  const TimeFs compute = slots(d, 30 * (16 * 0.25 + 1));
  CHECK(time_of(d, layer(30, 8, 16, "spike_rate: 0.25")) == load + compute + latency(d));
}

TEST_CASE("a shadow register hides the shorter of loading and computing") {
  const Description d = small();
  const TimeFs load(16 * 8 * 4 * 125'000 + 5'000'000);
  const TimeFs compute = slots(d, 30 * (16 * 0.25 + 1));
  CHECK(time_of(d, layer(30, 16, 16, "spike_rate: 0.25")) ==  // two tiles
        load + std::max(load, compute) + compute + latency(d));
}
TEST_CASE("without a shadow register loading and computing take turns") {
  Description d = small();
  d.has_shadow = false;
  const TimeFs load(16 * 8 * 4 * 125'000 + 5'000'000);
  const TimeFs compute = slots(d, 30 * (16 * 0.25 + 1));
  CHECK(time_of(d, layer(30, 16, 16, "spike_rate: 0.25")) == 2 * load + 2 * compute + latency(d));
}

TEST_CASE("a wide weight takes columns, a deep layer takes partial sums, few vectors leave slots") {
  const Description d = small();
  const auto mapped = [&](std::int64_t m, std::int64_t n, std::int64_t k) {
    const Graph graph = layer(m, n, k, "spike_rate: 0.5");
    return map_layer(layer_work(graph.segments[0].operators, d), d, 0);
  };
  CHECK(mapped(30, 8, 16).slots == 30 * (16 * 0.5 + 1));
  CHECK(mapped(30, 8, 17).slots == Approx(30 * (17 * 0.5 + 2 * 3)));
  CHECK(mapped(1, 8, 16).slots == 3 * (16 * 0.5 + 1));
  CHECK(mapped(30, 9, 16).col_tiles == 2);
}

TEST_CASE("arrays share rows when that saves partial sums and loading weights again") {
  Description d = small();
  d.arrays = 4;
  d.partial_sums = Bytes(128);  // eight vectors
  const Graph graph = layer(600, 8, 64, "spike_rate: 0.5");
  const Mapping m = map_layer(layer_work(graph.segments[0].operators, d), d, 1.0);
  CHECK(m.share == Share::Rows);
  CHECK(m.row_tiles == 1);
  CHECK(m.passes == 1);
  CHECK(m.slots == 600 * (16 * 0.5 + 1 + 1));
  CHECK_THAT(m.reason, Catch::Contains("tiles"));
}

TEST_CASE("spatial layers stream: the slowest sets the pace, the others add a packet each") {
  Description d = small();
  d.mode = ArrayMode::Spatial;
  const TimeFs station = slots(d, 64 * (16 * 0.25 + 1));
  const Graph one = layer(64, 8, 16, "spike_rate: 0.25");
  const TimeFs single = time_of(d, one);
  const Library library;
  const TimeFs fill = pulse_latency(library, d, 16, 8 * 4);
  CHECK(static_cast<double>(single.value) ==
        Approx(static_cast<double>((station + fill).value)).epsilon(1e-4));
}
