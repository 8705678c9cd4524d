/// A deck sorted into sub-circuits, models and controls, not yet expanded.
#pragma once
#include <map>
#include <random>
#include <string>
#include <vector>

#include "models/sfq/circuit/netlist.h"
#include "models/sfq/circuit/statement.h"

namespace fluxgate::sfq {

/// `name=expression`.
struct Assignment {
  std::string name, expression;
  Where where;
};
[[nodiscard]] bool is_assignment(const Word& word);
[[nodiscard]] Assignment read_assignment(const Word& word);

struct Subcircuit {
  std::string name;
  std::vector<std::string> ports;
  std::vector<Assignment> defaults;    // on the .subckt line
  std::vector<Assignment> parameters;  // .param inside
  std::vector<Statement> elements;
  std::map<std::string, Statement> models;
};

struct Deck {
  Subcircuit main;
  std::map<std::string, Subcircuit> subcircuits;
  std::vector<Statement> controls;
};
[[nodiscard]] Deck sort_deck(std::vector<Statement> statements);

/// What the controls of a deck say about all elements.
struct Globals {
  double temperature_k = 0, bandwidth_hz = 1e12;  // .temp, .neb (JoSIM's default bandwidth)
  double spread = 0;                              // .spread
  std::map<char, double> kind_spread;             // L=, R=, C=, B=
};
/// Reads .tran, .temp, .neb, .spread into the netlist and `globals`.
void read_controls(const Deck& deck, const Scope& scope, Netlist& netlist, Globals& globals);
/// Reads .print, .plot, .save; names must exist in the netlist.
void read_outputs(const Deck& deck, Netlist& netlist);
[[nodiscard]] JunctionModel read_model(const Statement& statement, const Scope& scope);
/// Turns the elements of `deck` into a flat netlist.
void expand(const Deck& deck, const Scope& scope, const Globals& globals, std::uint64_t seed,
            Netlist& netlist);

}  // namespace fluxgate::sfq
