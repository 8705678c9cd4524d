/// One point to its outcome: the assignment becomes a description and a workload, the engine runs
/// them. Descriptions and networks are read once. Only in a process of its own: a model may crash,
/// and SystemC elaborates once a process (the bound tier elaborates many machines, and runs none).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "sim/engine/engine.h"
#include "sim/explore/outcome.h"
#include "sim/explore/plan.h"
#include "sim/graph/workload_source.h"

namespace fluxgate::explore {

class Evaluator {
 public:
  explicit Evaluator(const Spec& spec) : spec_(spec) {}

  /// Reads what every point needs and refuses wrong names at the place they are written
  /// (ConfigError).
  void prepare();
  /// 128-bit name of a point: description, network, assignment and program version.
  [[nodiscard]] std::string key(const Assignment& set);
  /// Of what all points share; a sweep of the same text with another network is another sweep.
  [[nodiscard]] std::string sweep_key() const;
  [[nodiscard]] Outcome evaluate(const Assignment& set, Tier tier);

 private:
  struct Case {
    RunOptions options;
    std::string arch;
    std::vector<std::string> sets;
  };
  [[nodiscard]] Case to_case(const Assignment& set) const;
  const ArchSource& arch(const std::string& id);
  const WorkloadSource& workload(const std::string& id);
  void check_keys(const std::string& arch_id);

  const Spec& spec_;
  std::map<std::string, ArchSource> archs_;
  std::map<std::string, WorkloadSource> workloads_;
  std::map<std::string, std::string> fingerprints_;  // "arch npu_edge" to a hash of what it says
};

}  // namespace fluxgate::explore
