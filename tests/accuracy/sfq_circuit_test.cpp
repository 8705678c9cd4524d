#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <sstream>

#include "tests/support/program.h"

using namespace fluxgate::test;

namespace {

using Row = std::map<std::string, std::string>;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

/// The bench that `stimulus` of pulses.csv describes, with our circuit files.
std::string bench(const Row& row) {
  const std::string folder = std::string(FLUXGATE_SOURCE_DIR) + "/models/sfq/circuits/";
  std::string cell = row.at("cell"), file = cell;
  for (char& c : file) c = static_cast<char>(std::tolower(c));
  std::string deck = ".include " + folder + "bench.cir\n.include " + folder + file + ".cir\n";
  if (cell == "DCSFQ") deck += ".include " + folder + "jtl.cir\n";
  const std::string bias = " bias=" + row.at("dut_bias_scale");
  std::istringstream parts(row.at("stimulus"));
  for (std::string line; std::getline(parts, line, ';');) {
    line = replaced(replaced(line, "thmitll_", ""), "THmitll_", "");
    if (line.find("IB") == 0 || line.find(" IB") == 0) continue;  // bias of the cell's own listing
    if (line.find("XDUT") != std::string::npos) line += bias;
    // The reference scaled the load of the converter too, and IB3 of the splitter twice: both are
    // visible in its pulse times (within 1 fs once scaled so, 1.3 ps and 0.5 ps off else).
    if (cell == "DCSFQ" && line.find("XLOADOUT") != std::string::npos) line += bias;
    if (cell == "SPLIT" && line.find("XDUT") != std::string::npos)
      line += " bias3=" + row.at("dut_bias_scale");
    deck += (line.front() == ' ' ? line.substr(1) : line) + "\n";
  }
  return deck + ".tran 0.01p " + (cell == "JTL" ? "100p" : "1000p") + "\n";
}

}  // namespace

TEST_CASE("every pulse of the reference benches comes within 0.02 ps, and none more") {
  std::map<std::string, std::vector<Row>> decks;
  for (const Row& row : read_csv("sfq/pulses.csv")) decks[row.at("deck")].push_back(row);
  REQUIRE(decks.size() == 24);
  const Folder folder;
  double sum = 0, worst = 0;
  int pulses = 0;
  for (const auto& [name, rows] : decks) {
    std::string deck = bench(rows.front());
    for (const Row& row : rows) deck += ".print " + row.at("probe") + "\n";
    const Said said = run_program("circuit " + folder.file(name + ".cir", deck) + " --json");
    INFO(name << said.err);
    REQUIRE(said.exit_code == 0);
    const auto json = said.json();
    for (const Row& row : rows) {
      const std::vector<double> got = json.at("pulses").at(row.at("probe"));
      std::istringstream expected(row.at("pulse_times_ps"));
      std::size_t i = 0;
      for (double time = 0; expected >> time; ++i) {
        INFO(row.at("probe"));
        REQUIRE(i < got.size());
        worst = std::max(worst, std::fabs(got[i] - time));
        sum += std::fabs(got[i] - time);
        ++pulses;
      }
      CHECK(i == got.size());
    }
    const auto energy = json.at("energy_aj");
    const double work = energy.at("sources");
    CHECK(work - energy.at("dissipated").get<double>() - energy.at("stored").get<double>() ==
          Approx(0).margin(1e-3 * work));
  }
  CHECK(pulses > 600);
  CHECK(worst < 0.02);
  CHECK(sum / pulses < 0.0006);  // the reference is rounded to 0.001
}
