/// YAML text -> ConfigNode with positions. yaml-cpp keeps duplicate keys silently; they are refused
/// here.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/core/config.h"

namespace fluxgate {
namespace {

constexpr int kMaxDepth = 64;
constexpr int kMaxValues = 100000;  // aliases of aliases grow without bound
constexpr std::array<const char*, 6> kSources{"datasheet", "paper",   "measured",
                                              "rtl",       "derived", "assumed"};

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] ConfigNode convert(const YAML::Node& yaml, int depth) {
    if (depth > kMaxDepth)
      throw ConfigError(at(yaml.Mark()), fmt::format("nested deeper than {} levels", kMaxDepth));
    if (++values_ > kMaxValues)
      throw ConfigError(
          at(yaml.Mark()),
          fmt::format("more than {} values; aliases that contain aliases?", kMaxValues));
    ConfigNode node;
    node.where = at(yaml.Mark());
    switch (yaml.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        node.kind = ConfigNode::Kind::Null;
        break;
      case YAML::NodeType::Scalar:
        node.kind = ConfigNode::Kind::Scalar;
        node.scalar = yaml.Scalar();
        break;
      case YAML::NodeType::Sequence:
        node.kind = ConfigNode::Kind::List;
        for (const auto& item : yaml) node.items.push_back(convert(item, depth + 1));
        break;
      case YAML::NodeType::Map:
        add_members(node, yaml, depth);
        break;
    }
    return node;
  }

  [[nodiscard]] Where at(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_, 0, 0};
    return {file_, mark.line + 1, mark.column + 1};
  }

 private:
  void add_members(ConfigNode& node, const YAML::Node& yaml, int depth) {
    node.kind = ConfigNode::Kind::Map;
    std::set<std::string> seen;
    for (const auto& member : yaml) {
      if (!member.first.IsScalar())
        throw ConfigError(at(member.first.Mark()), "a key must be a plain word");
      const std::string& key = member.first.Scalar();
      if (!seen.insert(key).second)
        throw ConfigError(at(member.first.Mark()),
                          fmt::format("{}: duplicate key; keep one of them", key));
      ConfigNode child = convert(member.second, depth + 1);
      // A key is reported where its name stands.
      child.where = at(member.first.Mark());
      node.members.emplace_back(key, std::move(child));
    }
  }

  std::string file_;
  int values_ = 0;
};

void check_source(const ConfigNode& node) {
  for (const char* prefix : kSources)
    if (node.scalar.rfind(prefix, 0) == 0) return;
  throw ConfigError(node.where, fmt::format("source: '{}' does not begin with one of {}",
                                            node.scalar, fmt::join(kSources, ", ")));
}

/// `source:` beside keys is inherited by every number below that has none; { value, source } is
/// folded.
void inherit_sources(ConfigNode& node, const std::string& inherited) {
  node.source = inherited;
  if (const ConfigNode* own = node.find("source");
      own != nullptr && own->kind == ConfigNode::Kind::Scalar) {
    check_source(*own);
    node.source = own->scalar;
  }
  for (auto& [key, child] : node.members) inherit_sources(child, node.source);
  for (ConfigNode& item : node.items) inherit_sources(item, node.source);
}

void merge(ConfigNode& base, const ConfigNode& over) {
  const bool are_maps = base.kind == ConfigNode::Kind::Map && over.kind == ConfigNode::Kind::Map;
  const bool is_value = base.find("value") != nullptr || over.find("value") != nullptr;
  if (!are_maps || is_value) {
    base = over;
    return;
  }
  for (const auto& [key, child] : over.members) {
    bool is_known = false;
    for (auto& [name, value] : base.members) {
      if (name != key) continue;
      merge(value, child);
      is_known = true;
    }
    if (!is_known) base.members.emplace_back(key, child);
  }
}

}  // namespace

ConfigNode read_yaml_text(const std::string& text, const std::string& file_name) {
  Reader reader(file_name);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.empty() || documents.front().IsNull())
      throw ConfigError({file_name, 1, 1}, "the file is empty");
    if (documents.size() > 1)
      throw ConfigError({file_name, 1, 1}, "more than one YAML document; keep one");
    ConfigNode root = reader.convert(documents.front(), 0);
    if (root.kind != ConfigNode::Kind::Map)
      throw ConfigError({file_name, 1, 1}, "keys with values are expected here");
    inherit_sources(root, "");
    return root;
  } catch (const YAML::Exception& e) {
    throw ConfigError(reader.at(e.mark), fmt::format("not readable as YAML: {}", e.msg));
  }
}

ConfigNode read_yaml_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file && text.str().empty())
    throw ConfigError({path, 0, 0}, "cannot read this file; check name and permissions");
  return read_yaml_text(text.str(), path);
}

namespace {

ConfigNode read_chain(const std::string& path,
                      const std::function<std::string(const std::string&)>& find,
                      const std::vector<std::string>& known, std::vector<std::string>& chain) {
  for (const std::string& before : chain)
    if (before == path)
      throw ConfigError({path, 0, 0},
                        fmt::format("extends: cyclic: {} -> {}", fmt::join(chain, " -> "), path));
  chain.push_back(path);
  ConfigNode node = read_yaml_file(path);
  const ConfigNode* extends = node.find("extends");
  if (extends == nullptr) return node;
  const std::string base_path = find(extends->scalar);
  if (base_path.empty()) {
    const std::string near = nearest_name(extends->scalar, known);
    throw ConfigError(extends->where,
                      fmt::format("extends: unknown preset '{}'{}", extends->scalar,
                                  near.empty() ? "" : fmt::format(", did you mean '{}'?", near)));
  }
  ConfigNode base = read_chain(base_path, find, known, chain);
  std::erase_if(node.members, [](const auto& member) { return member.first == "extends"; });
  merge(base, node);
  return base;
}

}  // namespace

ConfigNode read_with_extends(const std::string& path,
                             const std::function<std::string(const std::string&)>& find,
                             const std::vector<std::string>& known) {
  std::vector<std::string> chain;
  return read_chain(path, find, known, chain);
}

}  // namespace fluxgate
