#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <sstream>

#include "models/sfq/characterise/measure.h"
#include "models/sfq/pulse/net.h"
#include "tests/support/program.h"

using namespace fluxgate;
using namespace fluxgate::sfq;
using Row = std::map<std::string, std::string>;

namespace {

/// Starts of the pulses of `I_<pin> 0 n pwl(...)` or `pulse(...)` of a stimulus, ps.
std::vector<double> starts(const std::string& stimulus, const std::string& pin) {
  std::vector<double> times;
  const std::size_t at = stimulus.find("I_" + pin + " ");
  if (at == std::string::npos) return times;
  const std::size_t open = stimulus.find('(', at);
  std::istringstream list(stimulus.substr(open + 1, stimulus.find(')', open) - open - 1));
  std::vector<std::string> words;
  for (std::string word; list >> word;) words.push_back(word);
  if (stimulus.substr(at, open - at).find("pulse") != std::string::npos) {
    for (double t = std::stod(words[2]); t < 1000; t += std::stod(words[6])) times.push_back(t);
    return times;
  }
  for (std::size_t i = 3; i < words.size(); i += 2)
    if (words[i] == "600u") times.push_back(std::stod(words[i - 3]));
  return times;
}

void check_bench(const std::string& name) {
  INFO(name);
  std::string id;
  for (const char c : name.substr(0, name.find('_'))) id += static_cast<char>(std::tolower(c));
  const Cell cell = read_cell(id);
  PulseNet net("net", {});
  const auto dut = net.add_cell(cell, "dut");
  int compared = 0;
  for (const Row& row : fluxgate::test::read_csv("sfq/pulses.csv")) {
    const std::string& probe = row.at("probe");
    if (row.at("deck") != name || probe.find("B1|XLOADOUT") == std::string::npos) continue;
    int output = 0;
    while (static_cast<std::size_t>(output) + 1 < cell.outputs.size() &&
           probe.find(std::to_string(output)) == std::string::npos)
      ++output;
    if (compared == 0) {
      for (int i = 0; i < static_cast<int>(cell.inputs.size()); ++i) {
        const double offset =
            stimulus_to_arrival_ps(i == cell.clock ? Stimulus::Clock : Stimulus::Data);
        for (const double t :
             starts(row.at("stimulus"), cell.inputs[static_cast<std::size_t>(i)].name))
          net.inject({dut, i}, TimeFs(std::llround((t + offset) * 1000)));
      }
      for (int i = 0; i < static_cast<int>(cell.outputs.size()); ++i) net.watch({dut, i});
      net.run();
    }
    std::istringstream expected(row.at("pulse_times_ps"));
    std::size_t i = 0;
    for (double time = 0; expected >> time; ++i, ++compared) {
      REQUIRE(i < net.seen({dut, output}).size());
      const double got = static_cast<double>(net.seen({dut, output})[i].value) / 1000;
      INFO(probe << " pulse " << i);
      CHECK(got == Approx(time).margin(0.3));
    }
    // The reference stops at 1000 ps; a pulse that is on its way then is not in it.
    std::size_t before_end = 0;
    for (const TimeFs t : net.seen({dut, output})) before_end += t.value < 1000000 ? 1U : 0U;
    CHECK(before_end == i);
  }
  CHECK(compared > 1);
}

/// The library's stimulus through the circuit of this project and through the table.
void check_against_circuit(const std::string& id) {
  const Cell cell = read_cell(id);
  const Sequence s = library_sequence(cell);
  const BenchRun circuit = run_bench(cell, stimuli_of(cell, s));
  PulseNet net("net", {});
  const auto dut = net.add_cell(cell, "dut");
  for (std::size_t i = 0; i < s.inputs.size(); ++i) {
    const Stimulus kind = s.inputs[i] == cell.clock ? Stimulus::Clock : Stimulus::Data;
    const double offset = cell.is_current_driven ? 0 : stimulus_to_arrival_ps(kind);
    net.inject({dut, s.inputs[i]}, TimeFs(std::llround((s.times[i] + offset) * 1000)));
  }
  net.watch({dut, 0});
  net.run();
  const auto& seen = net.seen({dut, 0});
  REQUIRE(seen.size() == circuit.loads[0].size());
  REQUIRE(seen.size() > 2);
  for (std::size_t i = 0; i < seen.size(); ++i)
    CHECK(static_cast<double>(seen[i].value) / 1000 == Approx(circuit.loads[0][i]).margin(0.3));
}

}  // namespace

TEST_CASE("pulse level: XOR within 0.3 ps of its circuit") { check_against_circuit("xor"); }
TEST_CASE("pulse level: OR2 within 0.3 ps of its circuit") { check_against_circuit("or2"); }
TEST_CASE("pulse level: DCSFQ within 0.3 ps of its circuit") { check_against_circuit("dcsfq"); }
TEST_CASE("pulse level: JTL within 0.3 ps of the circuit") { check_bench("JTL_1"); }
TEST_CASE("pulse level: SPLIT within 0.3 ps of the circuit") { check_bench("SPLIT_1"); }
TEST_CASE("pulse level: MERGE within 0.3 ps of the circuit") { check_bench("MERGE_1"); }
TEST_CASE("pulse level: DFF within 0.3 ps of the circuit") { check_bench("DFF_1"); }
TEST_CASE("pulse level: NDRO within 0.3 ps of the circuit") { check_bench("NDRO_1"); }
TEST_CASE("pulse level: AND2 within 0.3 ps of the circuit") { check_bench("AND2_1"); }
TEST_CASE("pulse level: NOT within 0.3 ps of the circuit") { check_bench("NOT_1"); }
