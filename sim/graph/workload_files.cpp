/// Ids and files of networks: workloads/nets/<id>.yaml, variants after a slash, or a path.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/config.h"
#include "sim/graph/graph.h"
#include "sim/graph/network.h"
#include "sim/graph/share_path.h"
#include "sim/graph/workload_source.h"

namespace fluxgate {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> network_files() {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(share_path("workloads/nets"), error))
    if (file.path().extension() == ".yaml") files.push_back(file.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

/// A network may extend another, or a file beside it: `extends: vit-b-16` with other parameters.
ConfigNode read_network(const std::string& path) {
  std::vector<std::string> known;
  for (const std::string& file : network_files()) known.push_back(fs::path(file).stem().string());
  const auto find = [&known, &path](const std::string& id) {
    const bool is_known = std::find(known.begin(), known.end(), id) != known.end();
    if (is_known) return share_path("workloads/nets/" + id + ".yaml");
    const fs::path beside = fs::path(path).parent_path() / (id + ".yaml");
    return fs::exists(beside) ? beside.string() : std::string();
  };
  return read_with_extends(path, find, known);
}

/// Ids of a file: its stem, and stem/variant for each variant.
std::vector<std::string> ids_of(const ConfigNode& root, const std::string& stem) {
  std::vector<std::string> ids{stem};
  if (const ConfigNode* variants = root.find("variants"))
    for (const auto& [variant, values] : variants->members) ids.push_back(stem + "/" + variant);
  return ids;
}

/// Names made from table rows may begin or end with the dash that stands for other characters.
std::string without_outer_dashes(const std::string& name) {
  const std::size_t first = name.find_first_not_of('-');
  if (first == std::string::npos) return name;
  return name.substr(first, name.find_last_not_of('-') - first + 1);
}

[[noreturn]] void refuse_workload(const std::string& id) {
  std::vector<std::string> known;
  for (const WorkloadInfo& info : list_workloads()) known.push_back(info.id);
  const std::string near = nearest_name(id, known);
  throw ConfigError(fmt::format("{}: unknown workload{}; known: {}", id,
                                near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                fmt::join(known, ", ")));
}

}  // namespace

WorkloadSource read_workload(const std::string& id_or_path) {
  const bool is_path = id_or_path.size() > 5 && id_or_path.substr(id_or_path.size() - 5) == ".yaml";
  const std::size_t slash = is_path ? std::string::npos : id_or_path.find('/');
  const std::string stem = id_or_path.substr(0, slash);
  const std::string variant =
      slash == std::string::npos ? "" : without_outer_dashes(id_or_path.substr(slash + 1));
  const std::string path = is_path ? id_or_path : share_path("workloads/nets/" + stem + ".yaml");
  if (!is_path && (stem.find("..") != std::string::npos || !fs::exists(path)))
    refuse_workload(id_or_path);
  ConfigNode root = read_network(path);
  const auto ids = ids_of(root, stem);
  if (!variant.empty() && std::find(ids.begin(), ids.end(), stem + "/" + variant) == ids.end())
    refuse_workload(id_or_path);
  return {id_or_path, variant, std::move(root)};
}

Graph build_workload(const WorkloadSource& source, const WorkloadOptions& options) {
  return build_network(source.root, options, source.id, source.variant);
}

Graph load_workload(const std::string& id_or_path, const WorkloadOptions& options) {
  return build_workload(read_workload(id_or_path), options);
}

std::vector<WorkloadInfo> list_workloads() {
  std::vector<WorkloadInfo> list;
  for (const std::string& file : network_files()) {
    const ConfigNode root = read_network(file);
    const ConfigNode* summary = root.find("summary");
    std::vector<std::string> phases;
    if (const ConfigNode* node = root.find("phases"))
      for (const ConfigNode& phase : node->items) phases.push_back(phase.scalar);
    for (const std::string& id : ids_of(root, fs::path(file).stem().string()))
      list.push_back({id, summary == nullptr ? "" : summary->scalar, phases});
  }
  return list;
}

}  // namespace fluxgate
