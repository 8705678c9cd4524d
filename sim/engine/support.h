/// Which workload runs on which machine, found by asking: the graph is built, the datapath checks
/// it, the memory is compared; nothing is simulated.
#pragma once
#include <string>
#include <vector>

namespace fluxgate {

struct Support {
  std::string workload, arch;
  std::string refusal;  // empty: it runs; else the sentence `run` would end with
};

/// Every workload with every arch, workloads outer, both in the order of their lists; the first
/// phase of a workload at its own sizes. Empty lists stand for all.
[[nodiscard]] std::vector<Support> find_support(std::vector<std::string> workloads,
                                                std::vector<std::string> archs);

}  // namespace fluxgate
