#include <catch2/catch.hpp>
#include <cctype>
#include <fstream>
#include <sstream>

#include "sim/core/config.h"
#include "sim/graph/graph.h"

using namespace fluxgate;

namespace {

/// Fields of a line of CSV; quoted ones may hold commas.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out{""};
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ',' && !is_quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

/// interface.md: lower case, every run of other characters than letters, digits and dots a dash.
std::string variant_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '.')
      name += static_cast<char>(std::tolower(byte));
    else if (name.empty() || name.back() != '-')
      name += '-';
  }
  return name;
}

struct Row {
  std::string workload, params_m, macs_g;
};

std::vector<Row> rows_of_checks() {
  std::ifstream file(FLUXGATE_SOURCE_DIR "/tests/reference/workloads/checks.csv");
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto f = fields(line);
    if (f.at(8).empty() && f.at(9).empty()) continue;
    rows.push_back({f[0] + "/" + variant_name(f[1]), f[8], f[9]});
  }
  return rows;
}

/// How a row's figure is counted, and how far a row of another counting convention may be off.
struct Setting {
  std::string phase;
  std::int64_t batch = 1;
  std::optional<std::int64_t> seq;
  double params_tolerance = 0.005, macs_tolerance = 0.02;
};

/// tests/reference/workloads/rows.yaml: by id, then by id/variant.
Setting setting_of(const ConfigNode& root, const std::string& workload) {
  Setting s;
  for (const std::string& key : {workload.substr(0, workload.find('/')), workload}) {
    const ConfigNode* node = root.find(key);
    if (node == nullptr) continue;
    for (const auto& [name, value] : node->members) {
      if (name == "phase") s.phase = value.scalar;
      if (name == "batch") s.batch = std::stoll(value.scalar);
      if (name == "seq") s.seq = std::stoll(value.scalar);
      if (name == "params_tolerance") s.params_tolerance = std::stod(value.scalar);
      if (name == "macs_tolerance") s.macs_tolerance = std::stod(value.scalar);
    }
  }
  return s;
}

}  // namespace

TEST_CASE("every row of checks.csv with a computed count is met by its variant") {
  const ConfigNode settings =
      read_yaml_file(FLUXGATE_SOURCE_DIR "/tests/reference/workloads/rows.yaml");
  std::size_t compared = 0;
  for (const Row& row : rows_of_checks()) {
    INFO(row.workload);
    const Setting s = setting_of(settings, row.workload);
    WorkloadOptions options;
    options.phase = s.phase;
    options.batch = s.batch;
    options.seq = s.seq;
    const Totals t = count(load_workload(row.workload, options));
    if (!row.params_m.empty())
      CHECK(static_cast<double>(t.params) / 1e6 ==
            Approx(std::stod(row.params_m)).epsilon(s.params_tolerance));
    if (!row.macs_g.empty())
      CHECK(static_cast<double>(t.macs) / 1e9 ==
            Approx(std::stod(row.macs_g)).epsilon(s.macs_tolerance));
    ++compared;
  }
  CHECK(compared == 81);
}

// figures.csv: what networks.md says of variants that checks.csv does not list, some by --set.
TEST_CASE("variants given by their parameters meet the figures of networks.md") {
  std::ifstream file(FLUXGATE_SOURCE_DIR "/tests/reference/workloads/figures.csv");
  std::string line;
  std::getline(file, line);
  std::size_t compared = 0;
  while (std::getline(file, line)) {
    INFO(line);
    const auto f = fields(line);
    WorkloadOptions options;
    std::stringstream sets(f.at(1));
    for (std::string set; std::getline(sets, set, '|');) options.sets.push_back(set);
    options.phase = f.at(2);
    if (!options.phase.empty()) options.seq = 1;
    options.batch = std::stoll(f.at(3));
    const Totals t = count(load_workload(f.at(0), options));
    if (!f.at(4).empty())
      CHECK(static_cast<double>(t.params) / 1e6 == Approx(std::stod(f.at(4))).epsilon(0.005));
    if (!f.at(5).empty())
      CHECK(static_cast<double>(t.macs) / 1e9 == Approx(std::stod(f.at(5))).epsilon(0.02));
    ++compared;
  }
  CHECK(compared >= 45);
}
