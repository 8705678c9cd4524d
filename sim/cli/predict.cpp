/// `fluxgate predict`: time of single kernels from a CSV (op,params,dtype), with errors against a
/// measured column.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CommonOptions {
  std::string file, measured = "measured_us", l2 = "warm";
};

/// One-operator workload that stands for a case of this name.
const std::map<std::string, std::string> kWorkloads{{"linear", "gemm"}, {"conv2d", "conv2d"}};

struct Case {
  int line = 0;
  std::string op, params, dtype;
  std::optional<double> measured_us;
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::vector<Case> read_cases(const Options& o) {
  std::ifstream file(o.file);
  if (!file)
    throw ConfigError(Where{o.file, 0, 0}, "cannot read this file; check name and permissions");
  std::string line;
  std::getline(file, line);
  std::map<std::string, std::size_t> columns;
  const auto names = split(line, ',');
  for (std::size_t i = 0; i < names.size(); ++i) columns[names[i]] = i;
  for (const char* needed : {"op", "params"})
    if (columns.count(needed) == 0)
      throw ConfigError(Where{o.file, 1, 1},
                        fmt::format("column '{}' is missing; known here: {}", needed, line));
  std::vector<Case> cases;
  for (int number = 2; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    const auto cells = split(line, ',');
    const auto cell = [&](const std::string& name) {
      const auto at = columns.find(name);
      return at == columns.end() || at->second >= cells.size() ? std::string() : cells[at->second];
    };
    Case c{number, cell("op"), cell("params"), cell("dtype"), std::nullopt};
    if (kWorkloads.count(c.op) == 0)
      throw ConfigError(Where{o.file, number, 1},
                        fmt::format("op '{}' is not known here; known: conv2d, linear", c.op));
    if (const std::string measured = cell(o.measured); !measured.empty())
      c.measured_us = std::stod(measured);
    cases.push_back(c);
  }
  return cases;
}

Json run_case(Arch& arch, const Options& o, const Case& c,
              std::vector<std::pair<std::string, double>>& errors) {
  RunOptions options = to_run_options(o, kWorkloads.at(c.op));
  for (const std::string& assignment : split(c.params, ';'))
    options.graph.sets.push_back("workload." + assignment);
  if (!c.dtype.empty()) options.graph.sets.push_back("workload.dtype=" + c.dtype);
  RunResult r;
  try {
    r = run(arch, options);
  } catch (const ConfigError& e) {
    throw ConfigError(Where{o.file, c.line, 1}, e.what());
  }
  const double time_us = seconds(r.time) * 1e6;
  Json json{{"op", c.op},           {"params", c.params},     {"dtype", c.dtype},
            {"time_us", time_us},   {"cycles", nullptr},      {"bound_us", seconds(r.bound) * 1e6},
            {"energy_mj", nullptr}, {"measured_us", nullptr}, {"error", nullptr}};
  if (r.cycles) json["cycles"] = *r.cycles;
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
  const std::vector<Case> cases = read_cases(o);
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
       app.add_option("--measured", o->measured, "column with measured microseconds")
           ->default_val("measured_us");
       app.add_option("--l2", o->l2,
                      "cache state before a kernel, where the machine has one: warm or cold")
           ->default_val("warm");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
