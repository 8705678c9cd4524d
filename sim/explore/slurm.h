/// A sweep on a cluster: writes a job array (one shard a task, each into its own database) and a
/// job that merges when every task has succeeded, and submits both. Submitting again continues:
/// shards find their finished points. A failing task cancels the merge; a requeued task continues.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace fluxgate::explore {

struct SlurmOptions {
  std::string spec, folder;  // the folder gets scripts, shards, logs and merged.db
  std::int64_t shards = 1;
  int jobs = 1;                      // workers a task
  std::vector<std::string> options;  // for sbatch: "--partition=long"
  bool is_submitted = true;          // false: only write
};
struct Submitted {
  std::string array_job, merge_job;  // ids, empty when only written
  std::string database;
};
[[nodiscard]] Submitted submit(const SlurmOptions& options);

}  // namespace fluxgate::explore
