/// `fluxgate run`: a network on a machine, to a table, a JSON object and files.
#include <fmt/format.h>

#include <memory>

#include "sim/cli/command.h"
#include "sim/cli/run_options.h"

namespace fluxgate {
namespace {

struct Options : CommonOptions {
  std::string workload;
};

void act(const Options& o) {
  const RunOptions options = to_run_options(o, o.workload);
  Arch arch = load_arch(o.arch, split_sets(o).arch);
  if (!o.explain.empty()) {
    fmt::print("{}", explain(arch, options, o.explain));
    return;
  }
  const RunResult result = run(arch, options);
  if (!o.out.empty()) write_results(result, o.out);
  if (o.is_json) {
    fmt::print("{}", to_json(result, WallTime::Include));
    return;
  }
  fmt::print("{}", to_table(result));
  if (!o.out.empty()) fmt::print("  files: {0}/result.json {0}/operators.csv\n", o.out);
}

[[maybe_unused]] const bool kRegistered = Commands::add(
    "run",
    {"simulate a network on a machine",
     "fluxgate run vit-b-16 --arch npu_datacenter --out results/vit",
     [](CLI::App& app) -> std::function<void()> {
       auto o = std::make_shared<Options>();
       app.add_option("workload", o->workload, "an id of 'fluxgate list workloads' or a .yaml file")
           ->required();
       add_run_options(app, *o);
       app.add_option("--out", o->out, "folder for result.json and operators.csv");
       app.add_option("--explain", o->explain, "print how this operator is mapped, run nothing");
       app.add_option("--mapping", o->mapping, "mappings by operator name (.yaml)");
       return [o] { act(*o); };
     }});

}  // namespace
}  // namespace fluxgate
