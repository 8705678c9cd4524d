#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "models/sfq/characterise/measure.h"
#include "tests/support/program.h"

using namespace fluxgate::sfq;
using fluxgate::test::read_csv;
using Row = std::map<std::string, std::string>;

namespace {

Row reference(const std::string& id) {
  std::string name = id;
  for (char& c : name) c = static_cast<char>(std::toupper(c));
  for (const Row& row : read_csv("sfq/cells.csv"))
    if (row.at("cell") == name) return row;
  throw std::runtime_error("no reference for " + id);
}

/// "-43.1/+32.8"; ">60" is never reached within 60 %.
std::pair<double, double> range(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto side = [](std::string t, double sign) {
    return t.find('>') != std::string::npos ? sign * 60 : std::strtod(t.c_str(), nullptr);
  };
  return {side(text.substr(0, slash), -1), side(text.substr(slash + 1), 1)};
}

void check_range(const std::pair<double, double>& got, const std::string& text) {
  constexpr double kStep = 60.0 / 64 + 0.05;  // one step of the bisection; the file has one decimal
  const auto expected = range(text);
  CHECK(got.first == Approx(expected.first).margin(kStep));
  CHECK(got.second == Approx(expected.second).margin(kStep));
}

void check_cell(const std::string& id) {
  INFO(id);
  Cell cell = read_cell(id);
  const Row row = reference(id);
  const DelayRow delay = measure_delays(cell, {}).back();
  CHECK(delay.to_junction == Approx(std::stod(row.at("delay_josim_in_to_outJJ_ps"))).margin(0.05));
  CHECK(delay.to_load == Approx(std::stod(row.at("delay_josim_in_to_loadJJ_ps"))).margin(0.05));
  check_range(measure_margins(cell, Biased::Cell), row.at("margin_dut_bias_pct"));
  check_range(measure_margins(cell, Biased::Everything), row.at("margin_global_bias_pct"));
  measure_circuit(cell);
  CHECK(cell.junctions == std::stoi(row.at("JJs")));
  CHECK(cell.bias_ua == Approx(1000 * std::stod(row.at("bias_mA"))).epsilon(1e-6));
}

}  // namespace

TEST_CASE("delays and margins of JTL, MERGE and DFF are the reference's") {
  check_cell("jtl");
  check_cell("merge");
  check_cell("dff");
}
TEST_CASE("delays and margins of NDRO and AND2 are the reference's") {
  check_cell("ndro");
  check_cell("and2");
}
TEST_CASE("delays and margins of OR2, XOR and NOT are the reference's") {
  check_cell("or2");
  check_cell("xor");
  check_cell("not");
}
TEST_CASE(
    "delays of SPLIT are the reference's; its margins are wider than the doubly scaled ones") {
  // The reference scaled IB3 twice (see sfq_circuit_test.cpp), which narrows its range.
  const Cell cell = read_cell("split");
  const Row row = reference("split");
  const DelayRow delay = measure_delays(cell, {}).front();
  CHECK(delay.to_junction == Approx(std::stod(row.at("delay_josim_in_to_outJJ_ps"))).margin(0.05));
  CHECK(delay.to_load == Approx(std::stod(row.at("delay_josim_in_to_loadJJ_ps"))).margin(0.05));
  CHECK(measure_margins(cell, Biased::Cell).first < -16.9);
}

TEST_CASE("the bias of a cell works Ib Phi0 an operation") {
  // Every bias of a JTL, splitter or flip-flop feeds one flux quantum (cells.csv, E_IbPhi0_aJ).
  for (const std::string id : {"jtl", "split", "dff"})
    CHECK(measure_energy(read_cell(id)) ==
          Approx(std::stod(reference(id).at("E_IbPhi0_aJ"))).epsilon(0.01));
}

/// "state1_a_clk=2.1": state, first, second, ps.
void check_windows(const std::string& id, int at_least) {
  INFO(id);
  const Cell cell = read_cell(id);
  const auto pin = [&](const std::string& name) {
    for (std::size_t i = 0; i < cell.inputs.size(); ++i)
      if (cell.inputs[i].name == name) return static_cast<int>(i);
    return -1;
  };
  const std::vector<TimingWindow> measured = measure_windows(cell);
  int compared = 0;
  std::istringstream list(reference(id).at("critical_times_lib_verilog_ps"));
  for (std::string item; list >> item;) {
    const std::size_t first = item.find('_'), second = item.find('_', first + 1),
                      equal = item.find('=');
    const int one = pin(item.substr(first + 1, second - first - 1));
    const int two = pin(item.substr(second + 1, equal - second - 1));
    for (const TimingWindow& w : measured) {
      if (w.state != item[5] - '0' || w.first != one || w.second != two || one == two) continue;
      INFO(item);
      CHECK(w.least_ps == Approx(std::stod(item.substr(equal + 1))).margin(0.15));
      ++compared;
    }
  }
  CHECK(compared >= at_least);
}

// The library extracted them with steps of 0.1 ps; two pulses on one pin come through a merger
// here, which passes none closer than 5.9 ps.
TEST_CASE("setup and hold of DFF, NDRO and NOT are the library's") {
  check_windows("dff", 1);
  check_windows("ndro", 2);
  check_windows("not", 3);
}
TEST_CASE("setup and hold of AND2, OR2 and XOR are the library's") {
  check_windows("and2", 2);
  check_windows("or2", 4);
  check_windows("xor", 8);
}

TEST_CASE("yield falls with spread, repeats with its seed") {
  const Cell cell = read_cell("jtl");
  CHECK(measure_yield(cell, 0.01, 8, 1) == 1);
  const double wide = measure_yield(cell, 0.9, 16, 1);
  CHECK(wide < 1);
  CHECK(measure_yield(cell, 0.9, 16, 1) == wide);
}

TEST_CASE("converters keep the reference's margins; the level of SFQ/DC is narrower") {
  for (const std::string id : {"dcsfq", "sfqdc"})
    check_range(measure_margins(read_cell(id), Biased::Everything),
                reference(id).at("margin_global_bias_pct"));
  const auto level = measure_margins(read_cell("sfqdc"), Biased::Level);
  CHECK(level.first > -16.9);
  CHECK(level.second < 37.5);
}
