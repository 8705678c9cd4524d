#include "sim/engine/preset.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "sim/graph/share_path.h"

namespace fluxgate {
namespace {

namespace fs = std::filesystem;

/// id -> path of every preset of every datapath folder.
std::map<std::string, std::string> preset_paths() {
  std::map<std::string, std::string> paths;
  std::error_code error;
  for (const auto& model : fs::directory_iterator(share_path("models"), error)) {
    for (const auto& file : fs::directory_iterator(model.path() / "presets", error))
      if (file.path().extension() == ".yaml")
        paths[file.path().stem().string()] = file.path().string();
  }
  return paths;
}

ConfigNode take(ConfigNode& root, const std::string& key) {
  const auto at = std::find_if(root.members.begin(), root.members.end(),
                               [&](const auto& member) { return member.first == key; });
  if (at == root.members.end()) return {};
  ConfigNode value = at->second;
  root.members.erase(at);
  return value;
}

ConfigNode read_preset(const std::string& id_or_path) {
  const auto paths = preset_paths();
  std::vector<std::string> known;
  for (const auto& [id, path] : paths) known.push_back(id);
  const auto find = [&paths](const std::string& id) {
    const auto at = paths.find(id);
    return at == paths.end() ? std::string() : at->second;
  };
  const bool is_path = id_or_path.size() > 5 && id_or_path.substr(id_or_path.size() - 5) == ".yaml";
  const std::string path = is_path ? id_or_path : find(id_or_path);
  if (path.empty()) {
    const std::string near = nearest_name(id_or_path, known);
    throw ConfigError(fmt::format("{}: unknown arch{}; known: {}", id_or_path,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                                  fmt::join(known, ", ")));
  }
  return read_with_extends(path, find, known);
}

const DatapathKind& kind_of(const ConfigNode& node, const std::string& file) {
  std::vector<std::string> known;
  for (const auto& [id, kind] : Datapaths::all()) known.push_back(id);
  if (node.kind == ConfigNode::Kind::Null)
    throw ConfigError(
        fmt::format("{}: datapath: missing; one of: {}", file, fmt::join(known, ", ")));
  if (!Datapaths::has(node.scalar))
    throw ConfigError(node.where, fmt::format("datapath: unknown datapath '{}'; known: {}",
                                              node.scalar, fmt::join(known, ", ")));
  return Datapaths::get(node.scalar);
}

}  // namespace

ArchSource read_arch(const std::string& id_or_path) {
  return {id_or_path, read_preset(id_or_path)};
}

Arch load_arch(const std::string& id_or_path, const std::vector<std::string>& sets) {
  return make_arch(read_arch(id_or_path), sets);
}

Arch make_arch(const ArchSource& source, const std::vector<std::string>& sets) {
  ConfigNode root = source.root;
  const ConfigNode datapath = take(root, "datapath");
  take(root, "summary");
  const DatapathKind& kind = kind_of(datapath, source.id);
  for (const std::string& assignment : sets) apply_set(root, assignment);
  Params params(root);
  Arch arch;
  arch.id = source.id;
  arch.kind = datapath.scalar;
  arch.datapath = kind.make(params);
  params.finish();
  arch.config = params.declared();
  arch.assumed_share = params.assumed_share();
  return arch;
}

std::vector<Declared> declared_keys(const std::string& datapath) {
  const ConfigNode empty;
  Params params(empty);
  Datapaths::get(datapath).declare(params);
  return params.declared();
}

std::vector<ArchInfo> list_archs() {
  std::vector<ArchInfo> list;
  for (const auto& [id, path] : preset_paths()) {
    const ConfigNode root = read_preset(id);
    const ConfigNode* summary = root.find("summary");
    const ConfigNode* datapath = root.find("datapath");
    list.push_back({id, summary == nullptr ? "" : summary->scalar,
                    datapath == nullptr ? "" : datapath->scalar});
  }
  return list;
}

}  // namespace fluxgate
