/// Elements of a deck: what each line must have, and its value in the units of netlist.h.
#include <algorithm>
#include <cmath>

#include "models/sfq/circuit/constants.h"
#include "models/sfq/circuit/expander.h"
#include "sim/core/config.h"

namespace fluxgate::sfq {

void Expander::fail(const Where& where, const std::string& why) { throw ConfigError(where, why); }

void Expander::add(const Instance& in, const Statement& s) {
  switch (s.head().front()) {
    case 'R':
      return add_resistor(in, s);
    case 'L':
      return add_inductor(in, s);
    case 'C':
      return add_capacitor(in, s);
    case 'B':
      return add_junction(in, s);
    case 'I':
    case 'V':
    case 'P':
      return add_source(in, s);
    case 'T':
      return add_line(in, s);
    case 'E':
    case 'F':
    case 'G':
    case 'H':
      return add_controlled(in, s);
    case 'X':
      return add_instance(in, s);
    case 'K':
      return;  // when all inductors of the instance are known
    default:
      fail(s.where(), fmt::format("{}: unknown element; the first letter is one of B L K R C I V P "
                                  "T E F G H X",
                                  s.head()));
  }
}

const Word* Expander::keyword(const Statement& s, const std::string& key) {
  for (const Word& word : s.words)
    if (word.text.rfind(key + "=", 0) == 0) return &word;
  return nullptr;
}

double Expander::keyword(const Instance& in, const Statement& s, const std::string& key,
                         double fallback) {
  const Word* word = keyword(s, key);
  return word == nullptr ? fallback
                         : in.scope.evaluate(read_assignment(*word).expression, word->where);
}

double Expander::spread(const Instance& in, const Statement& s, double value) {
  const auto kind = globals_.kind_spread.find(s.head().front());
  const double share =
      keyword(in, s, "SPREAD", kind == globals_.kind_spread.end() ? globals_.spread : kind->second);
  if (share == 0) return value;
  return value * (1 + share * std::uniform_real_distribution<double>(-1, 1)(random_));
}

double Expander::value(const Instance& in, const Statement& s, std::size_t at) {
  const auto changed = in.overrides.find(s.head());
  const double nominal = changed != in.overrides.end()
                             ? changed->second
                             : in.scope.evaluate(s.words[at].text, s.words[at].where);
  const double actual = spread(in, s, nominal);
  if (!(actual > 0))
    fail(s.words[at].where, fmt::format("{}: {:g} is not a value above 0", s.head(), actual));
  return actual;
}

void Expander::add_resistor(const Instance& in, const Statement& s) {
  auto part = two_nodes<Resistor>(in, s, 4, "two nodes and a resistance");
  part.ohm = value(in, s, 3);
  read_noise(in, s, part);
  netlist_.resistors.push_back(part);
}

void Expander::add_inductor(const Instance& in, const Statement& s) {
  auto part = two_nodes<Inductor>(in, s, 4, "two nodes and an inductance");
  part.ph = value(in, s, 3) * 1e12;
  inductors_[part.name] = netlist_.inductors.size();
  netlist_.inductors.push_back(part);
}

void Expander::add_capacitor(const Instance& in, const Statement& s) {
  auto part = two_nodes<Capacitor>(in, s, 4, "two nodes and a capacitance");
  part.pf = value(in, s, 3) * 1e12;
  netlist_.capacitors.push_back(part);
}

void Expander::add_junction(const Instance& in, const Statement& s) {
  auto part = two_nodes<Junction>(in, s, 4, "two nodes and a model");
  const Word* name = nullptr;
  for (std::size_t i = 3; i < s.words.size(); ++i)
    if (!is_assignment(s.words[i])) name = &s.words[i];  // a phase node may stand before it
  if (name == nullptr) fail(s.where(), fmt::format("{} names no model", s.head()));
  const JunctionModel model = find_model(in, *name);
  double area = keyword(in, s, "AREA", 1);
  const double critical = keyword(in, s, "IC", 0);
  const auto changed = in.overrides.find(s.head());
  if (changed != in.overrides.end())
    area = keyword(s, "IC") == nullptr ? changed->second : changed->second / model.critical_a;
  else if (critical != 0)
    area = critical / model.critical_a;
  area = spread(in, s, area);
  if (!(area > 0)) fail(s.where(), fmt::format("{}: area or ic is not above 0", s.head()));
  part.law = make_law(model, area);
  read_noise(in, s, part);
  netlist_.junctions.push_back(part);
}

JunctionModel Expander::find_model(const Instance& in, const Word& name) {
  const auto local = in.definition.models.find(name.text);
  if (local != in.definition.models.end()) return read_model(local->second, in.scope);
  const auto global = deck_.main.models.find(name.text);
  if (global != deck_.main.models.end()) return read_model(global->second, in.scope);
  std::vector<std::string> known;
  for (const auto& [id, card] : in.definition.models) known.push_back(id);
  for (const auto& [id, card] : deck_.main.models) known.push_back(id);
  const std::string near = nearest_name(name.text, known);
  fail(name.where, fmt::format("model '{}' is not defined{}", name.text,
                               near.empty() ? "; add .model " + name.text + " jj(...)"
                                            : ", did you mean '" + near + "'?"));
}

void Expander::add_source(const Instance& in, const Statement& s) {
  auto part = two_nodes<Source>(in, s, 4, "two nodes and a value or waveform");
  const char kind = s.head().front();
  part.kind = kind == 'I'   ? Source::Kind::Current
              : kind == 'V' ? Source::Kind::Voltage
                            : Source::Kind::Phase;
  const double scale = kind == 'I' ? 1e6 : kind == 'V' ? 1e-12 / kReducedFlux : 1;
  part.wave = read_waveform(s, 3, in.scope, netlist_.timing, scale);
  netlist_.sources.push_back(part);
}

void Expander::add_line(const Instance& in, const Statement& s) {
  auto part = two_nodes<Line>(in, s, 5, "four nodes, z0= and td=");
  part.far_plus = node(in, s.words[3]);
  part.far_minus = node(in, s.words[4]);
  if (keyword(s, "Z0") == nullptr || keyword(s, "TD") == nullptr)
    fail(s.where(), fmt::format("{} needs four nodes, z0= and td=", s.head()));
  part.ohm = keyword(in, s, "Z0", 0);
  const auto changed = in.overrides.find(s.head());
  part.delay_ps = changed != in.overrides.end() ? changed->second : keyword(in, s, "TD", 0);
  part.delay_ps *= 1e12;
  if (!(part.ohm > 0) || !(part.delay_ps > 0))
    fail(s.where(), fmt::format("{}: z0 and td must be above 0", s.head()));
  netlist_.lines.push_back(part);
}

void Expander::add_controlled(const Instance& in, const Statement& s) {
  auto part = two_nodes<Controlled>(in, s, 6, "four nodes and a gain");
  part.kind = s.head().front();
  part.control_plus = node(in, s.words[3]);
  part.control_minus = node(in, s.words[4]);
  const auto changed = in.overrides.find(s.head());
  part.gain = changed != in.overrides.end() ? changed->second
                                            : in.scope.evaluate(s.words[5].text, s.words[5].where);
  netlist_.controlled.push_back(part);
}

void Expander::couple(const Instance& in, const Statement& s) {
  if (s.words.size() < 4) fail(s.where(), fmt::format("{} needs two inductors and k", s.head()));
  Coupling part{s.head() + in.path, s.where()};
  const auto find = [&](const Word& word) {
    std::string name = word.text;  // L1.X2 or L1|X2: inside an instance
    std::replace(name.begin(), name.end(), '.', '|');
    const auto found = inductors_.find(name + in.path);
    if (found == inductors_.end())
      fail(word.where, fmt::format("{}: no inductor '{}' here", s.head(), word.text));
    return found->second;
  };
  part.first = find(s.words[1]);
  part.second = find(s.words[2]);
  const auto changed = in.overrides.find(s.head());
  part.factor = changed != in.overrides.end()
                    ? changed->second
                    : in.scope.evaluate(s.words[3].text, s.words[3].where);
  if (part.first == part.second || std::abs(part.factor) >= 1)
    fail(s.where(), fmt::format("{}: needs two different inductors and |k| below 1", s.head()));
  netlist_.couplings.push_back(part);
}

}  // namespace fluxgate::sfq
