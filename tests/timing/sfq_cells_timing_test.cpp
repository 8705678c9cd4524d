// The RTL of the SFQ cells against models/sfq/cells/*.yaml, read anew: every transition with its
// delays, and both sides of the edge of every window.
#include <catch2/catch.hpp>
#include <cmath>
#include <deque>
#include <filesystem>

#include "sim/contract/kernel.h"
#include "sim/core/config.h"
#include "tests/support/program.h"

using namespace fluxgate;

namespace {

constexpr std::int64_t kApartFs = 50'000;  // beyond every window
constexpr std::size_t kFired = 2, kTime = 4, kFirst = 6, kKind = 9,
                      kLanes = 12;  // of a `seen` beat

std::int64_t fs(const ConfigNode& ps) { return std::llround(1000 * std::stod(ps.scalar)); }

/// A cell's file, with names as indices.
struct Table {
  std::string id;
  std::vector<std::string> inputs, outputs, states;
  std::string clock;
  ConfigNode root;

  explicit Table(const std::filesystem::path& path)
      : id(path.stem().string()), root(read_yaml_file(path.string())) {
    for (const auto& [name, junction] : root.find("inputs")->members) inputs.push_back(name);
    for (const auto& [name, junction] : root.find("outputs")->members) outputs.push_back(name);
    for (const ConfigNode& state : root.find("states")->items) states.push_back(state.scalar);
    if (const ConfigNode* node = root.find("clock")) clock = node->scalar;
  }
  [[nodiscard]] std::int64_t pin(const std::string& name) const {
    return std::find(inputs.begin(), inputs.end(), name) - inputs.begin();
  }
  [[nodiscard]] const ConfigNode& row(const std::string& from, const std::string& on) const {
    for (const ConfigNode& r : root.find("transitions")->items)
      if (r.find("from")->scalar == from && r.find("on")->scalar == on) return r;
    throw std::out_of_range(from + " " + on);
  }
  /// Shortest list of pulses from the first state.
  [[nodiscard]] std::vector<std::string> path_to(const std::string& state) const {
    std::deque<std::pair<std::string, std::vector<std::string>>> open{{states[0], {}}};
    while (open.front().first != state) {
      for (const std::string& input : inputs) {
        auto path = open.front().second;
        path.push_back(input);
        open.emplace_back(row(open.front().first, input).find("to")->scalar, path);
      }
      open.pop_front();
    }
    return open.front().second;
  }
};

std::vector<Table> tables() {
  std::vector<Table> all;
  const std::string root = FLUXGATE_SOURCE_DIR;
  for (const auto& file : std::filesystem::directory_iterator(root + "/models/sfq/cells"))
    if (std::filesystem::exists(root + "/rtl/sfq_cells/fg_sfq_" + file.path().stem().string() +
                                ".sv"))
      all.emplace_back(file.path());
  std::sort(all.begin(), all.end(), [](const Table& a, const Table& b) { return a.id < b.id; });
  return all;
}

/// One cell of the bank, alone.
class Bench {
 public:
  Bench(const Table& table, std::int64_t slot)
      : table_(table), slot_(slot), side_(Kernels::get("sfq_cells").make_rtl()) {
    restart({});
  }
  void restart(const std::vector<std::string>& path) {
    side_->reset();
    side_->drive_ready(0, true);
    now_fs_ = 0;
    for (const std::string& pin : path) pulse(pin, kApartFs);
  }
  /// What comes of a pulse `gap_fs` after the one before.
  Beat pulse(const std::string& pin, std::int64_t gap_fs) {
    now_fs_ += gap_fs;
    const Beat event{slot_, table_.pin(pin), gap_fs};
    for (int cycle = 0; cycle < 2; ++cycle) {
      side_->drive_input(0, cycle == 0, event);
      side_->settle();
      CHECK(!side_->output_valid(0));
      side_->clock();
    }
    side_->drive_input(0, false, {});
    side_->settle();
    CHECK(side_->output_valid(0));
    Beat seen(kLanes);
    side_->read_output(0, seen);
    side_->clock();
    return seen;
  }
  /// The outputs of a row, and no violation.
  void require_row(const ConfigNode& row, const Beat& seen) const {
    Beat expected(kLanes);
    expected[0] = slot_;
    expected[1] = table_.pin(row.find("on")->scalar);
    if (const ConfigNode* out = row.find("out"))
      for (const auto& [name, delay] : out->members) {
        const auto o = static_cast<std::size_t>(
            std::find(table_.outputs.begin(), table_.outputs.end(), name) - table_.outputs.begin());
        expected[kFired + o] = 1;
        expected[kTime + o] = now_fs_ + fs(delay);
      }
    CHECK(seen == expected);
  }

 private:
  const Table& table_;
  std::int64_t slot_;
  std::unique_ptr<Side> side_;
  std::int64_t now_fs_ = 0;
};

}  // namespace

TEST_CASE("an SFQ event's pulses are seen 2 cycles later, one event a cycle") {
  const auto side = Kernels::get("sfq_cells").make_rtl();
  side->reset();
  side->drive_ready(0, true);
  for (std::int64_t cycle = 0; cycle < 100; ++cycle) {
    side->drive_input(0, true, Beat{0, 0, 40'000});
    side->settle();
    CHECK(side->input_ready(0));
    CHECK(side->output_valid(0) == (cycle >= 2));
    side->clock();
  }
}

TEST_CASE("every row of every SFQ cell's table gives its pulses at its delays, and its state") {
  const std::vector<Table> all = tables();
  REQUIRE(all.size() >= 9);
  for (std::size_t slot = 0; slot < all.size(); ++slot) {
    const Table& table = all[slot];
    Bench bench(table, static_cast<std::int64_t>(slot));
    for (const std::string& state : table.states)
      for (const std::string& first : table.inputs)
        for (const std::string& second : table.inputs) {
          INFO(table.id << ": " << first << ", " << second << " in state " << state);
          bench.restart(table.path_to(state));
          const ConfigNode& row = table.row(state, first);
          bench.require_row(row, bench.pulse(first, kApartFs));
          bench.require_row(table.row(row.find("to")->scalar, second),
                            bench.pulse(second, kApartFs));
        }
  }
}

TEST_CASE("every window of every SFQ cell is violated 1 fs inside it and kept at its edge") {
  const std::vector<Table> all = tables();
  int windows = 0;
  for (std::size_t slot = 0; slot < all.size(); ++slot) {
    const Table& table = all[slot];
    const ConfigNode* list = table.root.find("windows");
    if (list == nullptr) continue;
    Bench bench(table, static_cast<std::int64_t>(slot));
    for (const ConfigNode& window : list->items) {
      const std::string first = window.find("first")->scalar;
      const std::string second = window.find("second")->scalar;
      const std::int64_t least_fs = fs(*window.find("least_ps"));
      const std::vector<std::string> path = table.path_to(window.find("state")->scalar);
      const bool is_clocked = !table.clock.empty() && first != second;
      const std::size_t kind = is_clocked && second == table.clock  ? 0   // setup
                               : is_clocked && first == table.clock ? 1   // hold
                                                                    : 2;  // separation
      INFO(table.id << ": " << second << " after " << first << ", " << least_fs << " fs");
      bench.restart(path);
      bench.pulse(first, kApartFs);
      const Beat inside = bench.pulse(second, least_fs - 1);
      Beat expected(kLanes);
      expected[kFirst + static_cast<std::size_t>(table.pin(first))] = 1;
      expected[kKind + kind] = 1;
      CHECK(std::equal(inside.begin() + kFirst, inside.end(), expected.begin() + kFirst));
      bench.restart(path);
      bench.pulse(first, kApartFs);
      const Beat edge = bench.pulse(second, least_fs);
      CHECK(std::all_of(edge.begin() + kFirst, edge.end(), [](auto flag) { return flag == 0; }));
      ++windows;
    }
  }
  CHECK(windows >= 20);
}
