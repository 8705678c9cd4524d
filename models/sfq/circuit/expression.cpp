#include "models/sfq/circuit/expression.h"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "models/sfq/circuit/constants.h"

namespace fluxgate::sfq {
namespace {

using Function = double (*)(double);

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> table{
      {"SIN", std::sin},   {"COS", std::cos},     {"TAN", std::tan},     {"ASIN", std::asin},
      {"ACOS", std::acos}, {"ATAN", std::atan},   {"SINH", std::sinh},   {"COSH", std::cosh},
      {"TANH", std::tanh}, {"ASINH", std::asinh}, {"ACOSH", std::acosh}, {"ATANH", std::atanh},
      {"EXP", std::exp},   {"LOG", std::log},     {"LOG10", std::log10}, {"SQRT", std::sqrt},
      {"CBRT", std::cbrt}, {"ABS", std::fabs}};
  return table;
}

const std::map<std::string, double>& constants() {
  static const std::map<std::string, double> table{{"PI", kPi},
                                                   {"PHI_ZERO", kFluxQuantum},
                                                   {"BOLTZMANN", kBoltzmann},
                                                   {"EV", kElementaryCharge},
                                                   {"HBAR", kPlanck / kTwoPi},
                                                   {"C", kSpeedOfLight},
                                                   {"MU0", kVacuumPermeability},
                                                   {"EPS0", kVacuumPermittivity},
                                                   {"SIGMA", kReducedFlux}};
  return table;
}

double scale(const std::string& suffix) {
  if (suffix.rfind("MEG", 0) == 0) return 1e6;
  switch (suffix.empty() ? '\0' : suffix.front()) {
    case 'F':
      return 1e-15;
    case 'P':
      return 1e-12;
    case 'N':
      return 1e-9;
    case 'U':
      return 1e-6;
    case 'M':
      return 1e-3;
    case 'K':
      return 1e3;
    case 'X':
      return 1e6;
    case 'G':
      return 1e9;
    case 'T':
      return 1e12;
    default:
      return 1;
  }
}

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

/// Recursive descent over one expression.
class Parser {
 public:
  Parser(const std::string& text, const Scope& scope, const Where& where)
      : text_(text), scope_(scope), where_(where) {}

  double parse() {
    const double value = sum();
    skip();
    if (at_ < text_.size()) fail(fmt::format("'{}' is not expected here", text_.substr(at_)));
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw ConfigError(where_, fmt::format("{}: {}", text_, why));
  }
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  double sum() {
    double value = product();
    for (;;) {
      if (take('+'))
        value += product();
      else if (take('-'))
        value -= product();
      else
        return value;
    }
  }
  double product() {
    double value = signed_power();
    for (;;) {
      if (take('*'))
        value *= signed_power();
      else if (take('/'))
        value /= signed_power();
      else
        return value;
    }
  }
  double signed_power() {
    if (take('-')) return -signed_power();
    if (take('+')) return signed_power();
    const double base = atom();
    return take('^') ? std::pow(base, signed_power()) : base;
  }
  double bracket(char close) {
    if (++depth_ > 200) fail("brackets are nested too deeply");
    const double value = sum();
    if (!take(close)) fail(fmt::format("'{}' is missing", close));
    --depth_;
    return value;
  }
  double atom() {
    if (take('(')) return bracket(')');
    if (take('{')) return bracket('}');
    if (take('[')) return bracket(']');
    skip();
    if (at_ >= text_.size()) fail("a value is missing at the end");
    if (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.')
      return number();
    return name();
  }
  double number() {
    const char* begin = text_.c_str() + at_;
    char* end = nullptr;
    const double value = std::strtod(begin, &end);
    if (end == begin) fail("this is not a number");
    at_ += static_cast<std::size_t>(end - begin);
    const std::size_t suffix = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return value * scale(text_.substr(suffix, at_ - suffix));
  }
  double name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const std::string name = text_.substr(begin, at_ - begin);
    if (name.empty()) fail(fmt::format("'{}' is not expected here", text_.substr(begin)));
    double value = 0;
    if (scope_.find(name, value)) return value;
    const auto function = functions().find(name);
    if (function != functions().end() && take('(')) return function->second(bracket(')'));
    const auto constant = constants().find(name);
    if (constant != constants().end()) return constant->second;
    throw ConfigError(where_,
                      fmt::format("'{}' is neither a number nor a known parameter; define it with "
                                  ".param {}=...",
                                  name, name));
  }

  const std::string& text_;
  const Scope& scope_;
  const Where& where_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

void Scope::define(const std::string& name, const std::string& expression, const Where& where) {
  parameters_[name] = {expression, where, Parameter::State::Unknown, 0};
}
void Scope::define(const std::string& name, double value) {
  parameters_[name] = {"", {}, Parameter::State::Known, value};
}

bool Scope::find(const std::string& name, double& value) const {
  const auto found = parameters_.find(name);
  if (found == parameters_.end()) return outer_ != nullptr && outer_->find(name, value);
  Parameter& p = found->second;
  if (p.state == Parameter::State::Running)
    throw ConfigError(p.where, fmt::format("parameter '{}' depends on itself", name));
  if (p.state == Parameter::State::Unknown) {
    p.state = Parameter::State::Running;
    p.value = evaluate(p.expression, p.where);
    p.state = Parameter::State::Known;
  }
  value = p.value;
  return true;
}

double Scope::evaluate(const std::string& expression, const Where& where) const {
  const double value = Parser(expression, *this, where).parse();
  if (!std::isfinite(value))
    throw ConfigError(where, fmt::format("{}: the value is not a finite number", expression));
  return value;
}

}  // namespace fluxgate::sfq
