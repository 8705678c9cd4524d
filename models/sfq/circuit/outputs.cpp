/// `.print`, `.plot`, `.save`: what JoSIM stores, as columns of output. As there, a name that the
/// circuit does not have is noted and left out; a deck of which no name is known is refused.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "models/sfq/circuit/deck.h"
#include "sim/core/config.h"

namespace fluxgate::sfq {
namespace {

std::string normalised(std::string name) {
  std::replace(name.begin(), name.end(), '.', '|');
  return name;
}

/// A name that the circuit does not have.
struct UnknownName : ConfigError {
  using ConfigError::ConfigError;
};

class OutputReader {
 public:
  explicit OutputReader(Netlist& netlist) : netlist_(netlist) {
    const auto add = [&](const auto& list) {
      for (const Element& e : list) elements_.insert(e.name);
    };
    add(netlist.resistors), add(netlist.inductors), add(netlist.capacitors);
    add(netlist.junctions), add(netlist.sources), add(netlist.lines), add(netlist.controlled);
    for (std::size_t i = 0; i < netlist.node_names.size(); ++i)
      nodes_[netlist.node_names[i]] = static_cast<int>(i);
  }

  void read(const Statement& s) {
    std::size_t i = 1;
    if (i < s.words.size() && s.words[i].text == "TRAN") ++i;
    if (i >= s.words.size())
      throw ConfigError(
          s.where(), fmt::format("{} names nothing to print, e.g. {} p(B1)", s.head(), s.head()));
    while (i < s.words.size() && s.words[i].text.front() != '*') {  // '*': a remark follows
      try {
        read_next(s, i);
      } catch (const UnknownName& u) {
        netlist_.notes.push_back(fmt::format("{}; it is not printed", u.what()));
        if (!missing_) missing_ = u;
      }
    }
  }
  void finish() const {
    if (missing_ && netlist_.outputs.empty()) throw ConfigError(*missing_);
  }

 private:
  /// One request from word i on; moves i behind it.
  void read_next(const Statement& s, std::size_t& i) {
    static const std::map<std::string, char> kTypes{{"DEVV", 'V'},  {"DEVI", 'I'},  {"DEVP", 'P'},
                                                    {"PHASE", 'P'}, {"NODEV", 'V'}, {"NODEP", 'P'}};
    const auto type = kTypes.find(s.words[i].text);
    if (type == kTypes.end()) return read_item(s.words[i++]);
    if (i + 1 >= s.words.size())
      throw ConfigError(s.words[i].where, fmt::format("{}: a name is missing", s.words[i].text));
    const Word& first = s.words[i + 1];
    std::string names = first.text;
    const bool is_node = type->first.front() == 'N';
    i += 2;
    const bool has_second = is_node && i < s.words.size() &&
                            s.words[i].text.find_first_of("(@#*") == std::string::npos &&
                            kTypes.count(s.words[i].text) == 0;
    if (has_second) names += "," + s.words[i++].text;
    add(type->second, names, first.where, is_node);
  }
  /// V(x), P(x,y), I(x), @x[p], x#branch.
  void read_item(const Word& word) {
    std::string t = word.text;
    static const std::map<std::string, std::string> kLong{{"DEVV(", "V("},  {"DEVI(", "I("},
                                                          {"DEVP(", "P("},  {"PHASE(", "P("},
                                                          {"NODEV(", "V("}, {"NODEP(", "P("}};
    const auto longer = kLong.find(t.substr(0, t.find('(') + 1));
    if (longer != kLong.end()) t.replace(0, longer->first.size(), longer->second);
    const std::size_t open = t.find_first_of("(["), close = t.find_last_of(")]");
    if (open != std::string::npos && close == t.size() - 1) {
      if (t.front() == '@' && open == t.size() - 3)
        return add(t[open + 1], t.substr(1, open - 1), word.where, false);
      if (open == 1) return add(t.front(), t.substr(2, close - 2), word.where, false);
    }
    const std::size_t branch = t.find("#BRANCH");
    if (branch != std::string::npos && branch > 0)
      return add('I', t.substr(0, branch), word.where, false);
    throw ConfigError(word.where,
                      fmt::format("'{}': write p(B1), v(node), i(R1), phase B1, nodev 1 0, "
                                  "@B1[p] or I1#branch",
                                  t));
  }
  void add(char type, std::string names, const Where& where, bool is_node) {
    names.erase(std::remove(names.begin(), names.end(), ' '), names.end());
    if (type == 'C') type = 'I';
    Output out;
    out.where = where;
    out.label = fmt::format("{}({})", type, names);
    if (type == 'P') {
      out.kind = Output::Kind::Phase;
    } else if (type == 'V') {
      out.kind = Output::Kind::Voltage;
    } else if (type == 'I') {
      out.kind = Output::Kind::Current;
    } else {
      throw ConfigError(where, fmt::format("'{}': known: v, p, i", type));
    }
    const std::string name = normalised(names);
    const std::size_t comma = name.find(',');
    const std::string first = name.substr(0, comma);
    if (!is_node && elements_.count(name) != 0) {
      out.target = name;
    } else if (!is_node && type != 'I' && elements_.count(first) != 0) {
      out.target = first;  // of two elements: the difference
      out.subtract = name.substr(comma + 1);
      if (elements_.count(out.subtract) == 0)
        unknown(out.subtract, where, {elements_.begin(), elements_.end()}, "element");
    } else if (type == 'I') {
      unknown(names, where, {elements_.begin(), elements_.end()}, "element");
    } else {
      out.plus = node(first, where);
      if (comma != std::string::npos) out.minus = node(name.substr(comma + 1), where);
    }
    netlist_.outputs.push_back(out);
  }
  int node(const std::string& name, const Where& where) const {
    if (name == "0" || name.find("GND") != std::string::npos) return kGround;
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) return found->second;
    std::vector<std::string> known(elements_.begin(), elements_.end());
    for (const auto& [node_name, index] : nodes_) known.push_back(node_name);
    unknown(name, where, known, "element or node");
  }
  [[noreturn]] static void unknown(const std::string& name, const Where& where,
                                   const std::vector<std::string>& known, const char* what) {
    const std::string near = nearest_name(name, known);
    throw UnknownName(where, fmt::format("'{}': no such {}{}", name, what,
                                         near.empty() ? "" : ", did you mean '" + near + "'?"));
  }

  Netlist& netlist_;
  std::set<std::string> elements_;
  std::map<std::string, int> nodes_;
  std::optional<UnknownName> missing_;
};

}  // namespace

void read_outputs(const Deck& deck, Netlist& netlist) {
  OutputReader reader(netlist);
  for (const Statement& s : deck.controls)
    if (s.head() == ".PRINT" || s.head() == ".PLOT" || s.head() == ".SAVE") reader.read(s);
  reader.finish();
}

}  // namespace fluxgate::sfq
