/// The file behind a workload, read once; graphs with other options are built from it.
#pragma once
#include <string>

#include "sim/core/config.h"
#include "sim/graph/graph.h"

namespace fluxgate {

struct WorkloadSource {
  std::string id, variant;
  ConfigNode root;
};
/// As load_workload(): an id or a path; ConfigError with the nearest name.
[[nodiscard]] WorkloadSource read_workload(const std::string& id_or_path);
[[nodiscard]] Graph build_workload(const WorkloadSource& source, const WorkloadOptions& options);

}  // namespace fluxgate
