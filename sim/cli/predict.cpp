/// `fluxgate predict`: time of single kernels from a CSV (op,params,dtype), with errors against a
/// measured column.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/case_file.h"
#include "sim/cli/command.h"
#include "sim/cli/run_options.h"
#include "sim/core/progress.h"

namespace fluxgate {
namespace {

using Json = nlohmann::ordered_json;

struct Options : CommonOptions {
  std::string file, measured, l2 = "warm";
};

std::int64_t to_count(const std::string& text, const Where& where) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1)
    throw ConfigError(where, fmt::format("'{}' is not a size; write a whole number above 0", text));
  return value;
}

RunOptions case_options(const Options& o, const Case& c) {
  RunOptions options = to_run_options(o, case_path(c.op));
  options.caches = o.l2 == "cold" ? Caches::Cold : Caches::Warm;
  const CaseRules rules = case_rules(c.op);
  for (const auto& [name, value] : parameters_of(c, rules)) {
    const auto renamed = rules.renames.find(name);
    if (renamed == rules.renames.end())
      options.graph.sets.push_back("workload." + name + "=" + value);
    else if (renamed->second == "batch")
      options.graph.batch = to_count(value, c.params_at);
    else if (renamed->second == "seq")
      options.graph.seq = to_count(value, c.params_at);
    else if (renamed->second != "ignored")
      options.graph.sets.push_back("workload." + renamed->second + "=" + value);
  }
  const auto pinned = rules.renames.find("dtype");
  const std::string dtype = pinned == rules.renames.end() ? c.dtype : pinned->second;
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
    throw ConfigError(c.params_at, text);
  } catch (const ModelError& e) {
    throw ModelError(
        fmt::format("{}:{}:{}: {}", o.file, c.params_at.line, c.params_at.column, e.what()));
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
            {"clock_mhz", nullptr},
            {"sustained_clock_mhz", nullptr},
            {"measured_us", nullptr},
            {"error", nullptr}};
  if (r.cycles) json["cycles"] = *r.cycles;
  if (r.energy_j) json["energy_mj"] = *r.energy_j * 1e3;
  if (r.power_w) json["power_w"] = *r.power_w;
  if (r.energy_j) json["sustained_us"] = seconds(r.sustained_time) * 1e6;
  if (!r.operators.empty()) {
    const OperatorResult& op = r.operators.front();
    if (op.clock_hz) json["clock_mhz"] = *op.clock_hz / 1e6;
    if (op.sustained_clock_hz) json["sustained_clock_mhz"] = *op.sustained_clock_hz / 1e6;
  }
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
  const std::vector<Case> cases = read_cases(o.file, o.measured);
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  Json json{{"arch", o.arch}, {"cases", Json::array()}};
  std::vector<std::pair<std::string, double>> errors;
  const auto total = static_cast<std::int64_t>(cases.size());
  for (const Case& c : cases) {
    tell_progress("cases", static_cast<std::int64_t>(json["cases"].size()), total);
    json["cases"].push_back(run_case(arch, o, c, errors));
  }
  tell_progress("cases", total, total);
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
