#include "sim/graph/expression.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <vector>

namespace fluxgate {
namespace {

constexpr int kMaxDepth = 100;

class Parser {
 public:
  Parser(const std::string& text, const Lookup& lookup, const Where& where, const ListLookup& lists)
      : text_(text), lookup_(lookup), where_(where), lists_(lists) {}

  double parse() {
    const double value = comparison();
    skip_space();
    if (at_ != text_.size()) fail(fmt::format("'{}' is not expected", text_.substr(at_)));
    if (!std::isfinite(value)) fail("the result is not finite");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw ConfigError(where_, fmt::format("expression '{}': {}", text_, why));
  }
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(const char* token) {
    skip_space();
    const std::string wanted(token);
    if (text_.compare(at_, wanted.size(), wanted) != 0) return false;
    at_ += wanted.size();
    return true;
  }

  double comparison() {
    if (++depth_ > kMaxDepth) fail("nested too deeply");
    const double left = sum();
    double value = left;
    if (take("<="))
      value = left <= sum() ? 1 : 0;
    else if (take(">="))
      value = left >= sum() ? 1 : 0;
    else if (take("=="))
      value = left == sum() ? 1 : 0;
    else if (take("!="))
      value = left != sum() ? 1 : 0;
    else if (take("<"))
      value = left < sum() ? 1 : 0;
    else if (take(">"))
      value = left > sum() ? 1 : 0;
    --depth_;
    return value;
  }
  double sum() {
    double value = product();
    for (;;) {
      if (take("+"))
        value += product();
      else if (take("-"))
        value -= product();
      else
        return value;
    }
  }
  double product() {
    double value = factor();
    for (;;) {
      if (take("*")) {
        value *= factor();
      } else if (take("/")) {
        const double divisor = factor();
        if (divisor == 0) fail("division by zero");
        value /= divisor;
      } else {
        return value;
      }
    }
  }
  double factor() {
    if (take("-")) return -factor();
    if (take("(")) {
      const double value = comparison();
      if (!take(")")) fail("')' is missing");
      return value;
    }
    skip_space();
    if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0)
      return number();
    const std::string name = word();
    if (name.empty())
      fail(at_ < text_.size() ? fmt::format("'{}' is not expected", text_.substr(at_))
                              : "it ends too early");
    if (take("(")) return name == "count" ? count() : call(name);
    if (take("[")) return element(name);
    const std::optional<double> value = lookup_(name);
    if (!value) fail(fmt::format("unknown name '{}'", name));
    return *value;
  }
  double element(const std::string& list) {
    const double index = comparison();
    if (!take("]")) fail("']' is missing");
    const std::optional<double> value = lists_ ? lists_(list, index) : std::nullopt;
    if (!value) fail(fmt::format("'{}' is not a list", list));
    return *value;
  }
  double count() {
    skip_space();
    const std::string list = word();
    const std::optional<double> value = lists_ ? lists_(list, std::nullopt) : std::nullopt;
    if (!value) fail(fmt::format("'{}' is not a list", list));
    if (!take(")")) fail("')' is missing");
    return *value;
  }
  double number() {
    double value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("a number is not readable");
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }
  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || text_[at_] == '.'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }
  double call(const std::string& name) {
    std::vector<double> args{comparison()};
    while (take(",")) args.push_back(comparison());
    if (!take(")")) fail("')' is missing");
    if (name == "ceil" && args.size() == 1) return std::ceil(args[0] - 1e-12);
    if (name == "floor" && args.size() == 1) return std::floor(args[0] + 1e-12);
    if (name == "min" && args.size() == 2) return std::min(args[0], args[1]);
    if (name == "max" && args.size() == 2) return std::max(args[0], args[1]);
    if (name == "mod" && args.size() == 2 && args[1] > 0)
      return args[0] - args[1] * std::floor(args[0] / args[1]);
    if (name == "pow" && args.size() == 2) return std::pow(args[0], args[1]);
    if (name == "log2" && args.size() == 1 && args[0] > 0) return std::log2(args[0]);
    if (name == "if" && args.size() == 3) return args[0] != 0 ? args[1] : args[2];
    fail(
        fmt::format("unknown function '{}' of {} arguments; known: ceil(x), floor(x), min(a,b), "
                    "max(a,b), mod(a,b), pow(a,b), log2(x), if(c,a,b), count(list)",
                    name, args.size()));
  }

  const std::string& text_;
  const Lookup& lookup_;
  const Where& where_;
  const ListLookup& lists_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

double evaluate(const std::string& text, const Lookup& lookup, const Where& where,
                const ListLookup& lists) {
  return Parser(text, lookup, where, lists).parse();
}

}  // namespace fluxgate
