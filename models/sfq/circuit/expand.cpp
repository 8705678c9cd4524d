/// Sub-circuits to flat elements. Names grow inside out as in JoSIM: B1 in XA in XB is "B1|XA|XB".
#include <algorithm>

#include "models/sfq/circuit/expander.h"
#include "sim/core/config.h"

namespace fluxgate::sfq {
namespace {
constexpr int kDeepest = 100;  // nesting of sub-circuits

bool is_ground(const std::string& name) {
  return name == "0" || name.find("GND") != std::string::npos;  // as JoSIM tells ground
}

}  // namespace

int Expander::node(const Instance& in, const Word& word) {
  if (is_ground(word.text)) return kGround;
  const auto port = in.ports.find(word.text);
  if (port != in.ports.end()) return port->second;
  const std::string name = word.text + in.path;
  const auto [found, is_new] = nodes_.emplace(name, static_cast<int>(nodes_.size()));
  if (is_new) {
    netlist_.node_names.push_back(name);
    netlist_.node_where.push_back(word.where);
  }
  return found->second;
}

void Expander::add_instance(const Instance& in, const Statement& s) {
  const Subcircuit& definition = find_definition(s);
  if (std::find(open_.begin(), open_.end(), &definition) != open_.end() || open_.size() > kDeepest)
    fail(s.where(), fmt::format("sub-circuit '{}' contains itself", definition.name));
  std::map<std::string, int> ports;
  std::size_t used = 0;
  const std::size_t name = name_at(s);
  for (std::size_t i = 1; i < s.words.size(); ++i) {
    if (i == name || is_assignment(s.words[i])) continue;
    const int outside = node(in, s.words[i]);
    if (used < definition.ports.size()) ports.emplace(definition.ports[used], outside);
    ++used;
  }
  if (used != definition.ports.size())
    fail(s.where(), fmt::format("{}: sub-circuit '{}' has {} nodes, {} given", s.head(),
                                definition.name, definition.ports.size(), used));
  Scope scope(&scope_);
  Instance inner{definition, scope, "|" + s.head() + in.path, std::move(ports), {}};
  assign(in, s, inner, scope);
  open_.push_back(&definition);
  expand(inner);
  open_.pop_back();
}

std::size_t Expander::name_at(const Statement& s) const {
  if (s.words.size() > 1 && deck_.subcircuits.count(s.words[1].text) != 0) return 1;
  std::size_t last = 0;
  for (std::size_t i = 1; i < s.words.size(); ++i)
    if (!is_assignment(s.words[i])) last = i;
  return last;
}

const Subcircuit& Expander::find_definition(const Statement& s) const {
  const std::size_t at = name_at(s);
  if (at == 0) fail(s.where(), fmt::format("{} names no sub-circuit", s.head()));
  const auto found = deck_.subcircuits.find(s.words[at].text);
  if (found != deck_.subcircuits.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [id, sub] : deck_.subcircuits) known.push_back(id);
  const std::string near = nearest_name(s.words[at].text, known);
  fail(s.words[at].where, fmt::format("sub-circuit '{}' is not defined{}", s.words[at].text,
                                      near.empty() ? "" : ", did you mean '" + near + "'?"));
}

void Expander::assign(const Instance& in, const Statement& s, Instance& inner, Scope& scope) {
  for (const Assignment& p : inner.definition.defaults) scope.define(p.name, p.expression, p.where);
  for (const Assignment& p : inner.definition.parameters)
    scope.define(p.name, p.expression, p.where);
  for (const Word& word : s.words) {
    if (!is_assignment(word)) continue;
    const Assignment a = read_assignment(word);
    const double value = in.scope.evaluate(a.expression, a.where);
    const auto& elements = inner.definition.elements;
    const bool is_element = std::any_of(elements.begin(), elements.end(),
                                        [&](const Statement& e) { return e.head() == a.name; });
    if (is_element)
      inner.overrides[a.name] = value;
    else if (scope.has_own(a.name))
      scope.define(a.name, value);
    else
      fail(a.where, fmt::format("{}: sub-circuit '{}' has no such element or parameter", a.name,
                                inner.definition.name));
  }
}

void Expander::expand(const Instance& in) {
  for (const Statement& s : in.definition.elements) add(in, s);
  for (const Statement& s : in.definition.elements)
    if (s.head().front() == 'K') couple(in, s);
}

void expand(const Deck& deck, const Scope& scope, const Globals& globals, std::uint64_t seed,
            Netlist& netlist) {
  Expander(deck, scope, globals, seed, netlist).expand({deck.main, scope, "", {}, {}});
}

}  // namespace fluxgate::sfq
