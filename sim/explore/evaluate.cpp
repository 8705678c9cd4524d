#include "sim/explore/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "sim/core/version.h"
#include "sim/explore/hash.h"

namespace fluxgate::explore {
namespace {

void describe(const ConfigNode& node, std::string& text) {
  text += fmt::format("{}'{}'{}", static_cast<int>(node.kind), node.scalar, node.source);
  for (const auto& [name, value] : node.members) {
    text += "{" + name;
    describe(value, text);
  }
  for (const ConfigNode& item : node.items) {
    text += "[";
    describe(item, text);
  }
}

std::string fingerprint(const ConfigNode& root) {
  std::string text;
  describe(root, text);
  return name_of(text);
}

std::int64_t size_of(const std::string& key, const std::string& text) {
  const double number = number_of(text);
  if (!(number >= 1 && number <= 1e12) || number != static_cast<double>(std::int64_t(number)))
    throw ModelError(fmt::format("{}: '{}' is not a size", key, text));
  return static_cast<std::int64_t>(number);
}

const std::vector<std::string>& engine_keys() {
  static const std::vector<std::string> keys{"workload", "arch", "phase", "batch", "seq", "tokens"};
  return keys;
}

bool is_of_description(const std::string& key) {
  const auto& own = engine_keys();
  return key.rfind("workload.", 0) != 0 && std::find(own.begin(), own.end(), key) == own.end();
}

}  // namespace

const ArchSource& Evaluator::arch(const std::string& id) {
  const auto at = archs_.find(id);
  if (at != archs_.end()) return at->second;
  const ArchSource& source = archs_.emplace(id, read_arch(id)).first->second;
  fingerprints_["arch " + id] = fingerprint(source.root);
  return source;
}

const WorkloadSource& Evaluator::workload(const std::string& id) {
  const auto at = workloads_.find(id);
  if (at != workloads_.end()) return at->second;
  const WorkloadSource& source = workloads_.emplace(id, read_workload(id)).first->second;
  fingerprints_["workload " + id] = fingerprint(source.root);
  return source;
}

void Evaluator::check_keys(const std::string& arch_id) {
  const ConfigNode* datapath = arch(arch_id).root.find("datapath");
  if (datapath == nullptr || !Datapaths::has(datapath->scalar)) {
    (void)make_arch(arch(arch_id), {});  // says what is wrong
    return;
  }
  std::vector<std::string> known = engine_keys();
  for (const Declared& d : declared_keys(datapath->scalar)) known.push_back(d.path);
  const auto check = [&](const std::string& name, const Where& where) {
    if (!is_of_description(name) || std::find(known.begin(), known.end(), name) != known.end())
      return;
    const std::string near = nearest_name(name, known);
    throw ConfigError(
        where, fmt::format("{}: {} has no such key{}; see 'fluxgate schema config'", name, arch_id,
                           near.empty() ? "" : ", did you mean '" + near + "'?"));
  };
  for (const Key& key : spec_.keys) check(key.name, key.where);
  for (const Derived& derived : spec_.derived) check(derived.name, derived.is.where);
}

void Evaluator::prepare() {
  const auto each = [&](const std::string& fixed, const std::string& key, const auto& action) {
    if (!fixed.empty()) action(fixed);
    for (const Key& k : spec_.keys)
      if (k.name == key)
        for (const Value& value : k.values) action(value.text);
  };
  each(spec_.workload, "workload", [&](const std::string& id) { (void)workload(id); });
  const bool is_one_kind = !spec_.arch.empty();  // several machines: a key may belong to some
  each(spec_.arch, "arch", [&](const std::string& id) {
    // Tables of energy are read once, before workers are forked.
    (void)make_arch(arch(id), {}).datapath->energy_model();
    if (is_one_kind) check_keys(id);
  });
}

std::string Evaluator::sweep_key() const {
  std::string text = spec_.text + program_version();
  for (const auto& [name, print] : fingerprints_) text += name + print;
  return name_of(text);
}

std::string Evaluator::key(const Assignment& set) {
  Assignment sorted = set;
  if (!spec_.workload.empty()) sorted.emplace_back("workload", spec_.workload);
  if (!spec_.arch.empty()) sorted.emplace_back("arch", spec_.arch);
  std::sort(sorted.begin(), sorted.end());
  std::string text = program_version();
  for (const auto& [name, value] : sorted) {
    text += fmt::format("\n{}={}", name, value);
    const auto print = fingerprints_.find(name + " " + value);
    if (print != fingerprints_.end()) text += " " + print->second;
  }
  return name_of(text);
}

Evaluator::Case Evaluator::to_case(const Assignment& set) const {
  Case c;
  c.arch = spec_.arch;
  c.options.workload = spec_.workload;
  c.options.seed = spec_.seed;
  for (const auto& [key, text] : set) {
    if (key == "workload")
      c.options.workload = text;
    else if (key == "arch")
      c.arch = text;
    else if (key == "phase")
      c.options.graph.phase = text;
    else if (key == "batch")
      c.options.graph.batch = size_of(key, text);
    else if (key == "seq")
      c.options.graph.seq = size_of(key, text);
    else if (key == "tokens")
      c.options.tokens = size_of(key, text);
    else
      (key.rfind("workload.", 0) == 0 ? c.options.graph.sets : c.sets).push_back(key + "=" + text);
  }
  return c;
}

Outcome Evaluator::evaluate(const Assignment& set, Tier tier) {
  try {
    Case c = to_case(set);
    c.options.tier = tier;
    c.options.source = &workload(c.options.workload);
    Arch machine = make_arch(arch(c.arch), c.sets);
    return {Status::Done, "", numbers_of(run(machine, c.options))};
  } catch (const ConfigError& e) {
    return {Status::Infeasible, e.what(), {}};
  } catch (const ModelError& e) {
    return {Status::Infeasible, e.what(), {}};
  } catch (const std::bad_alloc&) {
    return {Status::Failed, "out of memory", {}};
  } catch (const std::exception& e) {
    return {Status::Failed, e.what(), {}};
  }
}

}  // namespace fluxgate::explore
