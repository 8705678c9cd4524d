/// `fluxgate list KIND`: what there is; each part registers its own kind in Listings.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/cli/command.h"
#include "sim/core/config.h"
#include "sim/core/listing.h"
#include "sim/engine/preset.h"
#include "sim/engine/support.h"
#include "sim/fabric/dram/timing.h"
#include "sim/graph/op_kind.h"

namespace fluxgate {
namespace {

void act(const std::string& kind, bool is_json) {
  std::vector<std::string> known;
  for (const auto& [id, list] : Listings::all()) known.push_back(id);
  if (!Listings::has(kind)) {
    const std::string near = nearest_name(kind, known);
    throw UsageError(fmt::format("list {}: unknown{}; known: {}", kind,
                                 near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                 fmt::join(known, ", ")));
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Listed& item : Listings::get(kind)()) {
    if (!is_json) fmt::print("{:<22} {}\n", item.id, item.summary);
    json.push_back({{"id", item.id}, {"summary", item.summary}});
  }
  if (is_json) fmt::print("{}\n", json.dump(2));
}

/// `list workloads --support`: a line a workload with the machines that run it and why others do
/// not.
void show_support(bool is_json) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  std::map<std::string, std::string> summaries;
  for (const WorkloadInfo& w : list_workloads()) summaries[w.id] = w.summary;
  for (const Support& s : find_support({}, {})) {
    if (json.empty() || json.back()["id"] != s.workload)
      json.push_back({{"id", s.workload},
                      {"summary", summaries[s.workload]},
                      {"support", nlohmann::ordered_json::object()}});
    nlohmann::ordered_json& entry = json.back()["support"][s.arch];
    if (!s.refusal.empty()) entry = s.refusal;
  }
  if (is_json) fmt::print("{}\n", json.dump(2));
  for (const auto& workload : json) {
    if (is_json) break;
    std::string runs;
    std::string refused;
    for (const auto& [arch, refusal] : workload["support"].items())
      refusal.is_null()
          ? runs += " " + arch
          : refused += fmt::format("  not {}: {}\n", arch, refusal.get<std::string>());
    fmt::print("{}:{}\n{}", workload["id"].get<std::string>(), runs, refused);
  }
}

[[maybe_unused]] const bool kWorkloads = Listings::add("workloads", [] {
  std::vector<Listed> list;
  for (const WorkloadInfo& w : list_workloads()) list.push_back({w.id, w.summary});
  return list;
});
[[maybe_unused]] const bool kOperators = Listings::add("operators", [] {
  std::vector<Listed> list;
  for (const auto& [id, kind] : OpKinds::all())
    list.push_back({id, to_string(kind.op_class) + ": " + kind.summary});
  return list;
});
[[maybe_unused]] const bool kArchs = Listings::add("archs", [] {
  std::vector<Listed> list;
  for (const ArchInfo& a : list_archs()) list.push_back({a.id, a.summary});
  return list;
});
[[maybe_unused]] const bool kMemories = Listings::add("memories", [] {
  std::vector<Listed> list;
  for (const std::string& name : dram::standard_names())
    list.push_back({name, fmt::format("{:.1f} GB/s a channel",
                                      dram::peak_rate(dram::standard(name)).value / 1e9)});
  return list;
});

[[maybe_unused]] const bool kRegistered = Commands::add(
    "list", {"what there is: workloads, archs, operators, memories, kernels, cells, units",
             "fluxgate list archs", [](CLI::App& app) -> std::function<void()> {
               auto kind = std::make_shared<std::string>();
               auto is_json = std::make_shared<bool>(false);
               app.add_option("kind", *kind,
                              "workloads, archs, operators, memories, kernels, cells or units")
                   ->required();
               app.add_flag("--json", *is_json, "an array of objects on stdout");
               auto has_support = std::make_shared<bool>(false);
               app.add_flag("--support", *has_support,
                            "workloads only: which archs run each, and why others refuse");
               return [kind, is_json, has_support] {
                 if (*has_support && *kind != "workloads")
                   throw UsageError("--support: goes with 'list workloads'");
                 *has_support ? show_support(*is_json) : act(*kind, *is_json);
               };
             }});

}  // namespace
}  // namespace fluxgate
