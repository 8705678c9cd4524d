/// `.model NAME JJ(key=value ...)`.
#include <fmt/format.h>

#include "models/sfq/circuit/deck.h"
#include "sim/core/config.h"

namespace fluxgate::sfq {
namespace {

/// "JJ(A=1, B = {2,3} C=4)" -> "A=1", "B={2,3}", "C=4".
std::vector<std::string> split_card(const Statement& s) {
  std::string text;
  for (std::size_t i = 2; i < s.words.size(); ++i) text += s.words[i].text + " ";
  if (text.rfind("JJ", 0) != 0)
    throw ConfigError(s.words[2].where,
                      fmt::format("unknown model type '{}'; known: jj", s.words[2].text));
  std::vector<std::string> items(1);
  int braces = 0;
  for (std::size_t i = 2; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{') ++braces;
    if (c == '}') --braces;
    const bool is_break = braces == 0 && (c == ' ' || c == ',' || c == '(' || c == ')');
    if (!is_break) {
      items.back() += c;
    } else if (!items.back().empty() && items.back().back() != '=' &&
               text.find_first_not_of(' ', i) != text.find('=', i)) {
      items.emplace_back();  // a blank beside '=' does not end an item
    }
  }
  while (!items.empty() && items.back().empty()) items.pop_back();
  return items;
}

std::vector<double> read_list(std::string text, const Scope& scope, const Where& where) {
  if (text.front() == '{') text = text.substr(1, text.size() - 2);
  std::vector<double> values;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    values.push_back(scope.evaluate(text.substr(begin, end - begin), where));
    begin = end + 1;
  }
  return values;
}

void require_positive(double value, const std::string& key, const Where& where) {
  if (!(value > 0)) throw ConfigError(where, fmt::format("{}={:g}: must be above 0", key, value));
}

}  // namespace

JunctionModel read_model(const Statement& s, const Scope& scope) {
  JunctionModel m;
  const Where& where = s.words[2].where;
  const std::map<std::string, double*> keys{
      {"VG", &m.gap_v},         {"VGAP", &m.gap_v},        {"IC", &m.critical_a},
      {"ICRIT", &m.critical_a}, {"RN", &m.normal_ohm},     {"R0", &m.subgap_ohm},
      {"C", &m.capacitance_f},  {"CAP", &m.capacitance_f}, {"T", &m.temperature_k},
      {"TC", &m.critical_k},    {"DELV", &m.transition_v}, {"D", &m.transparency},
      {"ICFCT", &m.step_ratio}, {"ICFACT", &m.step_ratio}, {"PHI", &m.phase_offset}};
  std::vector<std::string> known{"RTYPE", "CPR"};
  for (const auto& [key, target] : keys) known.push_back(key);
  for (const std::string& item : split_card(s)) {
    const std::size_t at = item.find('=');
    if (at == std::string::npos || at + 1 == item.size())
      throw ConfigError(where, fmt::format("'{}': write key=value", item));
    const std::string key = item.substr(0, at), text = item.substr(at + 1);
    if (key == "RTYPE") {
      m.rtype = static_cast<int>(scope.evaluate(text, where));
    } else if (key == "CPR") {
      m.harmonics = read_list(text, scope, where);
    } else if (const auto found = keys.find(key); found != keys.end()) {
      *found->second = scope.evaluate(text, where);
      m.is_thermal = m.is_thermal || key == "T" || key == "TC" || key == "D";
    } else {
      const std::string near = nearest_name(key, known);
      throw ConfigError(where, fmt::format("{}: unknown parameter of a junction model{}", key,
                                           near.empty() ? "" : ", did you mean '" + near + "'?"));
    }
  }
  if (m.rtype != 0 && m.rtype != 1)
    throw ConfigError(where, fmt::format("rtype={}: known: 0 (linear), 1 (piecewise)", m.rtype));
  require_positive(m.critical_a, "icrit", where);
  require_positive(m.normal_ohm, "rn", where);
  require_positive(m.subgap_ohm, "r0", where);
  require_positive(m.capacitance_f, "cap", where);
  require_positive(m.transition_v, "delv", where);
  require_positive(m.step_ratio, "icfct", where);
  if (m.is_thermal && !(m.temperature_k > 0 && m.temperature_k < m.critical_k))
    throw ConfigError(where, "t must be above 0 and below tc");
  if (m.transparency < 0 || m.transparency >= 1)
    throw ConfigError(where, "d must be at least 0 and below 1");
  return m;
}

}  // namespace fluxgate::sfq
