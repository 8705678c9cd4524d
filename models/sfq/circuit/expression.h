/// Numbers with scale suffixes, parameters and expressions of a deck.
///
/// Suffixes (first letters after the number, rest is a unit and ignored): F P N U M K MEG X G T.
/// Operators + - * / ^ and unary + -, brackets () [] {}, the functions sin cos tan asin acos atan
/// sinh cosh tanh asinh acosh atanh exp log log10 sqrt cbrt abs, the constants PI PHI_ZERO
/// BOLTZMANN EV HBAR C MU0 EPS0 SIGMA (JoSIM's list). A parameter hides a constant of the same
/// name.
#pragma once
#include <map>
#include <string>

#include "sim/core/errors.h"

namespace fluxgate::sfq {

/// Parameters of the deck or of one instance of a sub-circuit, evaluated when first used, so that
/// they may be written in any order. ConfigError: unknown name, circle of definitions, bad syntax.
class Scope {
 public:
  explicit Scope(const Scope* outer = nullptr) : outer_(outer) {}
  /// The last definition of a name wins.
  void define(const std::string& name, const std::string& expression, const Where& where);
  void define(const std::string& name, double value);
  [[nodiscard]] bool has_own(const std::string& name) const { return parameters_.count(name) != 0; }
  [[nodiscard]] double evaluate(const std::string& expression, const Where& where) const;

 private:
  friend class Parser;
  struct Parameter {
    std::string expression;
    Where where;
    enum class State { Unknown, Running, Known } state = State::Unknown;
    double value = 0;
  };
  [[nodiscard]] bool find(const std::string& name, double& value) const;

  const Scope* outer_;
  mutable std::map<std::string, Parameter> parameters_;
};

}  // namespace fluxgate::sfq
