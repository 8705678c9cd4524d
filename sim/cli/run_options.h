/// Options that run, predict and later commands share: workload and hardware with their --set
/// assignments.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "sim/engine/engine.h"

namespace fluxgate {

struct CommonOptions {
  std::string arch = "";
  std::string phase, tier = "approx", out, explain, mapping;
  std::int64_t batch = 1, seq = 0, tokens = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> sets;
  bool is_json = false, is_exact = false;
};

void add_run_options(CLI::App& app, CommonOptions& options);

/// "workload.x=v" go to the workload, the rest to the hardware.
struct Split {
  std::vector<std::string> workload, arch;
};
[[nodiscard]] Split split_sets(const CommonOptions& options);
/// Refuses sizes below 1 (UsageError).
[[nodiscard]] RunOptions to_run_options(const CommonOptions& options, const std::string& workload);

}  // namespace fluxgate
