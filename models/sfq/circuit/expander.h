/// Expands a deck: one object holds what all instances share. expand.cpp: names, nodes and
/// instances; expand_elements.cpp: one function an element.
#pragma once
#include <fmt/format.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "models/sfq/circuit/deck.h"

namespace fluxgate::sfq {

/// One instance while it is expanded.
struct Instance {
  const Subcircuit& definition;
  const Scope& scope;
  std::string path;                         // "|XA|XB", empty for the main circuit
  std::map<std::string, int> ports;         // local name -> node
  std::map<std::string, double> overrides;  // value of an element, from the X line
};

class Expander {
 public:
  Expander(const Deck& deck, const Scope& scope, const Globals& globals, std::uint64_t seed,
           Netlist& netlist)
      : deck_(deck), scope_(scope), globals_(globals), random_(seed), netlist_(netlist) {}

  void expand(const Instance& in);

 private:
  [[noreturn]] static void fail(const Where& where, const std::string& why);
  void add(const Instance& in, const Statement& s);
  int node(const Instance& in, const Word& word);
  template <class Part>
  Part two_nodes(const Instance& in, const Statement& s, std::size_t least, const char* form) {
    if (s.words.size() < least || is_assignment(s.words[1]) || is_assignment(s.words[2]))
      fail(s.where(), fmt::format("{} needs {}", s.head(), form));
    Part part;
    part.name = s.head() + in.path;
    part.where = s.where();
    if (!names_.insert(part.name).second)
      fail(s.where(), fmt::format("{} is defined twice", part.name));
    part.plus = node(in, s.words[1]);
    part.minus = node(in, s.words[2]);
    return part;
  }
  /// Keyword `key=`, for example TEMP=4.2.
  static const Word* keyword(const Statement& s, const std::string& key);
  static double keyword(const Instance& in, const Statement& s, const std::string& key,
                        double fallback);
  double spread(const Instance& in, const Statement& s, double value);
  double value(const Instance& in, const Statement& s, std::size_t at);
  template <class Part>
  void read_noise(const Instance& in, const Statement& s, Part& part) {
    part.temperature_k = keyword(in, s, "TEMP", globals_.temperature_k);
    part.bandwidth_hz = keyword(in, s, "NEB", globals_.bandwidth_hz);
    if (part.temperature_k < 0 || !(part.bandwidth_hz > 0))
      fail(s.where(), "temp must not be negative and neb must be above 0");
  }
  void add_resistor(const Instance& in, const Statement& s);
  void add_inductor(const Instance& in, const Statement& s);
  void add_capacitor(const Instance& in, const Statement& s);
  void add_junction(const Instance& in, const Statement& s);
  JunctionModel find_model(const Instance& in, const Word& name);
  void add_source(const Instance& in, const Statement& s);
  void add_line(const Instance& in, const Statement& s);
  void add_controlled(const Instance& in, const Statement& s);
  void couple(const Instance& in, const Statement& s);
  void add_instance(const Instance& in, const Statement& s);
  /// Position of the sub-circuit's name: first (JSIM) or last (SPICE) word.
  [[nodiscard]] std::size_t name_at(const Statement& s) const;
  [[nodiscard]] const Subcircuit& find_definition(const Statement& s) const;
  /// .subckt defaults, .param inside, then NAME=VALUE of the X line (a parameter or an element).
  static void assign(const Instance& in, const Statement& s, Instance& inner, Scope& scope);

  const Deck& deck_;
  const Scope& scope_;  // of the deck; as in JoSIM an instance sees no parameters of its parent
  const Globals& globals_;
  std::mt19937_64 random_;
  Netlist& netlist_;
  std::map<std::string, int> nodes_;
  std::map<std::string, std::size_t> inductors_;
  std::set<std::string> names_;
  std::vector<const Subcircuit*> open_;
};

}  // namespace fluxgate::sfq
