#include "sim/importers/network_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>

namespace fluxgate {
namespace {

std::string indented(const std::string& lines, int spaces) {
  std::istringstream in(lines);
  std::string line, out;
  while (std::getline(in, line))
    if (!line.empty()) out += std::string(static_cast<std::size_t>(spaces), ' ') + line + "\n";
  return out;
}

}  // namespace

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '?' : c;
  }
  return out + "\"";
}

NetworkText::NetworkText(std::string summary, std::string source)
    : summary_(std::move(summary)), source_(std::move(source)) {}

void NetworkText::parameter(const std::string& name, const std::string& expression) {
  parameters_.emplace_back(name, expression);
}
void NetworkText::parameter(const std::string& name, std::int64_t value) {
  parameters_.emplace_back(name, fmt::format("{}", value));
}
void NetworkText::block(const std::string& name, const std::string& lines) {
  blocks_.emplace_back(name, lines);
}

void NetworkText::layers(const std::vector<std::string>& layers, const std::string& depth) {
  for (std::size_t first = 0, last = 0; first < layers.size(); first = last) {
    while (last < layers.size() && layers[last] == layers[first]) ++last;
    const bool is_all = last - first == layers.size();
    network_ += fmt::format(
        "- repeat: {}\n  name: {}\n  body:\n{}", is_all ? depth : fmt::format("{}", last - first),
        is_all ? "layer" : fmt::format("layer{}", first), indented(layers[first], 4));
  }
}

std::string NetworkText::text() const {
  std::string out = fmt::format("summary: {}\nsource: {}\n", quoted(summary_), quoted(source_));
  if (!assumptions_.empty())
    out +=
        fmt::format("assumptions: {}\n", quoted(fmt::format("{}", fmt::join(assumptions_, "; "))));
  out += "parameters:\n";
  for (const auto& [name, value] : parameters_) {
    const bool is_plain = value.find_first_of(",{}[]:#\"'&*!|>%@`") == std::string::npos;
    out += fmt::format("  {}: {}\n", name, is_plain ? value : quoted(value));
  }
  out += fmt::format("phases: {}\n", phases_);
  if (!state_.empty()) out += fmt::format("state: {}\n", quoted(state_));
  if (!blocks_.empty()) out += "blocks:\n";
  for (const auto& [name, lines] : blocks_)
    out += fmt::format("  {}:\n{}", name, indented(lines, 4));
  return out + "network:\n" + indented(network_, 2);
}

}  // namespace fluxgate
