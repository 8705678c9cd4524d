/// Text of a network file, put together in the order of the language: parameters, phases, state,
/// blocks, network.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fluxgate {

class NetworkText {
 public:
  NetworkText(std::string summary, std::string source);

  void assume(const std::string& sentence) { assumptions_.push_back(sentence); }
  void parameter(const std::string& name, const std::string& expression);
  void parameter(const std::string& name, std::int64_t value);
  void phases(const std::string& list) { phases_ = list; }
  void state(const std::string& expression) { state_ = expression; }
  /// Lines "- {op: ...}", one operator each, without indentation.
  void block(const std::string& name, const std::string& lines);
  void network(const std::string& lines) { network_ += lines; }
  /// `layers` holds the lines of each layer, in order; equal neighbours become one repetition.
  /// `depth`: the parameter that counts them, when all are equal.
  void layers(const std::vector<std::string>& layers, const std::string& depth);

  [[nodiscard]] std::string text() const;

 private:
  std::string summary_, source_, phases_ = "[forward]", state_, network_;
  std::vector<std::string> assumptions_;
  std::vector<std::pair<std::string, std::string>> parameters_, blocks_;
};

/// In double quotes, with what YAML needs escaped; other control characters become '?'.
[[nodiscard]] std::string quoted(const std::string& text);

}  // namespace fluxgate
