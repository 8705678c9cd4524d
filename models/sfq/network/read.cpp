#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "models/sfq/network/network.h"
#include "models/sfq/network/yaml.h"
#include "sim/core/listing.h"
#include "sim/graph/share_path.h"

namespace fluxgate::sfq {
namespace {

using yaml::known, yaml::member, yaml::number, yaml::text;

class Reader {
 public:
  explicit Reader(const ConfigNode& root) : root_(root) {}

  Network read() {
    known(root_, {"summary", "slot_ps", "slots", "decision_rate", "inputs", "neurons", "layers",
                  "outputs", "cases", "images", "source"});
    net_.summary = text(root_, "summary");
    net_.slot_ps = above(root_, "slot_ps");
    net_.slots = static_cast<int>(above(root_, "slots"));
    read_inputs(member(root_, "inputs"));
    if (const ConfigNode* neurons = root_.find("neurons"))
      for (const ConfigNode& row : neurons->items) read_neuron(row);
    if (const ConfigNode* layers = root_.find("layers"))
      for (const ConfigNode& row : layers->items) read_layer(row);
    read_outputs(member(root_, "outputs"));
    if (net_.outputs.size() == 1) net_.decision_rate = above(root_, "decision_rate");
    if (const ConfigNode* cases = root_.find("cases"))
      for (const ConfigNode& row : cases->items) read_case(row);
    if (const ConfigNode* images = root_.find("images")) read_images(*images);
    if (net_.cases.empty()) throw ConfigError(root_.where, "cases or images: at least one");
    return std::move(net_);
  }

 private:
  static double above(const ConfigNode& node, const std::string& key) {
    const double value = number(node, key);
    if (value <= 0)
      throw ConfigError(member(node, key).where, fmt::format("{}: must be above 0", key));
    return value;
  }
  static double current(const ConfigNode& node) {
    const double value = number(node);
    if (value < 0) throw ConfigError(node.where, "a current must not be negative");
    return value;
  }

  void add_source(const ConfigNode& where, const std::string& id) {
    if (id.empty() || !std::all_of(id.begin(), id.end(), [](unsigned char c) {
          return std::islower(c) != 0 || std::isdigit(c) != 0;
        }))
      throw ConfigError(where.where,
                        fmt::format("'{}': an id has small letters and digits only", id));
    if (!sources_.emplace(id, net_.sources()).second)
      throw ConfigError(where.where, fmt::format("'{}': a second input or neuron of this id", id));
  }
  int source(const ConfigNode& node, const std::string& id) const {
    const auto found = sources_.find(id);
    if (found != sources_.end()) return found->second;
    std::vector<std::string> ids;
    for (const auto& [name, index] : sources_) ids.push_back(name);
    const std::string near = nearest_name(id, ids);
    throw ConfigError(node.where,
                      fmt::format("'{}': no input or neuron above has this id{}", id,
                                  near.empty() ? "" : ", did you mean '" + near + "'?"));
  }

  /// A list of ids, or {count: 64, prefix: p, phase_step_ps: 12, order: [...]}.
  void read_inputs(const ConfigNode& node) {
    if (node.kind == ConfigNode::Kind::List) {
      for (const ConfigNode& id : node.items) {
        add_source(id, id.scalar);
        net_.inputs.push_back(id.scalar);
        net_.phases_ps.push_back(0);
      }
      return;
    }
    known(node, {"count", "prefix", "phase_step_ps", "order"});
    const int count = static_cast<int>(above(node, "count"));
    const auto& order = member(node, "order").items;
    if (static_cast<int>(order.size()) != count)
      throw ConfigError(member(node, "order").where,
                        fmt::format("order: {} numbers, {} inputs", order.size(), count));
    for (int i = 0; i < count; ++i) {
      const std::string id = fmt::format("{}{}", text(node, "prefix"), i);
      add_source(node, id);
      net_.inputs.push_back(id);
      net_.phases_ps.push_back(number(order[static_cast<std::size_t>(i)]) *
                               number(node, "phase_step_ps"));
    }
  }

  void read_synapses(Neuron& neuron, const ConfigNode& row, const char* key, Role role) {
    const ConfigNode* list = row.find(key);
    if (list == nullptr) return;
    for (const ConfigNode& item : list->items) {
      known(item, {"from", "isyn_ua", "delay_jtls"});
      Synapse synapse{source(member(item, "from"), text(item, "from")),
                      current(member(item, "isyn_ua")), role, 0};
      if (item.find("delay_jtls") != nullptr)
        synapse.delay_jtls = static_cast<int>(current(member(item, "delay_jtls")));
      neuron.synapses.push_back(synapse);
    }
  }
  void read_neuron(const ConfigNode& row) {
    known(row, {"id", "ith_ua", "excite", "inhibit"});
    Neuron neuron{text(row, "id"), current(member(row, "ith_ua")), {}, 0};
    read_synapses(neuron, row, "excite", Role::Excites);
    read_synapses(neuron, row, "inhibit", Role::Inhibits);
    add_neuron(row, std::move(neuron));
  }
  void add_neuron(const ConfigNode& row, Neuron neuron) {
    if (synapses_of(neuron, Role::Excites).empty())
      throw ConfigError(row.where, fmt::format("neuron '{}' has no exciting synapse", neuron.id));
    add_source(row, neuron.id);
    net_.neurons.push_back(std::move(neuron));
  }

  /// A row of isyn_ua is a neuron, a number a source in order; negative: inhibits; 0: no synapse.
  void read_layer(const ConfigNode& row) {
    known(row, {"prefix", "from", "ith_ua", "isyn_ua", "skew_jtls"});
    std::vector<int> from;
    for (const ConfigNode& id : member(row, "from").items) {
      const std::string& name = id.scalar;
      if (name.empty() || name.back() != '*') {
        from.push_back(source(id, name));
        continue;
      }
      for (int i = 0; i < net_.sources(); ++i)
        if (net_.source_id(i).rfind(name.substr(0, name.size() - 1), 0) == 0) from.push_back(i);
    }
    const double ith = current(member(row, "ith_ua"));
    // Neurons of a layer fire together when a source drives many; the skew keeps them apart.
    const int skew =
        row.find("skew_jtls") == nullptr ? 0 : static_cast<int>(current(member(row, "skew_jtls")));
    int index = 0;
    for (const ConfigNode& weights : member(row, "isyn_ua").items) {
      Neuron neuron{fmt::format("{}{}", text(row, "prefix"), index), ith, {}, skew * index};
      ++index;
      if (weights.items.size() != from.size())
        throw ConfigError(weights.where, fmt::format("{} currents for {} sources",
                                                     weights.items.size(), from.size()));
      for (std::size_t i = 0; i < from.size(); ++i) {
        const double isyn = number(weights.items[i]);
        if (isyn != 0)
          neuron.synapses.push_back(
              {from[i], std::abs(isyn), isyn < 0 ? Role::Inhibits : Role::Excites, 0});
      }
      pending_.push_back(std::move(neuron));
    }
    for (Neuron& neuron : pending_) add_neuron(row, std::move(neuron));
    pending_.clear();
  }

  void read_outputs(const ConfigNode& node) {
    for (const ConfigNode& id : node.items) {
      const int index = source(id, id.scalar) - static_cast<int>(net_.inputs.size());
      if (index < 0) throw ConfigError(id.where, "an output must be a neuron");
      net_.outputs.push_back(index);
    }
    if (net_.outputs.empty()) throw ConfigError(node.where, "outputs: at least one");
  }

  void add_case(const ConfigNode& where, Case one) {
    if (one.levels.size() != net_.inputs.size())
      throw ConfigError(where.where, fmt::format("{} levels for {} inputs", one.levels.size(),
                                                 net_.inputs.size()));
    for (const double level : one.levels)
      if (level < 0 || level > 1)
        throw ConfigError(where.where, fmt::format("level {}: from 0 to 1 a slot", level));
    const int classes = std::max(2, static_cast<int>(net_.outputs.size()));
    if (one.expected < 0 || one.expected >= classes)
      throw ConfigError(where.where,
                        fmt::format("expected {}: from 0 to {}", one.expected, classes - 1));
    net_.cases.push_back(std::move(one));
  }
  void read_case(const ConfigNode& row) {
    known(row, {"name", "levels", "expected"});
    Case one{text(row, "name"), {}, static_cast<int>(number(row, "expected"))};
    for (const ConfigNode& level : member(row, "levels").items) one.levels.push_back(number(level));
    add_case(row, std::move(one));
  }
  /// Lines "class,text": a letter a pixel, 'a' is dark, 'a' + scale full. A constant input of level
  /// 1 follows.
  void read_images(const ConfigNode& node) {
    known(node, {"file", "scale", "constants"});
    const std::string path =
        (std::filesystem::path(node.where.file).parent_path() / text(node, "file")).string();
    std::ifstream file(path);
    if (!file) throw ConfigError(member(node, "file").where, path + ": cannot read this file");
    const double scale = above(node, "scale");
    const auto constants = static_cast<std::size_t>(number(node, "constants"));
    int line_number = 0;
    for (std::string line; std::getline(file, line);) {
      ++line_number;
      if (line.empty() || line[0] == '#') continue;
      ConfigNode where;
      where.where = {path, line_number, 1};
      const std::size_t comma = line.find(',');
      if (comma != 1 || std::isdigit(static_cast<unsigned char>(line[0])) == 0)
        throw ConfigError(where.where, "write CLASS,PIXELS");
      Case one{fmt::format("{}", net_.cases.size()), {}, line[0] - '0'};
      for (const char c : line.substr(2)) one.levels.push_back((c - 'a') / scale);
      one.levels.insert(one.levels.end(), constants, 1.0);
      add_case(where, std::move(one));
    }
  }

  const ConfigNode& root_;
  Network net_;
  std::map<std::string, int> sources_;
  std::vector<Neuron> pending_;
};

std::string folder() { return share_path("models/sfq/network/nets"); }

[[maybe_unused]] const bool kListed = Listings::add("neuro", [] {
  std::vector<Listed> list;
  for (const std::string& id : network_ids())
    list.push_back({id, text(read_yaml_file(folder() + "/" + id + ".yaml"), "summary")});
  return list;
});

}  // namespace

std::vector<std::string> network_ids() {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder(), error))
    if (file.path().extension() == ".yaml") ids.push_back(file.path().stem().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

Network read_network(const std::string& id) {
  const std::vector<std::string> ids = network_ids();
  const bool is_known = std::find(ids.begin(), ids.end(), id) != ids.end();
  const bool is_path = id.find('/') != std::string::npos || id.find('.') != std::string::npos;
  if (!is_known && !is_path) {
    const std::string near = nearest_name(id, ids);
    throw ConfigError(fmt::format("{}: unknown network{}; known: {}, or a path", id,
                                  near.empty() ? "" : ", did you mean '" + near + "'?",
                                  fmt::join(ids, ", ")));
  }
  const ConfigNode root = read_yaml_file(is_known ? folder() + "/" + id + ".yaml" : id);
  Network network = Reader(root).read();
  network.id = std::filesystem::path(id).stem().string();
  return network;
}

}  // namespace fluxgate::sfq
