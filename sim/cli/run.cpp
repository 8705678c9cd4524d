/// `fluxgate run`: a network on a machine, to a table, a JSON object and files.
#include <fmt/format.h>

#include <memory>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"
#include "sim/cli/terminal.h"
#include "sim/core/listing.h"
#include "sim/cosim/functional.h"
#include "sim/cosim/rtl_loop.h"

namespace fluxgate {
namespace {

struct Options : CommonOptions {
  std::string workload;
  std::vector<std::string> rtl;
  std::int64_t rtl_sample = 0, samples = 0;
  bool measures_rates = false;
};

/// Small networks also run with real numbers through model and RTL of the chosen units.
void check_values(const Options& o, const RunOptions& options, RunResult& result) {
  if (o.rtl.empty() || o.rtl_sample != 0) return;
  const Graph graph = load_workload(options.workload, options.graph);
  for (const UnitReport& r : run_with_rtl(graph, o.rtl, o.seed))
    result.rtl.push_back(
        {r.unit + " (values)", r.kernel, r.transactions, r.model_cycles, r.rtl_cycles});
}

void act(const Options& o) {
  RunOptions options = to_run_options(o, o.workload);
  require_units(o.rtl);
  if (o.rtl_sample != 0 && o.rtl.empty())
    throw UsageError("--rtl-sample: say which unit with --rtl");
  options.rtl = o.rtl;
  if (o.rtl_sample != 0) options.rtl_sample = o.rtl_sample;
  if (o.measures_rates)
    options.spike_rates =
        measure_spike_rates(load_workload(options.workload, options.graph), o.seed);
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  if (!o.explain.empty()) {
    fmt::print("{}", explain(arch, options, o.explain));
    return;
  }
  RunResult result = o.samples > 0 ? run_samples(arch, options, o.samples) : run(arch, options);
  check_values(o, options, result);
  for (const std::string& notice : result.notices) print_note(notice);
  if (!o.out.empty()) write_results(result, o.out);
  if (o.is_json) {
    fmt::print("{}", to_json(result, WallTime::Include));
    return;
  }
  fmt::print("{}", to_table(result));
  if (!o.out.empty())
    fmt::print("  files: {0}/result.json {0}/operators.csv{1}\n", o.out,
               result.spans.empty() ? "" : " " + o.out + "/trace.perfetto");
}

[[maybe_unused]] const bool kUnits = Listings::add("units", [] {
  std::vector<Listed> list;
  for (const auto& [id, unit] : HardwareUnits::all())
    list.push_back({id, fmt::format("{} (kernel {})", unit.summary, unit.kernel)});
  return list;
});
[[maybe_unused]] const bool kRegistered = Commands::add(
    "run",
    {"simulate a network on a machine",
     "fluxgate run vit-b-16 --arch npu_datacenter --out results/vit",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("workload", o->workload, "an id of 'fluxgate list workloads' or a .yaml file")
           ->required();
       add_run_options(app, *o);
       app.add_option("--out", o->out, "folder for result.json, operators.csv and trace.perfetto");
       app.add_option("--explain", o->explain, "print how this operator is mapped, run nothing");
       app.add_option("--rtl", o->rtl,
                      "unit whose Verilated RTL takes part: 'fluxgate list units'; repeatable");
       app.add_option("--rtl-sample", o->rtl_sample,
                      "with --rtl: check this many random tiles of a large network")
           ->check(CLI::PositiveNumber);
       app.add_option("--samples", o->samples,
                      "draw early exits, adaptive modules and routing for this many samples: mean "
                      "and percentiles of latency")
           ->check(CLI::Range(1, 100000));
       app.add_flag("--measure-rates", o->measures_rates,
                    "spike rates of a run with random numbers, not those of the network's file");
       app.add_option("--mapping", o->mapping, "mappings by operator name (.yaml)");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
