#include "sim/graph/spikes.h"

#include <catch2/catch.hpp>

#include "tests/support/program.h"

using namespace fluxgate;

namespace {

Graph load(const std::string& line, const std::vector<std::string>& sets = {}) {
  const test::Folder folder;
  WorkloadOptions options;
  options.sets = sets;
  return load_workload(folder.file("net.yaml",
                                   "parameters: {spike_rate: 0.25, time_steps: 3}\n"
                                   "phases: [forward]\n"
                                   "network:\n"
                                   "  - {op: linear, m: 4, n: 5, k: 10, " +
                                       line + "}\n"),
                       options);
}

std::string refusal(const std::string& line) {
  try {
    (void)load(line);
    return "";
  } catch (const ConfigError& e) {
    return e.what();
  }
}

}  // namespace

TEST_CASE("an operator's spikes take what its line leaves out from the parameters") {
  const Operator op = load("coding: graded").segments.at(0).operators.at(0);
  REQUIRE(op.spikes);
  CHECK(op.spikes->coding == Coding::Graded);
  CHECK(op.spikes->rate == 0.25);
  CHECK(op.spikes->time_steps == 3);
  CHECK(op.spikes->levels == 1);
}

TEST_CASE("synaptic operations are MACs times the rate, analog MACs are counted apart") {
  const SpikeTotals spikes = count_spikes(load("coding: spikes"));
  CHECK(spikes.synaptic_operations == 4 * 5 * 10 * 0.25);
  CHECK(spikes.analog_macs == 0);
  const SpikeTotals analog = count_spikes(load("coding: analog"));
  CHECK(analog.synaptic_operations == 0);
  CHECK(analog.analog_macs == 4 * 5 * 10);
  CHECK(count_spikes(load("bias: 0")).time_steps == 0);
}

TEST_CASE("a rate may be set to another share from the command line") {
  const Graph graph = load("coding: spikes", {"workload.spike_rate=0.5"});
  CHECK(graph.segments.at(0).operators.at(0).spikes->rate == 0.5);
}

TEST_CASE("bad codings and rates are refused with their place") {
  CHECK_THAT(refusal("coding: spike"),
             Catch::Contains("net.yaml:4:") && Catch::Contains("known: spikes, graded, analog"));
  CHECK_THAT(refusal("spike_rate: 1.5"), Catch::Contains("at most spike_levels (1)"));
  CHECK_THAT(refusal("spike_levels: 0"), Catch::Contains("must be 1 or more"));
}
