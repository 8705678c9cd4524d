#include "models/sfq/circuit/deck.h"

#include <fmt/format.h>

namespace fluxgate::sfq {
namespace {

/// Sorts statements; keeps the stack of open .subckt definitions.
class Sorter {
 public:
  Deck deck;

  void take(Statement s) {
    const std::string head = s.head();
    if (head == ".SUBCKT") return open(s);
    if (head == ".ENDS") return close(s);
    if (head == ".PARAM" || head == ".PARAMS") return parameter(s);
    if (head == ".MODEL") return model(std::move(s));
    if (head.front() != '.') {
      current().elements.push_back(std::move(s));
    } else if (open_.empty()) {
      deck.controls.push_back(std::move(s));
    } else {
      throw ConfigError(s.where(), fmt::format("{} is not allowed inside sub-circuit '{}'; move it "
                                               "after .ends",
                                               head, open_.back()));
    }
  }
  void finish() const {
    if (!open_.empty())
      throw ConfigError(opened_, fmt::format("sub-circuit '{}' has no .ends", open_.back()));
    if (deck.main.elements.empty())
      throw ConfigError("the deck has no elements outside sub-circuits; add at least one");
  }

 private:
  Subcircuit& current() { return open_.empty() ? deck.main : deck.subcircuits.at(open_.back()); }
  void open(const Statement& s) {
    if (s.words.size() < 2 || is_assignment(s.words[1]))
      throw ConfigError(s.where(), ".subckt needs a name and its nodes");
    Subcircuit sub;
    sub.name = s.words[1].text;
    for (std::size_t i = 2; i < s.words.size(); ++i) {
      if (is_assignment(s.words[i]))
        sub.defaults.push_back(read_assignment(s.words[i]));
      else
        sub.ports.push_back(s.words[i].text);
    }
    if (sub.ports.empty())
      throw ConfigError(s.where(), fmt::format("sub-circuit '{}' has no nodes", sub.name));
    if (!deck.subcircuits.emplace(sub.name, sub).second)
      throw ConfigError(s.where(), fmt::format("sub-circuit '{}' is defined twice", sub.name));
    open_.push_back(sub.name);
    opened_ = s.where();
  }
  void close(const Statement& s) {
    if (open_.empty()) throw ConfigError(s.where(), ".ends without .subckt");
    open_.pop_back();
  }
  void parameter(const Statement& s) {
    // Words of an expression with blanks ("x = a + b") belong to the last assignment.
    std::vector<Assignment>& list = current().parameters;
    const std::size_t before = list.size();
    for (std::size_t i = 1; i < s.words.size(); ++i) {
      if (is_assignment(s.words[i]))
        list.push_back(read_assignment(s.words[i]));
      else if (list.size() > before)
        list.back().expression += " " + s.words[i].text;
      else
        throw ConfigError(s.words[i].where, ".param needs name=expression");
    }
    if (list.size() == before) throw ConfigError(s.where(), ".param needs name=expression");
  }
  void model(Statement s) {
    if (s.words.size() < 3) throw ConfigError(s.where(), ".model needs a name and jj(...)");
    const std::string name = s.words[1].text;
    current().models[name] = std::move(s);
  }

  std::vector<std::string> open_;
  Where opened_;
};

}  // namespace

bool is_assignment(const Word& word) {
  const std::size_t at = word.text.find('=');
  return at != std::string::npos && at > 0 && word.text.find_first_of("({[") > at;
}

Assignment read_assignment(const Word& word) {
  const std::size_t at = word.text.find('=');
  if (at + 1 == word.text.size())
    throw ConfigError(word.where, fmt::format("{} has no value", word.text));
  return {word.text.substr(0, at), word.text.substr(at + 1), word.where};
}

Deck sort_deck(std::vector<Statement> statements) {
  Sorter sorter;
  for (Statement& s : statements) sorter.take(std::move(s));
  sorter.finish();
  return std::move(sorter.deck);
}

namespace {

Netlist build(std::vector<Statement> statements, const std::string& file, std::uint64_t seed) {
  if (statements.empty()) throw ConfigError({file, 0, 0}, "the deck is empty");
  const Deck deck = sort_deck(std::move(statements));
  Scope scope;
  for (const Assignment& p : deck.main.parameters) scope.define(p.name, p.expression, p.where);
  Netlist netlist;
  Globals globals;
  read_controls(deck, scope, netlist, globals);
  if (netlist.timing.stop_ps <= 0)
    throw ConfigError({file, 0, 0}, "no .tran: say how long to simulate, e.g. .tran 0.05p 1n");
  expand(deck, scope, globals, seed, netlist);
  read_outputs(deck, netlist);
  return netlist;
}

}  // namespace

Netlist read_deck(const std::string& path, std::uint64_t seed) {
  return build(read_statements(path), path, seed);
}

Netlist read_deck_text(const std::string& text, const std::string& file_name, std::uint64_t seed) {
  return build(read_statements_text(text, file_name), file_name, seed);
}

}  // namespace fluxgate::sfq
