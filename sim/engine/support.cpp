#include "sim/engine/support.h"

#include "sim/engine/engine.h"

namespace fluxgate {
namespace {

std::string refusal(const Graph& graph, Datapath& datapath) {
  try {
    datapath.check(graph);
    check_memory(graph, datapath);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

std::vector<Support> find_support(std::vector<std::string> workloads,
                                  std::vector<std::string> archs) {
  if (workloads.empty())
    for (const WorkloadInfo& w : list_workloads()) workloads.push_back(w.id);
  if (archs.empty())
    for (const ArchInfo& a : list_archs()) archs.push_back(a.id);
  std::vector<Arch> machines;
  for (const std::string& id : archs) machines.push_back(load_arch(id, {}));
  std::vector<Support> all;
  for (const std::string& id : workloads) {
    const Graph graph = load_workload(id, {});
    for (const Arch& machine : machines)
      all.push_back({id, machine.id, refusal(graph, *machine.datapath)});
  }
  return all;
}

}  // namespace fluxgate
