/// `fluxgate predict`: time of single kernels from a CSV (op,params,dtype), with errors against a
/// measured column.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"
#include "sim/graph/operator.h"
#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CommonOptions {
  std::string file, measured, l2 = "warm";
};

struct Case {
  int line = 0, params_column = 1, dtype_column = 1;
  std::string op, params, dtype;
  std::optional<double> measured_us;
};

std::string case_path(const std::string& op) {
  return share_path("workloads/cases/" + op + ".yaml");
}

/// Operators of cases: a file in workloads/cases each, a workload that stands for one row.
std::vector<std::string> known_cases() {
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(share_path("workloads/cases"), error))
    known.push_back(file.path().stem().string());
  std::sort(known.begin(), known.end());
  return known;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

/// A line without its end, also when a spreadsheet wrote it with a carriage return.
std::istream& read_line(std::istream& file, std::string& line) {
  std::getline(file, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return file;
}

double to_number(const std::string& text, const Where& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value > 0))
    throw ConfigError(where,
                      fmt::format("'{}' is not a time in microseconds; write a number", text));
  return value;
}

class CaseFile {
 public:
  explicit CaseFile(const Options& o) : o_(o), known_(known_cases()) {}

  std::vector<Case> read() {
    std::ifstream file(o_.file);
    if (!file)
      throw ConfigError(Where{o_.file, 0, 0}, "cannot read this file; check name and permissions");
    std::string line;
    read_line(file, line);
    read_header(line);
    std::vector<Case> cases;
    for (int number = 2; read_line(file, line); ++number)
      if (!line.empty()) cases.push_back(read_case(line, number));
    return cases;
  }

 private:
  void read_header(const std::string& line) {
    const auto names = split(line, ',');
    for (std::size_t i = 0; i < names.size(); ++i) columns_[names[i]] = i;
    std::vector<std::string> needed{"op", "params"};
    if (!o_.measured.empty()) needed.push_back(o_.measured);
    for (const std::string& name : needed)
      if (columns_.count(name) == 0)
        throw ConfigError(Where{o_.file, 1, 1},
                          fmt::format("column '{}' is missing; known here: {}", name, line));
  }

  Case read_case(const std::string& line, int number) const {
    const auto cells = split(line, ',');
    const auto at = [&](const std::string& name) {
      const auto column = columns_.find(name);
      return column == columns_.end() ? cells.size() : column->second;
    };
    const auto cell = [&](const std::string& name) {
      return at(name) >= cells.size() ? std::string() : cells[at(name)];
    };
    const auto where = [&](const std::string& name) {
      std::size_t column = 1;
      for (std::size_t i = 0; i < std::min(at(name), cells.size()); ++i)
        column += cells[i].size() + 1;
      return Where{o_.file, number, static_cast<int>(column)};
    };
    Case c{number,         where("params").column, where("dtype").column, cell("op"),
           cell("params"), cell("dtype"),          std::nullopt};
    if (std::find(known_.begin(), known_.end(), c.op) == known_.end()) {
      const std::string near = nearest_name(c.op, known_);
      throw ConfigError(where("op"),
                        fmt::format("op '{}' is not known here{}; known: {}", c.op,
                                    near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                    fmt::join(known_, ", ")));
    }
    const std::string column = o_.measured.empty() ? "measured_us" : o_.measured;
    if (const std::string measured = cell(column); !measured.empty())
      c.measured_us = to_number(measured, where(column));
    return c;
  }

  const Options& o_;
  std::vector<std::string> known_;
  std::map<std::string, std::size_t> columns_;
};

/// `case:` of a case file: which options a row's parameters set ("B: batch"), and a `dtype` that
/// holds whatever the row says; the others are knobs of the workload.
std::map<std::string, std::string> renames(const std::string& op) {
  std::map<std::string, std::string> names;
  const ConfigNode root = read_yaml_file(case_path(op));
  if (const ConfigNode* node = root.find("case"))
    for (const auto& [key, value] : node->members) names[key] = value.scalar;
  return names;
}

void add_parameter(RunOptions& options, const std::map<std::string, std::string>& names,
                   const std::string& assignment, const Where& where) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos)
    throw ConfigError(where, fmt::format("'{}' is not NAME=VALUE", assignment));
  const std::string key = assignment.substr(0, equals);
  const std::string value = assignment.substr(equals + 1);
  const auto renamed = names.find(key);
  if (renamed == names.end()) {
    options.graph.sets.push_back("workload." + assignment);
  } else if (renamed->second == "batch") {
    options.graph.batch = static_cast<std::int64_t>(to_number(value, where));
  } else if (renamed->second == "seq") {
    options.graph.seq = static_cast<std::int64_t>(to_number(value, where));
  } else if (renamed->second != "ignored") {
    options.graph.sets.push_back("workload." + renamed->second + "=" + value);
  }
}

RunOptions case_options(const Options& o, const Case& c) {
  RunOptions options = to_run_options(o, case_path(c.op));
  options.caches = o.l2 == "cold" ? Caches::Cold : Caches::Warm;
  const auto names = renames(c.op);
  for (const std::string& assignment : split(c.params, ';'))
    add_parameter(options, names, assignment, Where{o.file, c.line, c.params_column});
  if (!c.dtype.empty()) {
    try {
      (void)parse_dtype(c.dtype);
    } catch (const std::invalid_argument& e) {
      throw ConfigError(Where{o.file, c.line, c.dtype_column}, e.what());
    }
  }
  const auto pinned = names.find("dtype");
  const std::string dtype = pinned == names.end() ? c.dtype : pinned->second;
  if (!dtype.empty()) options.graph.sets.push_back("workload.dtype=" + dtype);
  return options;
}

Json run_case(Arch& arch, const Options& o, const Case& c,
              std::vector<std::pair<std::string, double>>& errors) {
  RunResult r;
  try {
    r = run(arch, case_options(o, c));
  } catch (const ConfigError& e) {
    const std::string text = e.what();
    if (text.rfind(o.file, 0) == 0) throw;
    throw ConfigError(Where{o.file, c.line, c.params_column}, text);
  } catch (const ModelError& e) {
    throw ModelError(fmt::format("{}:{}:{}: {}", o.file, c.line, c.params_column, e.what()));
  }
  const double time_us = seconds(r.time) * 1e6;
  Json json{{"op", c.op},
            {"params", c.params},
            {"dtype", c.dtype},
            {"time_us", time_us},
            {"cycles", nullptr},
            {"bound_us", seconds(r.bound) * 1e6},
            {"energy_mj", nullptr},
            {"power_w", nullptr},
            {"sustained_us", nullptr},
            {"measured_us", nullptr},
            {"error", nullptr}};
  if (r.cycles) json["cycles"] = *r.cycles;
  if (r.energy_j) json["energy_mj"] = *r.energy_j * 1e3;
  if (r.power_w) json["power_w"] = *r.power_w;
  if (r.energy_j) json["sustained_us"] = seconds(r.sustained_time) * 1e6;
  json["mapping"] = r.operators.empty() ? "" : r.operators.front().mapping;
  json["bound_by"] = r.operators.empty() ? "" : r.operators.front().bound_by;
  json["counts"] = r.counts;
  json["dram_read_bytes"] = r.dram_read.value;
  json["dram_write_bytes"] = r.dram_write.value;
  if (c.measured_us) {
    json["measured_us"] = *c.measured_us;
    json["error"] = time_us / *c.measured_us - 1;
    errors.emplace_back(c.op, std::abs(time_us / *c.measured_us - 1));
  }
  return json;
}

Json statistics(std::vector<std::pair<std::string, double>> errors) {
  if (errors.empty())
    return {{"mape", nullptr}, {"median", nullptr}, {"p90", nullptr}, {"by_op", Json::object()}};
  std::map<std::string, std::pair<int, double>> by_op;
  double sum = 0;
  for (const auto& [op, error] : errors) {
    sum += error;
    by_op[op].first += 1;
    by_op[op].second += error;
  }
  std::sort(errors.begin(), errors.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto quantile = [&](double q) {
    return errors[static_cast<std::size_t>(q * static_cast<double>(errors.size() - 1))].second;
  };
  Json json{{"mape", sum / static_cast<double>(errors.size())},
            {"median", quantile(0.5)},
            {"p90", quantile(0.9)}};
  for (const auto& [op, n] : by_op)
    json["by_op"][op] = {{"n", n.first}, {"mape", n.second / n.first}};
  return json;
}

void act(const Options& o) {
  if (o.l2 != "warm" && o.l2 != "cold")
    throw UsageError(fmt::format("--l2 {}: known: warm, cold", o.l2));
  const std::vector<Case> cases = CaseFile(o).read();
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  Json json{{"arch", o.arch}, {"cases", Json::array()}};
  std::vector<std::pair<std::string, double>> errors;
  for (const Case& c : cases) json["cases"].push_back(run_case(arch, o, c, errors));
  json["errors"] = statistics(errors);
  if (o.is_json) {
    fmt::print("{}\n", json.dump(2));
    return;
  }
  for (const Json& c : json["cases"])
    fmt::print("{:<8} {:<48} {:>12.3f} us{}\n", c["op"].get<std::string>(),
               c["params"].get<std::string>(), c["time_us"].get<double>(),
               c["error"].is_null() ? std::string()
                                    : fmt::format("  {:+.1f} %", 100 * c["error"].get<double>()));
  if (!errors.empty())
    fmt::print("mean error {:.2f} %\n", 100 * json["errors"]["mape"].get<double>());
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "predict",
    {"time of single kernels from a CSV of cases",
     "fluxgate predict --arch onnxim_tpuv4 tests/reference/npu/onnxim.csv",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("cases", o->file, "CSV with the columns op, params, dtype")->required();
       add_run_options(app, *o);
       app.add_option("--measured", o->measured,
                      "column with measured microseconds; default measured_us, when there is one");
       app.add_option("--l2", o->l2,
                      "cache state before a kernel, where the machine has one: warm or cold")
           ->default_val("warm");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
